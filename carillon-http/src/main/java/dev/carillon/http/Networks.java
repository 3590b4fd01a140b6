package dev.carillon.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some networks, IPv4 and IPv6, by address and prefix (CIDR, RFC 4632). An IPv4 address that is written as an IPv6 one is the
 * IPv4 one. Immutable; safe from any thread.
 */
public final class Networks {
    /** No network: contains nothing. */
    public static final Networks NONE = new Networks(List.of());

    private final List<Network> networks;

    /** Those addresses whose first bits are these. */
    private static final class Network {
        private final byte[] address;
        private final int prefix;

        Network(byte[] address, int prefix) {
            this.address = address;
            this.prefix = prefix;
        }

        boolean contains(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            int whole = prefix / Byte.SIZE;
            for (int i = 0; i < whole; i++) {
                if (address[i] != other[i]) {
                    return false;
                }
            }
            int rest = prefix % Byte.SIZE;
            return rest == 0 || ((address[whole] ^ other[whole]) & 0xff) >>> (Byte.SIZE - rest) == 0;
        }

        boolean hasBitsBehindPrefix() {
            for (int bit = prefix; bit < address.length * Byte.SIZE; bit++) {
                if ((address[bit / Byte.SIZE] & 0x80 >> bit % Byte.SIZE) != 0) {
                    return true;
                }
            }
            return false;
        }
    }

    private Networks(List<Network> networks) {
        this.networks = networks;
    }

    /**
     * The networks with these names.
     *
     * @param names each as {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or an address for it alone. No host names
     * @return the networks
     * @throws IllegalArgumentException if one is none of these, or has bits behind its prefix, which is an oversight
     */
    public static Networks of(String... names) {
        List<Network> networks = new ArrayList<>(names.length);
        for (String name : names) {
            networks.add(parse(name));
        }
        return new Networks(List.copyOf(networks));
    }

    private static Network parse(String name) {
        int slash = name.indexOf('/');
        InetAddress address = AddressLiteral.parse(slash < 0 ? name : name.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException(
                    "a network is an address, or one with a prefix as 10.0.0.0/8, not " + name);
        }
        byte[] bytes = address.getAddress();
        int most = bytes.length * Byte.SIZE;
        Network network = new Network(bytes, slash < 0 ? most : prefix(name.substring(slash + 1), most, name));
        if (network.hasBitsBehindPrefix()) {
            throw new IllegalArgumentException(name + " has bits behind its prefix of " + network.prefix
                    + ": give the network's first address, or a longer prefix");
        }
        return network;
    }

    private static int prefix(String digits, int most, String name) {
        int prefix = -1;
        if (digits.length() <= 3 && !digits.isEmpty() && digits.chars().allMatch(Chars::isDigit)) {
            prefix = Integer.parseInt(digits);
        }
        if (prefix < 0 || prefix > most) {
            throw new IllegalArgumentException("the prefix of " + name + " is to be 0 to " + most);
        }
        return prefix;
    }

    /**
     * Whether an address is in one of them.
     *
     * @param address the address; null, as of what has none, is in no network
     * @return true if it is
     */
    public boolean contains(@Nullable InetAddress address) {
        if (address == null || networks.isEmpty()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        for (Network network : networks) {
            if (network.contains(bytes)) {
                return true;
            }
        }
        return false;
    }
}
