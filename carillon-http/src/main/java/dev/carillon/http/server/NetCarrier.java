package dev.carillon.http.server;

import dev.carillon.http.Origin;
import dev.carillon.http.ProxyPreamble;
import dev.carillon.http.Refusal;
import dev.carillon.http.TrustedProxies;
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

    /** What a trusted proxy begins with; null once it is read, and where none is expected. */
    private @Nullable ProxyPreamble preamble;

    /** Whom it has named. */
    private @Nullable Origin told;

    /** Before it is open: {@code services} knows the share of the server that the connection's loop has. */
    NetCarrier(Function<Connection, Service> services) {
        this.services = services;
    }

    @Override
    public void opened(Connection opened) {
        connection = opened;
        Service service = services.apply(opened);
        TrustedProxies proxies = service.options.trustedProxies();
        if (proxies.speakProxyProtocol() && proxies.expectsPreamble(opened.peerAddress())) {
            preamble = new ProxyPreamble();
        }
        http = new HttpConnection(service, this);
        http.opened();
    }

    @Override
    public void received(Connection of, ByteBuffer bytes) {
        ProxyPreamble first = preamble;
        if (first == null || readPreamble(first, bytes)) {
            http.received(bytes);
        }
    }

    /** Whether it is complete. A connection that begins with anything else is broken off: nobody can tell for whom it is. */
    private boolean readPreamble(ProxyPreamble first, ByteBuffer bytes) {
        ProxyPreamble.Progress progress = first.read(bytes);
        if (progress == ProxyPreamble.Progress.MALFORMED) {
            bytes.position(bytes.limit());
            http.service.refused(Refusal.MALFORMED);
            http.service.turnedAway(Client.of(this), Refusal.MALFORMED, null);
            connection.reset();
        }
        if (progress != ProxyPreamble.Progress.COMPLETE) {
            return false;
        }
        told = first.origin(new Origin(peerAddress(), isSecure()));
        preamble = null;
        return true;
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

    @Override
    public void filesSent(Connection of) {
        http.fileSent();
    }

    /** Only the deadline is told of: the other times are the connection's own affair. */
    @Override
    public boolean timedOut(Connection of, CloseReason what) {
        http.deadline();
        return true;
    }

    /** In an answer: {@link HttpConnection#persists}. */
    @Override
    public boolean endsItself() {
        return true;
    }

    @Override
    public void closed(Connection of, CloseReason reason, @Nullable Throwable error) {
        HttpConnection ended = http;
        if (ended != null) {
            ended.closed(reason.isOfFile() ? error : null);
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
        connection.deadline(nanosFromNow > 0 ? Duration.ofNanos(nanosFromNow) : Duration.ZERO);
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
        Origin named = told;
        return named == null ? connection.peerAddress() : named.address();
    }

    @Override
    public boolean isSecure() {
        Origin named = told;
        return named == null ? connection.options().tls().isPresent() : named.isSecure();
    }

    @Override
    public String toString() {
        return connection.toString();
    }
}
