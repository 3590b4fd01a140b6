package dev.carillon.app.server;

import dev.carillon.app.tls.ServerTls;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A listener of {@code carillon serve} as somebody wants it.
 *
 * @param name what the file calls it
 * @param place where the address is said, for messages; empty for the command line
 * @param address where it listens
 * @param tls its certificate, with TLS
 * @param options limits and times, but for those below
 * @param connections at once, of each loop; empty for what the descriptors are enough for, 0 for any number
 * @param perAddress of them from one address, 0 for any number
 * @param health the path at which it tells whether it takes requests still
 * @param sites the names of its sites; none for all
 */
record ListenSettings(
        String name,
        String place,
        SocketAddress address,
        Optional<ServerTls> tls,
        HttpOptions options,
        Optional<Integer> connections,
        int perAddress,
        Optional<String> health,
        List<String> sites) {

    /** A file is open, too, while it is sent. */
    private static final int DESCRIPTORS = 2;

    /** Two of the same are the same listener, whatever else is said of them. Any free port is another one each time. */
    String key() {
        return Place.text(address) + (Place.isAnyPort(address) ? " " + name : "");
    }

    ListenSettings withTls(Optional<ServerTls> other) {
        return new ListenSettings(name, place, address, other, options, connections, perAddress, health, sites);
    }

    /** With what somebody says of all listeners. */
    ListenSettings within(Optional<Duration> idle, Optional<Integer> most) {
        HttpOptions changed = options.withKeepAlive(idle.orElse(options.keepAlive()), options.requestsPerConnection());
        return new ListenSettings(
                name, place, address, tls, changed, most.or(() -> connections), perAddress, health, sites);
    }

    /**
     * How many connections it takes.
     *
     * @param loops how many sockets listen there
     * @param sockets how many listen in all, among which descriptors are shared
     */
    Limits limits(int loops, int sockets) {
        return Limits.of(options.keepAlive(), connections, loops, sockets, DESCRIPTORS);
    }

    /** All of it for the server, within limits. */
    HttpOptions forServer(Limits limits) {
        ConnectionOptions connection = ServerTls.over(tls, ConnectionOptions.DEFAULTS);
        return options.withListener(
                ListenerOptions.DEFAULTS.withConnections(connection).withLimits(limits.connections(), perAddress));
    }
}
