package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import java.net.InetAddress;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where accepted sockets become connections: a loop, what its connections have in common, and their handlers. */
final class Intake {
    private final ConnectionGroup group;
    private final Supplier<? extends ConnectionHandler> handlers;

    Intake(EventLoop loop, String name, ConnectionOptions options, Supplier<? extends ConnectionHandler> handlers) {
        this.group = new ConnectionGroup(loop, name, options);
        this.handlers = handlers;
        options.tls().ifPresent(group::checkServer); // now, not with each connection
    }

    EventLoop loop() {
        return group.loop;
    }

    ConnectionStatistics connections() {
        return group.connections;
    }

    /**
     * Begins a connection. On the intake's loop.
     *
     * @param admittedFrom the address that the listener counts it under, or null
     * @param listener is told when it has ended, on its own loop
     */
    void begin(Socket socket, @Nullable InetAddress admittedFrom, Listener listener) {
        Connection connection;
        try {
            connection = new Connection(group, socket, group.engine(), true, handlers.get());
        } catch (
                Throwable
                        e) { // a handler that cannot be made, for want of memory for one, is not the other connections'
            // affair
            socket.close();
            listener.failed(admittedFrom, e);
            return;
        }
        connection.conversation.whenClosed(listener.ending(admittedFrom));
        connection.begin(true);
    }
}
