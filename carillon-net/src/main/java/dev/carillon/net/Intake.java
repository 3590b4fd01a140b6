package dev.carillon.net;

import dev.carillon.linux.Socket;
import dev.carillon.loop.EventLoop;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
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

    void checkChange(ConnectionOptions options) {
        group.checkChange(options);
    }

    /** Has other connections. On its loop. */
    void change(ConnectionOptions options) {
        group.change(options);
    }

    ConnectionStatistics connections() {
        return group.connections;
    }

    List<Connection> openConnections() {
        return group.openConnections();
    }

    /** Begins to end its connections. From the listener's loop, as what follows: each step comes after the one before. */
    GroupDrain drain(Drain drain) {
        GroupDrain part = new GroupDrain(group, drain);
        onLoop(part::begin, part);
        return part;
    }

    /** The listener gives it no more. */
    void noMore(GroupDrain part) {
        onLoop(part::noMore, part);
    }

    private void onLoop(Runnable step, GroupDrain part) {
        if (group.loop.isLoopThread()) {
            step.run();
            return;
        }
        try {
            group.loop.execute(step);
        } catch (RejectedExecutionException e) {
            part.end();
        }
    }

    /** Refuses what would fail twice, in the connection's first callback and in its last. */
    private ConnectionHandler handler() {
        return Objects.requireNonNull(
                handlers.get(),
                () -> "the supplier of listener \"" + group.name + "\" answered null: each connection needs a handler");
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
            connection = new Connection(group, socket, group.engine(), true, handler());
        } catch (Throwable e) { // whatever keeps a handler from being made is not the other connections' affair
            socket.close();
            listener.failed(admittedFrom, e);
            return;
        }
        connection.conversation.whenClosed(listener.ending(admittedFrom));
        connection.begin(true);
        GroupDrain drain = group.draining;
        if (drain != null) {
            drain.add(connection);
        }
    }
}
