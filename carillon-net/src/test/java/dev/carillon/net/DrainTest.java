package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.net.frame.Delimiter;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.testing.TestLoop;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A listener that comes to its end: who is served still, who is awaited, and who is cut off. */
class DrainTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final TestLoop test = TestLoop.open("drain");
    private final List<Socket> clients = new ArrayList<>();
    private final List<Connection> opened = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        test.close();
        for (Socket client : clients) {
            client.close();
        }
    }

    /** Answers each line with the same. */
    private final class Lines extends MessageReceiver {
        private Lines() {
            super(Delimiter.lines(100));
        }

        @Override
        public void opened(Connection connection) {
            opened.add(connection);
        }

        @Override
        protected void message(Connection connection, ByteBuffer line) {
            connection.write(line, framing());
        }
    }

    /** Begins an exchange, and answers when the test says so. */
    private final class Slow implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            opened.add(connection);
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
            connection.beginExchange();
        }
    }

    private Listener listen(ListenerOptions options, Supplier<ConnectionHandler> handlers) {
        return Listener.open(test.loop(), "drain", LOOPBACK, options, handlers);
    }

    private Socket connect(Listener listener, String says) throws IOException {
        Socket client = new Socket();
        clients.add(client);
        client.connect(listener.address());
        client.setSoTimeout(30_000);
        client.getOutputStream().write(says.getBytes(StandardCharsets.UTF_8));
        return client;
    }

    private Socket connectAndOpen(Listener listener, String says) throws IOException {
        int before = opened.size();
        Socket client = connect(listener, says);
        test.await(() -> opened.size() > before && opened.getLast().bytesReceived() == says.length(), PATIENCE);
        return client;
    }

    private static String rest(Socket client) throws IOException {
        return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static boolean hasEnded(Drain drain) {
        return drain.ended().toCompletableFuture().isDone();
    }

    private void awaitEnd(Drain drain) {
        test.await(() -> hasEnded(drain), PATIENCE);
    }

    @Test
    void whoWaitsInTheBacklogIsServed() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS, Lines::new);
        List<Socket> waiting = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            waiting.add(connect(listener, i + "\n"));
        }
        Drain drain = listener.drain(LIMIT);
        test.runUntilIdle();
        assertThat(listener.isOpen()).isFalse();
        for (Socket client : waiting) {
            client.shutdownOutput();
        }
        awaitEnd(drain);
        for (int i = 0; i < waiting.size(); i++) {
            assertThat(rest(waiting.get(i))).isEqualTo(i + "\n");
        }
        assertThat(drain.cutOff()).isZero();
        assertThat(listener.accepts().accepted()).isEqualTo(50);
        assertThatThrownBy(() -> connect(listener, "late")).isInstanceOf(ConnectException.class);
    }

    @Test
    void whoWaitsForRoomIsServedWhenThereIs() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS.withLimits(1, 0), Lines::new);
        Socket idle = connectAndOpen(listener, "a\n");
        Socket waits = connect(listener, "b\n");
        test.runUntilIdle();
        Drain drain = listener.drain(LIMIT);
        test.runUntilIdle();
        assertThat(rest(idle)).isEqualTo("a\n");
        idle.close();
        test.await(() -> opened.size() == 2 && opened.getLast().bytesReceived() == 2, PATIENCE);
        waits.shutdownOutput();
        awaitEnd(drain);
        assertThat(rest(waits)).isEqualTo("b\n");
        assertThat(drain.cutOff()).isZero();
    }

    @Test
    void whoHasBeenAnsweredIsClosedAtOnce() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS, Lines::new);
        Socket client = connectAndOpen(listener, "a\n");
        Drain drain = listener.drain(LIMIT);
        test.runUntilIdle();
        assertThat(rest(client)).isEqualTo("a\n");
        assertThat(listener.openConnections()).containsExactlyElementsOf(opened);
        client.close();
        awaitEnd(drain);
        assertThat(listener.openConnections()).isEmpty();
        assertThat(listener.connections().closed(CloseReason.FINISHED)).isEqualTo(1);
    }

    @Test
    void whatHadComeIsAnsweredFirst() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS, Lines::new);
        Socket client = connectAndOpen(listener, "a\n");
        client.getOutputStream()
                .write("b\n".getBytes(StandardCharsets.UTF_8)); // in the kernel: the loop has not turned
        listener.drain(LIMIT);
        test.runUntilIdle();
        assertThat(rest(client)).isEqualTo("a\nb\n");
    }

    @Test
    void aMessageThatHasComeInPartIsAwaited() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS, Lines::new);
        Socket client = connectAndOpen(listener, "half");
        listener.drain(LIMIT);
        test.advance(LIMIT.dividedBy(2));
        assertThat(opened.getFirst().isOpen()).isTrue();
        client.getOutputStream().write('\n');
        test.await(() -> opened.getFirst().bytesSent() == 5, PATIENCE);
        test.runUntilIdle();
        assertThat(rest(client)).isEqualTo("half\n");
    }

    @Test
    void anAnswerThatIsBeingMadeIsAwaited() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS, Slow::new);
        Socket client = connectAndOpen(listener, "?");
        Drain drain = listener.drain(LIMIT);
        test.advance(LIMIT.dividedBy(2));
        assertThat(hasEnded(drain)).isFalse();
        opened.getFirst().write(ByteBuffer.wrap(new byte[] {'!'}));
        opened.getFirst().endExchange();
        test.runUntilIdle();
        assertThat(rest(client)).isEqualTo("!");
        client.close();
        awaitEnd(drain);
        assertThat(drain.cutOff()).isZero();
    }

    @Test
    void whoHasOnlyJustConnectedIsAwaitedForASecond() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS, Lines::new);
        Socket speaks = connectAndOpen(listener, "");
        Socket silent = connectAndOpen(listener, "");
        Drain drain = listener.drain(LIMIT);
        test.advance(Duration.ofMillis(900));
        speaks.getOutputStream().write("a\n".getBytes(StandardCharsets.UTF_8));
        test.await(() -> opened.getFirst().bytesSent() == 2, PATIENCE);
        test.runUntilIdle();
        assertThat(rest(speaks)).isEqualTo("a\n");
        assertThat(opened.getLast().isOpen()).isTrue();
        test.advance(Duration.ofMillis(200));
        assertThat(rest(silent)).isEmpty();
        speaks.close();
        silent.close();
        awaitEnd(drain);
        assertThat(drain.cutOff()).isZero();
    }

    @Test
    void whoHasNotBegunItsHandshakeIsAwaitedForASecond() throws IOException {
        ConnectionOptions secure = ConnectionOptions.DEFAULTS.withTls(TlsContext.server(SelfSigned.create()));
        Listener listener = listen(ListenerOptions.DEFAULTS.withConnections(secure), Lines::new);
        connect(listener, "");
        test.await(() -> listener.connections().open() == 1, PATIENCE);
        Drain drain = listener.drain(LIMIT);
        test.advance(Duration.ofMillis(1100));
        assertThat(hasEnded(drain)).isTrue();
        assertThat(drain.cutOff()).isZero();
    }

    @Test
    void whoOnlyKeepsItsSocketOpenIsNotCutOff() throws IOException {
        Timeouts patient = Timeouts.DEFAULTS.withLinger(LIMIT.multipliedBy(2));
        ConnectionOptions options = ConnectionOptions.DEFAULTS.withTimeouts(patient);
        Listener listener = listen(ListenerOptions.DEFAULTS.withConnections(options), Lines::new);
        Socket client = connectAndOpen(listener, "a\n");
        Drain drain = listener.drain(LIMIT);
        test.runUntilIdle();
        assertThat(rest(client)).isEqualTo("a\n");
        test.advance(LIMIT);
        assertThat(hasEnded(drain)).isTrue();
        assertThat(drain.cutOff()).isZero();
    }

    @Test
    void whenTheTimeIsOverTheRestIsBrokenOffAndCounted() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS, Slow::new);
        Socket client = connectAndOpen(listener, "?");
        Drain drain = listener.drain(LIMIT);
        test.advance(LIMIT.minusSeconds(1));
        assertThat(hasEnded(drain)).isFalse();
        test.advance(Duration.ofSeconds(2));
        assertThat(hasEnded(drain)).isTrue();
        assertThat(drain.cutOff()).isEqualTo(1);
        assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
    }

    @Test
    void streamsThatAreForwardedEndByThemselves() throws IOException {
        try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Connector connector = new Connector(test.loop(), "out", ConnectionOptions.DEFAULTS);
            Listener listener = listen(
                    ListenerOptions.DEFAULTS, () -> new Relay(connector, target.getLocalSocketAddress(), relay -> {}));
            Socket client = connect(listener, "a");
            test.await(
                    () -> connector.connections().received()
                                    + listener.connections().received()
                            > 0,
                    PATIENCE);
            try (Socket server = target.accept()) {
                Drain drain = listener.drain(LIMIT);
                test.advance(LIMIT.dividedBy(2));
                server.getOutputStream().write('b');
                client.getOutputStream().write('c');
                client.shutdownOutput();
                test.await(() -> connector.connections().sent() == 2, PATIENCE);
                server.shutdownOutput();
                awaitEnd(drain);
                assertThat(rest(client)).isEqualTo("b");
                assertThat(rest(server)).isEqualTo("ac");
                awaitEnd(connector.drain(LIMIT));
                assertThat(drain.cutOff()).isZero();
            }
        }
    }

    @Test
    void aListenerWithoutConnectionsEndsAtOnce() {
        Listener listener = listen(ListenerOptions.DEFAULTS, Lines::new);
        Drain drain = listener.drain(LIMIT);
        assertThat(listener.drain(Duration.ZERO)).isSameAs(drain);
        test.runUntilIdle();
        assertThat(hasEnded(drain)).isTrue();
    }

    @Test
    void aLoopThatEndsEndsItsDrain() throws IOException {
        Listener listener = listen(ListenerOptions.DEFAULTS, Slow::new);
        connectAndOpen(listener, "?");
        Drain drain = listener.drain(LIMIT);
        test.loop().close();
        assertThat(hasEnded(drain)).isTrue();
    }
}
