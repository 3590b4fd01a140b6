package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/** An accepted connection on a loop that the test turns itself, and the JDK's own socket at the other end. */
final class Pair implements AutoCloseable {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int LIMIT_MILLIS = 30_000;

    final List<Throwable> failures = new ArrayList<>();
    final EventLoop loop =
            EventLoop.open("pair", LoopOptions.DEFAULTS.withErrorHandler((source, error) -> failures.add(error)));
    final Listener listener;
    final Recorder server;
    final SocketChannel channel = SocketChannel.open();
    /** The same, for calls that wait. */
    final Socket client = channel.socket();

    Pair(ConnectionOptions options, Recorder server) throws IOException {
        this.server = server;
        this.listener =
                Listener.open(loop, "pair", LOOPBACK, ListenerOptions.DEFAULTS.withConnections(options), () -> server);
        client.setReceiveBufferSize(512 * 1024); // fixed, so that it fills
        client.connect(listener.address());
        client.setSoTimeout(LIMIT_MILLIS);
        until(server::isOpened);
    }

    Connection connection() {
        return Objects.requireNonNull(server.connection);
    }

    /** Has what was recorded settled. */
    void turn() {
        loop.turn(Duration.ZERO);
    }

    void until(BooleanSupplier happened) {
        Turns.until(loop, happened);
    }

    /** Reads at the client. */
    int read(ByteBuffer into) {
        try {
            return channel.read(into);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for the end, which must have this reason and be counted under it. */
    void untilClosed(CloseReason reason) {
        until(server::isClosed);
        assertThat(server.reason()).as("%s", server.error).isEqualTo(reason);
        assertThat(listener.connections().closed(reason)).isEqualTo(1);
        assertThat(listener.connections().open()).isZero();
    }

    void send(int... bytes) throws IOException {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) bytes[i];
        }
        client.getOutputStream().write(all);
    }

    /** Ends everything; no handler may have failed. */
    @Override
    public void close() throws IOException {
        loop.close();
        client.close();
        assertThat(failures).isEmpty();
    }
}
