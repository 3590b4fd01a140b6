package dev.carillon.http.server;

import dev.carillon.http.RequestParser;
import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.TimeSource;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionStatistics;
import dev.carillon.net.Drain;
import dev.carillon.net.Listener;
import dev.carillon.net.ListenerGroup;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Share;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP/1.1 server (RFC 9110, RFC 9112) on a loop, or on all loops of a group. Each connection is its loop's: the handler is
 * called on that loop's thread.
 *
 * {@snippet :
 * EventLoop loop = EventLoop.open("web");
 * HttpServer.open(loop, "web", new InetSocketAddress(8080), HttpOptions.DEFAULTS, exchange -> exchange.send("hello\n"));
 * loop.run();
 * }
 */
public final class HttpServer implements AutoCloseable {
    private final List<Service> services;
    private final HttpStatistics statistics;
    private @Nullable Listener listener;
    private @Nullable ListenerGroup group;
    /** Clients within this process. */
    private int connected;

    /** What its connections on the first loop have in common. */
    Service service() {
        return services.getFirst();
    }

    private HttpServer(List<EventLoop> loops, HttpOptions options, HttpHandler handler) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(handler, "handler");
        RequestParser.prepare(); // or the first request that needs it would wait, and all others with it
        Recording.look();
        services =
                loops.stream().map(loop -> new Service(loop, options, handler)).toList();
        statistics = new HttpStatistics(
                services.stream().map(service -> service.counters).toList());
    }

    /**
     * Serves on one loop.
     *
     * @param loop the loop, on whose thread this is called
     * @param name the listener's and its connections' name
     * @param address an IP address and port (0 takes a free one), or a Unix path
     * @param options limits, times and all else
     * @param handler answers
     * @return the server
     * @throws dev.carillon.linux.LinuxException EADDRINUSE, EACCES, …
     */
    public static HttpServer open(
            EventLoop loop, String name, SocketAddress address, HttpOptions options, HttpHandler handler) {
        HttpServer server = new HttpServer(List.of(loop), options, handler);
        server.listener = Listener.open(loop, name, address, options.forListener(), server::carrier);
        return server;
    }

    /**
     * Serves on one loop, on a socket that listens already.
     *
     * @param loop the loop, on whose thread this is called
     * @param name the listener's and its connections' name
     * @param socket listens; owned by the server from now on, also if this fails. A Unix socket's file stays when it is closed
     * @param options limits, times and all else
     * @param handler answers
     * @return the server
     * @throws IllegalArgumentException if it does not listen
     */
    public static HttpServer adopt(
            EventLoop loop, String name, Socket socket, HttpOptions options, HttpHandler handler) {
        HttpServer server;
        try {
            server = new HttpServer(List.of(loop), options, handler);
        } catch (Throwable e) { // whatever it is, nobody else will close the socket
            socket.close();
            throw e;
        }
        server.listener = Listener.adopt(loop, name, socket, options.forListener(), server::carrier);
        return server;
    }

    /**
     * Serves on all loops of a group, between which the kernel chooses, {@link Share#REUSEPORT}; those of a Unix address take
     * turns, {@link Share#EXCLUSIVE}.
     *
     * @param loops the loops, which run; from any thread but theirs
     * @param name the listeners' and connections' name
     * @param address an IP address and port (0 takes a free one), or a Unix path
     * @param options limits, times and all else; limits of connections and of requests in flight are each loop's
     * @param handler answers, on the threads of all loops
     * @return the server
     * @throws dev.carillon.linux.LinuxException EADDRINUSE, EACCES, …
     */
    public static HttpServer open(
            LoopGroup loops, String name, SocketAddress address, HttpOptions options, HttpHandler handler) {
        Share share = address instanceof InetSocketAddress ? Share.REUSEPORT : Share.EXCLUSIVE;
        return open(loops, name, address, share, options, handler);
    }

    /**
     * Serves on all loops of a group.
     *
     * @param loops the loops, which run; from any thread but theirs
     * @param name the listeners' and connections' name
     * @param address an IP address and port (0 takes a free one), or a Unix path
     * @param share how the loops share the address
     * @param options limits, times and all else; limits of connections and of requests in flight are each loop's
     * @param handler answers, on the threads of all loops
     * @return the server
     * @throws dev.carillon.linux.LinuxException EADDRINUSE, EACCES, …
     */
    public static HttpServer open(
            LoopGroup loops,
            String name,
            SocketAddress address,
            Share share,
            HttpOptions options,
            HttpHandler handler) {
        HttpServer server = new HttpServer(loops.loops(), options, handler);
        server.group = ListenerGroup.open(loops, name, address, share, options.forListener(), server::carrier);
        return server;
    }

    /**
     * Serves on a socket that listens already, as a service manager hands it over.
     *
     * @param loops the loops, which run; from any thread but theirs
     * @param name the listeners' and connections' name
     * @param socket listens; owned by the server from now on, also if this fails
     * @param share how the loops share it, {@link ListenerGroup#adopt}
     * @param options limits, times and all else; limits of connections and of requests in flight are each loop's
     * @param handler answers, on the threads of all loops
     * @return the server
     * @throws dev.carillon.linux.LinuxException ENOTSOCK, …
     */
    public static HttpServer adopt(
            LoopGroup loops, String name, Socket socket, Share share, HttpOptions options, HttpHandler handler) {
        HttpServer server;
        try {
            server = new HttpServer(loops.loops(), options, handler);
        } catch (Throwable e) { // whatever it is, nobody else will close the socket
            socket.close();
            throw e;
        }
        server.group = ListenerGroup.adopt(loops, name, socket, share, options.forListener(), server::carrier);
        return server;
    }

    /**
     * Takes over from a predecessor what it listens with, {@link ListenerGroup#inherit}. Accepts nobody until {@link #start}.
     *
     * @param loops the loops, which run, at least as many as there are sockets; from any thread but theirs
     * @param name the listeners' and connections' name
     * @param sockets listen; owned by the server from now on, also if this fails
     * @param share how the loops share them
     * @param options limits, times and all else; limits of connections and of requests in flight are each loop's
     * @param handler answers, on the threads of all loops
     * @return the server, at rest
     * @throws dev.carillon.linux.LinuxException ENOTSOCK, …
     */
    public static HttpServer inherit(
            LoopGroup loops, String name, List<Socket> sockets, Share share, HttpOptions options, HttpHandler handler) {
        HttpServer server;
        try {
            server = new HttpServer(loops.loops(), options, handler);
        } catch (Throwable e) { // whatever it is, nobody else will close the sockets
            sockets.forEach(Socket::close);
            throw e;
        }
        server.group = ListenerGroup.inherit(loops, name, sockets, share, options.forListener(), server::carrier);
        return server;
    }

    /**
     * Serves no address: its clients are in this process, {@link #connect}. For tests, which may have the loop's time in their
     * hands.
     *
     * @param loop the loop, on whose thread this is called
     * @param options limits, times and all else, but for what is the listener's
     * @param handler answers
     * @return the server
     */
    public static HttpServer inMemory(EventLoop loop, HttpOptions options, HttpHandler handler) {
        return new HttpServer(List.of(loop), options, handler);
    }

    /**
     * Connects a client within this process, to the first of its loops, on whose thread this is called.
     *
     * @param time the loop's time
     * @return the client's end
     */
    public MemoryConnection connect(TimeSource time) {
        return new MemoryConnection(services.getFirst(), time, ++connected);
    }

    private NetCarrier carrier() {
        return new NetCarrier(this::serviceOf);
    }

    private Service serviceOf(Connection connection) {
        for (Service service : services) {
            if (service.loop == connection.loop()) {
                return service;
            }
        }
        throw new IllegalStateException(connection + " is of another group of loops");
    }

    /**
     * The address it listens on: tells the port that was taken for port 0.
     *
     * @return the address
     */
    public SocketAddress address() {
        Listener own = listener;
        ListenerGroup all = group;
        if (own != null) {
            return own.address();
        }
        if (all != null) {
            return all.address();
        }
        throw new IllegalStateException("the server did not begin to listen");
    }

    /**
     * What has become of requests and connections.
     *
     * @return the live figures
     */
    public HttpStatistics statistics() {
        return statistics;
    }

    /** Begins to accept, after {@link #inherit}. Idempotent; from any thread but those of a group's loops. */
    public void start() {
        ListenerGroup all = group;
        if (all != null) {
            all.start();
        }
    }

    /**
     * What it listens with, for a successor's {@link #inherit}. They stay the server's.
     *
     * @return the sockets, in the order of the loops
     */
    public List<Socket> sockets() {
        Listener own = listener;
        ListenerGroup all = group;
        if (own != null) {
            return List.of(own.socket());
        }
        return all == null ? List.of() : all.sockets();
    }

    /** Leaves the file of a Unix address when it ends, {@link Listener#keepFile}; from any thread but those of a group's loops. */
    public void keepFile() {
        Listener own = listener;
        ListenerGroup all = group;
        if (own != null) {
            onLoop(services.getFirst(), own::keepFile);
        } else if (all != null) {
            all.keepFile();
        }
    }

    /**
     * Its listeners.
     *
     * @return in the order of the loops; the one of the first loop if it hands off; none if it serves no address
     */
    public List<Listener> listeners() {
        Listener own = listener;
        ListenerGroup all = group;
        if (own != null) {
            return List.of(own);
        }
        return all == null ? List.of() : all.listeners();
    }

    /**
     * What has become of its connections, as the network sees them.
     *
     * @return the live figures, in the order of the loops; none if it serves no address
     */
    public List<ConnectionStatistics> connections() {
        Listener own = listener;
        ListenerGroup all = group;
        if (own != null) {
            return List.of(own.connections());
        }
        return all == null ? List.of() : all.connections();
    }

    /**
     * Has other options from now on: limits and times count for the requests that begin then, TLS for the connections that come.
     * The socket stays, and no connection is disturbed. What is the socket's own (backlog and file, {@link Listener#change}), the
     * clock and the server's name stay as they were. Does not wait for it. From any thread but those of a group's loops.
     *
     * @param options the options
     * @throws IllegalArgumentException if they make no sense together, or the trigger is another; nothing is changed then
     */
    public void change(HttpOptions options) {
        ListenerOptions forListener = options.forListener();
        Listener own = listener;
        ListenerGroup all = group;
        if (all != null) {
            all.change(forListener);
        } else if (own != null) {
            onLoop(services.getFirst(), () -> own.change(forListener));
        }
        for (Service service : services) {
            onLoop(service, () -> service.change(options));
        }
    }

    /**
     * Comes to an orderly end: who waits in the backlog is accepted, then it listens no more. Each connection ends with
     * its next answer, which says so ({@code Connection: close}): that to the exchange in which it is, or to its next request, for
     * to end one at rest would cross a request that is on its way. Those that ask no more are closed at the limit. From any
     * thread but those of a group's loops.
     *
     * @param limit for all of that; what has not ended then is closed
     * @return tells when it has ended
     */
    public Drain drain(Duration limit) {
        for (Service service : services) {
            onLoop(service, () -> service.draining = true);
        }
        Listener own = listener;
        ListenerGroup all = group;
        if (all != null) {
            return all.drain(limit);
        }
        if (own == null) {
            throw new IllegalStateException("the server did not begin to listen");
        }
        return own.loop().isLoopThread()
                ? own.drain(limit)
                : own.loop().submit(() -> own.drain(limit)).join();
    }

    /** Stops listening; connections stay. From any thread but those of a group's loops. */
    @Override
    public void close() {
        Listener own = listener;
        ListenerGroup all = group;
        if (own != null) {
            onLoop(services.getFirst(), own::close);
        } else if (all != null) {
            all.close();
        }
    }

    private static void onLoop(Service service, Runnable task) {
        if (service.loop.isLoopThread()) {
            task.run();
            return;
        }
        try {
            service.loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and has closed everything.
        }
    }
}
