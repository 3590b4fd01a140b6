package dev.carillon.http.server;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.WorkerPool;
import dev.carillon.loop.Written;
import dev.carillon.net.CloseReason;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A {@link Connection} that carries HTTP. */
@SuppressWarnings("NullAway.Init") // a connection that was never opened has no protocol
final class NetCarrier implements ConnectionHandler, Carrier {
    private final Function<Connection, Service> services;
    private Connection connection;
    private HttpConnection http;

    /** Before it is open: {@code services} knows the share of the server that the connection's loop has. */
    NetCarrier(Function<Connection, Service> services) {
        this.services = services;
    }

    @Override
    public void opened(Connection opened) {
        connection = opened;
        http = new HttpConnection(services.apply(opened), this);
        http.opened();
    }

    @Override
    public void received(Connection of, ByteBuffer bytes) {
        http.received(bytes);
    }

    @Override
    public void inputEnded(Connection of, ByteBuffer rest) {
        http.inputEnded();
    }

    @Override
    public void inputCutOff(Connection of, ByteBuffer rest) {
        http.inputEnded();
    }

    @Override
    public void drained(Connection of) {
        http.drained();
    }

    /** Only the deadline is told of: the other times are the connection's own affair. */
    @Override
    public boolean timedOut(Connection of, CloseReason what) {
        http.deadline();
        return true;
    }

    @Override
    public void closed(Connection of, CloseReason reason, @Nullable Throwable error) {
        HttpConnection ended = http;
        if (ended != null) {
            ended.closed();
        }
    }

    @Override
    public Written write(ByteBuffer bytes) {
        return connection.write(bytes);
    }

    @Override
    public Written sendFile(FileFd file, long offset, long count, boolean closeAfter) {
        return connection.sendFile(file, offset, count, closeAfter);
    }

    @Override
    public long bytesSent() {
        return connection.bytesSent();
    }

    @Override
    public void pause() {
        connection.pause();
    }

    @Override
    public void resume() {
        connection.resume();
    }

    @Override
    public void inExchange(boolean is) {
        if (is) {
            connection.beginExchange();
        } else {
            connection.endExchange();
        }
    }

    @Override
    public void finish() {
        connection.finish();
    }

    @Override
    public void reset() {
        connection.reset();
    }

    @Override
    public void deadline(long nanosFromNow) {
        connection.deadline(Duration.ofNanos(Math.max(1, nanosFromNow)));
    }

    @Override
    public long turnTime() {
        return connection.turnTime();
    }

    @Override
    public long time() {
        return connection.present();
    }

    @Override
    public void upgrade(ConnectionHandler next) {
        connection.handler(next);
    }

    @Override
    public void hand(WorkerPool workers, WorkerPool.Work work) {
        workers.hand(connection, work);
    }

    @Override
    public SocketAddress peerAddress() {
        return connection.peerAddress();
    }

    @Override
    public boolean isSecure() {
        return connection.options().tls().isPresent();
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
