package dev.carillon.http;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whose word about the client is taken: that of proxies with listed addresses, and of nobody by default. Anybody can write
 * {@code X-Forwarded-For}, so who believes it from everywhere lets clients choose their address. Immutable; safe from any
 * thread.
 *
 * <p>{@snippet :
 * TrustedProxies.at("10.0.0.0/8", "unix:").reading(ProxyField.FORWARDED);
 * }
 */
public final class TrustedProxies {
    /** Nobody, the default: the client is the connection's other side. */
    public static final TrustedProxies NONE = new TrustedProxies(Networks.NONE, false, null, false);

    private static final String UNIX = "unix:";

    private final Networks networks;
    private final boolean unix;
    private final @Nullable ProxyField field;
    private final boolean proxyProtocol;

    private TrustedProxies(Networks networks, boolean unix, @Nullable ProxyField field, boolean proxyProtocol) {
        this.networks = networks;
        this.unix = unix;
        this.field = field;
        this.proxyProtocol = proxyProtocol;
    }

    /**
     * Proxies at these addresses; how they tell of the client is still to be said.
     *
     * @param networks as {@link Networks#of} takes them; {@code unix:} for all peers of Unix sockets
     * @return those proxies
     * @throws IllegalArgumentException if one is none of these
     */
    public static TrustedProxies at(String... networks) {
        String[] addresses =
                Arrays.stream(networks).filter(name -> !UNIX.equals(name)).toArray(String[]::new);
        return new TrustedProxies(Networks.of(addresses), addresses.length < networks.length, null, false);
    }

    /**
     * They tell of the client by this field of each request.
     *
     * @param told the only field that is believed
     * @return the changed copy
     */
    public TrustedProxies reading(ProxyField told) {
        return new TrustedProxies(networks, unix, told, proxyProtocol);
    }

    /**
     * They begin each connection with a PROXY header, version 2; one that does not is closed. See {@link ProxyPreamble}.
     *
     * @return the changed copy
     */
    public TrustedProxies speakingProxyProtocol() {
        return new TrustedProxies(networks, unix, field, true);
    }

    /**
     * Whether their connections begin with a PROXY header.
     *
     * @return true after {@link #speakingProxyProtocol}
     */
    public boolean speakProxyProtocol() {
        return proxyProtocol;
    }

    /**
     * Whether a peer's word is taken.
     *
     * @param peer a connection's other side
     * @return false unless it is listed
     */
    public boolean trusts(SocketAddress peer) {
        return peer instanceof InetSocketAddress inet ? networks.contains(inet.getAddress()) : unix;
    }

    /**
     * Whether a connection has to begin with a PROXY header.
     *
     * @param peer its other side
     * @return true of listed peers, where {@link #speakingProxyProtocol} is set
     */
    public boolean expectsPreamble(SocketAddress peer) {
        return proxyProtocol && trusts(peer);
    }

    /**
     * Where a request comes from. The field is read from its end, where the nearest proxy has written: proxies that are listed
     * are passed over, the first that is not is the client, and the farthest one if all are listed. What makes no sense, or is
     * hidden, ends the search at whoever has said it.
     *
     * @param connection the connection's other side, or whom the PROXY header names, and whether TLS was spoken
     * @param head the request
     * @return the client; {@code connection} itself unless it is trusted
     */
    public Origin origin(Origin connection, RequestHead head) {
        Origin nearest = connection;
        if (field == null || !trusts(connection.address())) {
            return nearest;
        }
        for (Hop hop : field.hops(head)) {
            if (hop.address() == null) {
                return nearest;
            }
            boolean secure = hop.isSecure() == null ? nearest.isSecure() : hop.isSecure();
            nearest = new Origin(hop.address(), secure);
            if (!trusts(nearest.address())) {
                return nearest;
            }
        }
        return nearest;
    }
}
