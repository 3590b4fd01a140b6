package dev.carillon.http.server;

import dev.carillon.http.Origin;
import dev.carillon.http.RequestHead;
import dev.carillon.http.TrustedProxies;
import java.net.SocketAddress;

/** Who asks: as the connection says, or as proxies say that are trusted. */
public final class Client {
    private final SocketAddress address;
    private final boolean secure;

    Client(SocketAddress address, boolean secure) {
        this.address = address;
        this.secure = secure;
    }

    /** Of a connection, whatever is in front of it. */
    static Client of(Carrier carrier) {
        return new Client(carrier.peerAddress(), carrier.isSecure());
    }

    /** Of a request on a connection. */
    static Client of(Carrier carrier, TrustedProxies proxies, RequestHead head) {
        Origin origin = proxies.origin(new Origin(carrier.peerAddress(), carrier.isSecure()), head);
        return new Client(origin.address(), origin.isSecure());
    }

    /**
     * The client's address.
     *
     * @return an IP address and port, or a Unix path
     */
    public SocketAddress address() {
        return address;
    }

    /**
     * Whether the client's own connection is encrypted.
     *
     * @return true with TLS
     */
    public boolean isSecure() {
        return secure;
    }

    /** The address. */
    @Override
    public String toString() {
        return address.toString();
    }
}
