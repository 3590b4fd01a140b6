package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the connections of each address, where there is a limit for that: of each IPv4 address, and of each IPv6 network of
 * 64 bits, of which one host may have all the addresses (RFC 4291 §2.5.1).
 */
final class PerAddress {
    private static final int NETWORK_BYTES = 8;

    private int limit;
    private final Map<InetAddress, Integer> counts = new HashMap<>();

    /** @param limit 0 for none */
    PerAddress(int limit) {
        this.limit = limit;
    }

    /** Who is there already and was not counted stays so. */
    void limit(int newLimit) {
        limit = newLimit;
    }

    /** The address to count a connection under, where there is a limit. */
    @Nullable
    InetAddress addressOf(Socket connection) {
        try {
            boolean counted = limit > 0 && connection.peerAddress() instanceof InetSocketAddress;
            return counted ? network(((InetSocketAddress) connection.peerAddress()).getAddress()) : null;
        } catch (LinuxException e) {
            return null; // it knows its peer unless it was handed over and the peer is gone
        }
    }

    static InetAddress network(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] bytes = address.getAddress();
        Arrays.fill(bytes, NETWORK_BYTES, bytes.length, (byte) 0);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }

    /** Whether an address may have one more; counts it. */
    boolean admit(InetAddress address) {
        int count = counts.getOrDefault(address, 0);
        if (count >= limit) {
            return false;
        }
        counts.put(address, count + 1);
        return true;
    }

    void release(InetAddress address) {
        counts.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
    }
}
