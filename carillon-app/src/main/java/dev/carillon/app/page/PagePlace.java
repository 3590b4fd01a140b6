package dev.carillon.app.page;

import dev.carillon.app.tls.ServerTls;
import dev.carillon.config.Address;
import dev.carillon.config.HostName;
import dev.carillon.dashboard.Access;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.net.ListenerOptions;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/**
 * Where a page is to be, and how.
 *
 * @param address an address, of which the port may be any
 * @param tls its key and certificate; empty if it is not encrypted
 */
public record PagePlace(SocketAddress address, Optional<ServerTls> tls) {
    /** At another address. */
    PagePlace at(SocketAddress other) {
        return new PagePlace(other, tls);
    }

    /** Whether nobody but this machine reaches it. */
    boolean isLocal() {
        return isLocal(address);
    }

    static boolean isLocal(SocketAddress address) {
        return !(address instanceof InetSocketAddress inet) || inet.getAddress().isLoopbackAddress();
    }

    /** Who may see and change what there: beyond this machine, who reads says the token as well. */
    Access access(String token) {
        Access access = isLocal() ? Access.local(token) : Access.remote(token, HostName.find(Page.UNNAMED));
        return tls.isEmpty() ? access : access.overTls();
    }

    /** What a server of it takes. */
    HttpOptions over(HttpOptions plain) {
        ListenerOptions listener = plain.listener();
        return tls.isEmpty()
                ? plain
                : plain.withListener(listener.withConnections(ServerTls.over(tls, listener.connections())));
    }

    /** What a browser calls it; where it is at all addresses, by the name of this machine. */
    String url(SocketAddress opened) {
        boolean isEverywhere =
                opened instanceof InetSocketAddress inet && inet.getAddress().isAnyLocalAddress();
        String host = isEverywhere
                ? HostName.find("localhost") + ":" + ((InetSocketAddress) opened).getPort()
                : Address.text(opened);
        return (tls.isEmpty() ? "http://" : "https://") + host + "/";
    }
}
