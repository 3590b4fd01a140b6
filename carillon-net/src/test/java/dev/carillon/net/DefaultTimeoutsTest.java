package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testing.TestLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends without anybody having set a timeout, and what does not. */
class DefaultTimeoutsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final TestLoop test = TestLoop.open("defaults");
    private final Recorder server = new Recorder() {
        @Override
        public void received(Connection from, ByteBuffer bytes) throws Exception {
            super.received(from, bytes);
            bytes.position(bytes.limit());
        }
    };

    @AfterEach
    void close() {
        test.close();
    }

    private Socket connect() throws IOException {
        Listener listener = Listener.open(test.loop(), "in", LOOPBACK, ListenerOptions.DEFAULTS, () -> server);
        Socket client = new Socket();
        client.connect(listener.address());
        test.await(server::isOpened, PATIENCE);
        return client;
    }

    @Test
    void whoSaysNothingIsClosedAfterHalfAMinute() throws IOException {
        try (Socket client = connect()) {
            test.advance(Duration.ofSeconds(29));
            assertThat(server.isClosed()).isFalse();
            test.advance(Duration.ofSeconds(2));
            assertThat(server.reason()).isEqualTo(CloseReason.FIRST_BYTE_TIMEOUT);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void whoHasSaidSomethingMayBeSilentForDays() throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write(1);
            test.await(() -> server.received > 0, PATIENCE);
            test.advance(Duration.ofDays(7));
            assertThat(server.isClosed()).isFalse();
        }
    }

    @Test
    void whoTakesNothingOfWhatWaitsForItIsClosedAfterAMinute() throws IOException {
        try (Socket client = connect()) {
            client.getOutputStream().write(1);
            test.await(() -> server.received > 0, PATIENCE);
            Connection connection = java.util.Objects.requireNonNull(server.connection);
            test.loop().execute(() -> connection.write(ByteBuffer.allocate(64 << 20)));
            test.await(() -> connection.queuedBytes() > 0, PATIENCE);
            test.advance(Duration.ofSeconds(59));
            assertThat(server.isClosed()).isFalse();
            test.advance(Duration.ofSeconds(2));
            assertThat(server.reason()).isEqualTo(CloseReason.IDLE_WRITE_TIMEOUT);
        }
    }

    /** Which of the two has the first word only the program knows. */
    @Test
    void aServerThatWasConnectedToMayBeSilent() throws IOException {
        try (ServerSocket peer = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Connector connector = new Connector(test.loop(), "out", ConnectionOptions.DEFAULTS);
            connector.connect(peer.getLocalSocketAddress(), server);
            test.await(server::isOpened, PATIENCE);
            test.advance(Duration.ofDays(1));
            assertThat(server.isClosed()).isFalse();
        }
    }
}
