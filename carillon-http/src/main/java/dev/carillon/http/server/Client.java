package dev.carillon.http.server;

import java.net.SocketAddress;

/** Who asks: as the connection says, or as proxies say that are trusted. */
public final class Client {
    private final SocketAddress address;
    private final boolean secure;

    Client(SocketAddress address, boolean secure) {
        this.address = address;
        this.secure = secure;
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
