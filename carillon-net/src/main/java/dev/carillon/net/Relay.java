package dev.carillon.net;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries bytes both ways between an accepted connection and one that it makes: inside the kernel, each
 * end by itself, at the pace of the slower side. It is the handler of both; to be made for each accepted connection.
 */
public final class Relay implements ConnectionHandler {
    private final Consumer<Relay> connecting;
    private final Consumer<Relay> whenEnded;
    private @Nullable CompletableFuture<Connection> dialing;
    private @Nullable Connection accepted;
    private @Nullable Connection connected;
    private CloseReason reason = CloseReason.FINISHED;
    private @Nullable Throwable error;
    private int left = 2;

    /**
     * A relay for one accepted connection.
     *
     * @param connector makes the other connection, on the same loop
     * @param target where to
     * @param whenEnded told when both connections have ended
     */
    public Relay(Connector connector, SocketAddress target, Consumer<Relay> whenEnded) {
        this.connecting = relay -> relay.connected = connector.connect(target, relay);
        this.whenEnded = whenEnded;
    }

    /**
     * A relay for one accepted connection, to a host whose name is resolved anew for it.
     *
     * @param connector makes the other connection, on the same loop
     * @param host where to, {@link Connector#connect(String, int, ConnectionHandler)}
     * @param port 1 to 65,535
     * @param whenEnded told when both connections have ended
     */
    public Relay(Connector connector, String host, int port, Consumer<Relay> whenEnded) {
        this.connecting = relay -> relay.await(connector.connect(host, port, relay));
        this.whenEnded = whenEnded;
    }

    private void await(CompletableFuture<Connection> result) {
        Connection from = accepted;
        dialing = result;
        CompletableFuture<Connection> _ = result.whenComplete((made, failure) -> {
            if (failure != null && from != null) {
                from.loop().execute(() -> notReached(from, failure));
            }
        });
    }

    /** Nobody is there, or the client did not wait for it. */
    private void notReached(Connection from, Throwable failure) {
        if (connected == null && from.isOpen()) {
            reason = failure instanceof ConnectFailedException failed ? failed.reason() : CloseReason.CONNECT_FAILED;
            error = failure;
            from.resetWhenSent();
        }
    }

    @Override
    public void opened(Connection connection) {
        Connection from = accepted;
        if (from == null) {
            accepted = connection;
            connection.pause(); // until there is somebody to forward to
            connecting.accept(this);
            return;
        }
        connected = connection;
        from.forwardTo(connection);
        connection.forwardTo(from);
        from.resume();
    }

    @Override
    public void received(Connection connection, ByteBuffer bytes) {
        throw new IllegalStateException(connection + " is forwarded");
    }

    @Override
    public void inputEnded(Connection connection, ByteBuffer rest) {
        other(connection).endOutput();
    }

    /** Many a client ends without a word: what comes back is for it still. {@link #reason} tells. */
    @Override
    public void inputCutOff(Connection connection, ByteBuffer rest) {
        other(connection).endOutput();
    }

    @Override
    public void closed(Connection connection, CloseReason why, @Nullable Throwable cause) {
        if (why != CloseReason.FINISHED && reason == CloseReason.FINISHED) {
            reason = why;
            error = cause;
        }
        Connection other = connection == accepted ? connected : accepted;
        if (other == null) {
            left--; // the other one was never made
            giveUpDialing();
        } else if (why == CloseReason.FINISHED || ConnectionState.isEndTold(connection.conversation.state)) {
            other.finish(); // it has got everything, the end included: this only stops its input
        } else {
            other.resetWhenSent(); // or a stream that was cut off would look complete; what came before that arrives
        }
        if (--left == 0) {
            whenEnded.accept(this);
        }
    }

    private void giveUpDialing() {
        CompletableFuture<Connection> result = dialing;
        if (result != null) {
            result.cancel(false);
        }
    }

    private Connection other(Connection connection) {
        Connection other = connection == accepted ? connected : accepted;
        if (other == null) {
            throw new IllegalStateException(connection + " has no other side yet");
        }
        return other;
    }

    /**
     * Why it has ended.
     *
     * @return {@link CloseReason#FINISHED} if both sides ended in order, else what ended the first of them
     */
    public CloseReason reason() {
        return reason;
    }

    /**
     * What went wrong.
     *
     * @return the error, or null
     */
    public @Nullable Throwable error() {
        return error;
    }

    /**
     * The connection that was accepted.
     *
     * @return the connection, or null before it was opened
     */
    public @Nullable Connection accepted() {
        return accepted;
    }

    /**
     * The connection that was made.
     *
     * @return the connection, or null before there was an attempt
     */
    public @Nullable Connection connected() {
        return connected;
    }
}
