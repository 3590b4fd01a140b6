package dev.carillon.net;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.tls.TlsEngine;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Makes connections, TCP or Unix, {@code connect(2)}. They belong to one loop; so does this, except where a method says
 * otherwise.
 */
public final class Connector {
    private final ConnectionGroup group;
    private final Resolver resolver;

    /**
     * A connector.
     *
     * @param loop the connections' loop
     * @param name the connections' name
     * @param options how they are
     */
    public Connector(EventLoop loop, String name, ConnectionOptions options) {
        this(loop, name, options, Resolver.SYSTEM);
    }

    /**
     * A connector that finds hosts in a way of its own.
     *
     * @param loop the connections' loop
     * @param name the connections' name
     * @param options how they are
     * @param resolver finds the addresses of hosts
     */
    public Connector(EventLoop loop, String name, ConnectionOptions options, Resolver resolver) {
        this.resolver = resolver;
        this.group = new ConnectionGroup(loop, name, options);
        options.tls().ifPresent(group::checkClient); // now, not with each connection
    }

    /**
     * Connects to an address. What becomes of it the handler is told: {@link ConnectionHandler#opened}, or
     * {@link ConnectionHandler#closed} with {@link CloseReason#CONNECT_FAILED} or {@link CloseReason#CONNECT_TIMEOUT},
     * never before this returns.
     *
     * @param address a resolved IP address and port, or a Unix path. With TLS the certificate must be for the IP address:
     *     where a name was asked for, see {@link #connect(SocketAddress, String, ConnectionHandler)}
     * @param handler of the connection
     * @return the connection, which may be written to at once
     * @throws IllegalArgumentException if the address was not resolved
     * @throws LinuxException EMFILE, ENFILE
     */
    public Connection connect(SocketAddress address, ConnectionHandler handler) {
        return connect(address, ConnectionGroup.literal(address), handler);
    }

    /**
     * As {@link #connect(SocketAddress, ConnectionHandler)}, for a name that has been resolved already.
     *
     * @param address a resolved IP address and port, or a Unix path
     * @param host with TLS, whom the certificate must be for: the name that was asked for, never one that an address leads
     *     back to
     * @param handler of the connection
     * @return the connection, which may be written to at once
     * @throws IllegalArgumentException if the address was not resolved
     * @throws LinuxException EMFILE, ENFILE
     */
    public Connection connect(SocketAddress address, String host, ConnectionHandler handler) {
        Socket socket = Socket.openFor(address, SocketType.STREAM);
        Connection connection;
        boolean connected = false;
        LinuxException refused = null;
        try {
            group.options.socket().applyBefore(socket);
            try {
                connected = socket.connect(address);
            } catch (LinuxException e) {
                refused = e;
            }
            connection = new Connection(group, socket, group.engineFor(host, address), connected, handler);
            connection.conversation.set(ConnectionState.MADE_HERE);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
        if (refused == null) {
            connection.begin(connected);
        } else {
            connection.conversation.ends(CloseReason.CONNECT_FAILED, refused);
        }
        return connection;
    }

    /**
     * Takes over a connection that was handed to this process, by systemd or through a {@link HandOver}. Its handler is told
     * {@link ConnectionHandler#opened} in this turn of the loop; with TLS, when the handshake is done that begins now. The options
     * of the socket are its own still.
     *
     * @param connected a stream; owned from now on, and closed if it is refused
     * @param handler of the connection
     * @return the connection
     * @throws IllegalArgumentException if it takes datagrams, or listens
     * @throws LinuxException ENOTCONN if it is not connected (any more)
     */
    public Connection adopt(Socket connected, ConnectionHandler handler) {
        Socket socket = SocketRole.CONNECTION.adopt(connected);
        TlsEngine tls;
        try {
            SocketAddress peer = socket.peerAddress();
            tls = group.engineFor(ConnectionGroup.literal(peer), peer);
        } catch (RuntimeException e) {
            socket.close();
            throw e;
        }
        Connection connection = new Connection(group, socket, tls, true, handler);
        connection.begin(true);
        return connection;
    }

    /**
     * Connects to a host by name, {@link Resolver}. The name is resolved anew, on a thread for such work; then its addresses are
     * tried, IPv6 and IPv4 in turn, the next one as soon as one has failed or when none has been connected for a quarter of a
     * second (RFC 8305); with TLS, one that is connected has two seconds to agree on it before the next one begins. The first
     * that is open wins, and the others are closed. Each attempt has
     * {@link Timeouts#connect}, all of it {@link Timeouts#dialing}. Safe from any thread.
     *
     * @param host a name or an IP address
     * @param port 1 to 65,535
     * @param handler of the connection that is made; is told of none that fails
     * @return completed, on the loop's thread, with the connection after its handler's {@link ConnectionHandler#opened}; or
     *     with what that threw, with {@link java.net.UnknownHostException}, or with {@link ConnectFailedException}, which tells
     *     of all attempts. Cancelled, it gives up
     */
    public CompletableFuture<Connection> connect(String host, int port, ConnectionHandler handler) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("a port to connect to is 1 to 65535, not " + port);
        }
        return new Dialing(this, host, port, handler).begin(resolver);
    }

    EventLoop loop() {
        return group.loop;
    }

    /** What its connections have in common. */
    ConnectionGroup group() {
        return group;
    }

    Timeouts timeouts() {
        return group.options.timeouts();
    }

    /**
     * The connections that have not ended.
     *
     * @return a snapshot
     */
    public List<Connection> openConnections() {
        return group.openConnections();
    }

    /**
     * Has its connections come to an orderly end, each after the exchange in which it is. It is not to make any more.
     *
     * @param limit for that; what has not ended then is closed
     * @return tells when all have ended
     */
    public Drain drain(Duration limit) {
        Drain drain = new Drain(limit);
        GroupDrain part = new GroupDrain(group, drain);
        part.begin();
        part.noMore();
        drain.leave();
        return drain;
    }

    /**
     * What has become of its connections.
     *
     * @return the live figures
     */
    public ConnectionStatistics connections() {
        return group.connections;
    }
}
