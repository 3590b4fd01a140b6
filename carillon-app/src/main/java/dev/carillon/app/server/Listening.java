package dev.carillon.app.server;

import dev.carillon.app.control.Held;
import dev.carillon.app.control.Predecessor;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.linux.Socket;
import dev.carillon.loop.LoopGroup;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ListenerGroup;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Share;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a server listens with at an address: what its predecessor has left for that, else what systemd has opened, else what it opens
 * itself. The first accepts nobody before {@link Served#start}.
 */
final class Listening {
    private static final String ACTIVATED = "systemd";

    private final SocketAddress address;
    /** What its sockets are called when they are handed over. */
    private final String key;

    private final List<Socket> inherited;
    private final Optional<Socket> activated;
    private final boolean isSystemds;

    private Listening(
            SocketAddress address, String key, List<Socket> inherited, Optional<Socket> activated, boolean isSystemds) {
        this.address = address;
        this.key = key;
        this.inherited = inherited;
        this.activated = activated;
        this.isSystemds = isSystemds;
    }

    /** For a server that has one address; to be called once, when all that the user wants is known to make sense. */
    static Listening only(SocketAddress address) {
        return only(address, Place.text(address));
    }

    /** The same, with what its sockets are called. */
    static Listening only(SocketAddress address, String key) {
        List<Socket> systemds = inherited(ACTIVATED);
        if (!systemds.isEmpty()) {
            return new Listening(address, ACTIVATED, systemds, Optional.empty(), true);
        }
        Optional<Socket> activated = Activated.socket();
        return activated.isPresent() ? new Listening(address, ACTIVATED, List.of(), activated, true) : at(address, key);
    }

    /** For one of several addresses, with what its sockets are called: two of them may be any free port. */
    static Listening at(SocketAddress address, String key) {
        return new Listening(address, key, inherited(key), Optional.empty(), false);
    }

    private static List<Socket> inherited(String name) {
        return Predecessor.present().map(present -> present.take(name)).orElse(List.of());
    }

    /** The socket that was handed over, for what takes no more than one. */
    Optional<Socket> handed() {
        return activated.or(() -> inherited.stream().findFirst());
    }

    ListenerGroup streams(
            LoopGroup loops,
            String name,
            Share share,
            ListenerOptions options,
            Supplier<? extends ConnectionHandler> handlers) {
        if (!inherited.isEmpty()) {
            return ListenerGroup.inherit(loops, name, inherited, share, options, handlers);
        }
        return activated.isPresent()
                ? ListenerGroup.adopt(loops, name, activated.get(), share, options, handlers)
                : ListenerGroup.open(loops, name, address, share, options, handlers);
    }

    HttpServer http(LoopGroup loops, String name, Share share, HttpOptions options, HttpHandler handler) {
        if (!inherited.isEmpty()) {
            return HttpServer.inherit(loops, name, inherited, share, options, handler);
        }
        return activated.isPresent()
                ? HttpServer.adopt(loops, name, activated.get(), share, options, handler)
                : HttpServer.open(loops, name, address, share, options, handler);
    }

    /** What a successor gets of it. */
    Held held(List<Socket> sockets, Runnable keepFile) {
        return new Held(key, sockets, keepFile);
    }

    /** Begins to accept with what was inherited. The file of a Unix socket that systemd has opened stays systemd's. */
    void start(Runnable start, Runnable keepFile) {
        start.run();
        if (isSystemds) {
            keepFile.run();
        }
    }
}
