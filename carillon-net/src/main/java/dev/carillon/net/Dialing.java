package dev.carillon.net;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tries the addresses of a host in turn. It is each attempt's handler, until one succeeds. */
final class Dialing implements ConnectionHandler {
    private final Connector connector;
    private final String host;
    private final Queue<SocketAddress> addresses;
    private final ConnectionHandler handler;
    private final CompletableFuture<Connection> result;
    private @Nullable SocketAddress tried;

    Dialing(
            Connector connector,
            String host,
            List<SocketAddress> addresses,
            ConnectionHandler handler,
            CompletableFuture<Connection> result) {
        this.connector = connector;
        this.host = host;
        this.addresses = new ArrayDeque<>(addresses);
        this.handler = handler;
        this.result = result;
    }

    void next() {
        SocketAddress address = addresses.remove(); // a resolved name has an address at least
        tried = address;
        try {
            connector.connect(address, host, this);
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    @Override
    public void opened(Connection connection) throws Exception {
        connection.handler(handler);
        try {
            handler.opened(connection);
        } catch (Throwable e) { // nobody else tells who waits for the connection
            result.completeExceptionally(e);
            throw e;
        }
        result.complete(connection);
    }

    @Override
    public void received(Connection connection, ByteBuffer bytes) {
        throw new IllegalStateException("bytes before the connection is open");
    }

    @Override
    public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
        // What ends with its loop must not begin another: the loop has noted already what it closes.
        if (addresses.isEmpty() || reason == CloseReason.CLOSED) {
            result.completeExceptionally(new ConnectFailedException(tried, reason, error));
        } else {
            next();
        }
    }
}
