package dev.carillon.net;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Calls a connection's handler. What it throws ends the connection, and nothing else; and the last word, {@code closed},
 * waits until the handler has returned from whatever it was in the middle of.
 */
final class Upcalls {
    private final Connection connection;
    private ConnectionHandler handler;
    private int depth;
    private boolean finalWordDue;

    Upcalls(Connection connection, ConnectionHandler handler) {
        this.connection = connection;
        this.handler = handler;
    }

    void handler(ConnectionHandler newHandler) {
        handler = newHandler;
    }

    void opened() {
        depth++;
        try {
            handler.opened(connection);
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            connection.handlerFailed(e);
        } finally {
            left();
        }
    }

    void received(ByteBuffer bytes) {
        depth++;
        try {
            handler.received(connection, bytes);
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            connection.handlerFailed(e);
        } finally {
            left();
        }
    }

    void inputEnded(ByteBuffer rest, boolean cutOff) {
        depth++;
        try {
            if (cutOff) {
                handler.inputCutOff(connection, rest);
            } else {
                handler.inputEnded(connection, rest);
            }
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            connection.handlerFailed(e);
        } finally {
            left();
        }
    }

    void saturated() {
        depth++;
        try {
            handler.saturated(connection);
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            connection.handlerFailed(e);
        } finally {
            left();
        }
    }

    void drained() {
        depth++;
        try {
            handler.drained(connection);
        } catch (Throwable e) { // whatever it is, it is this connection's affair
            connection.handlerFailed(e);
        } finally {
            left();
        }
    }

    /** At once, or when the handler has returned. */
    void closed() {
        if (depth > 0) {
            finalWordDue = true;
            return;
        }
        @Nullable Throwable error = connection.error();
        try {
            handler.closed(connection, connection.reason(), error);
        } catch (Throwable e) { // nothing is left that it could end
            connection.handlerFailed(e);
        }
    }

    private void left() {
        if (--depth == 0 && finalWordDue) {
            finalWordDue = false;
            closed();
        }
    }
}
