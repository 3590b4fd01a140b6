package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What goes in at one side comes out at the other, and so does each end. */
class RelayTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final BlockingQueue<Relay> ended = new LinkedBlockingQueue<>();

    private static InetSocketAddress echo(EventLoop loop) {
        return listen(loop, ListenerOptions.DEFAULTS, () -> (connection, bytes) -> connection.write(bytes));
    }

    private InetSocketAddress relay(EventLoop loop, SocketAddress target, ConnectionOptions options) {
        Connector connector = new Connector(loop, "out", options);
        ListenerOptions listening = ListenerOptions.DEFAULTS.withConnections(options);
        return listen(loop, listening, () -> new Relay(connector, target, ended::add));
    }

    private static InetSocketAddress listen(
            EventLoop loop, ListenerOptions options, java.util.function.Supplier<ConnectionHandler> handlers) {
        return loop.submit(() -> (InetSocketAddress)
                        Listener.open(loop, "in", LOOPBACK, options, handlers).address())
                .join();
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void everyByteGoesThroughAndBackThenTheEnd(Trigger trigger) {
        Loops.assumeCan(trigger);
        ConnectionOptions options = ConnectionOptions.DEFAULTS.withTrigger(trigger);
        try (LeakCheck leaks = LeakCheck.start()) {
            try (LoopGroup group = LoopGroup.start("relay", 1, Loops.OPTIONS)) {
                EventLoop loop = group.next();
                InetSocketAddress address = relay(loop, echo(loop), options);
                Seeds.forAll(30, seed -> {
                    Random random = new Random(seed);
                    int size = random.nextInt(3) == 0 ? random.nextInt(6_000_000) : random.nextInt(3_000);
                    EchoClient.echo(address, size, random);
                    assertThat(next().reason()).isEqualTo(CloseReason.FINISHED);
                });
            }
            leaks.assertNothingLeft();
        }
    }

    /** The pool that the pipe came from belongs to the server's side, where nobody is left to close it. */
    @Test
    void aPipeThatIsEmptyOnlyAfterTheServersEndIsClosed() throws Exception {
        ConnectionOptions options = ConnectionOptions.DEFAULTS
                .withSocket(SocketOptions.DEFAULTS.withBuffers(16 * 1024, 0))
                .withWaterMarks(64 << 20, 1 << 20);
        try (EventLoop loop = EventLoop.open("relay", Loops.OPTIONS);
                ServerSocketChannel target = ServerSocketChannel.open().bind(LOOPBACK)) {
            SocketAddress address = target.getLocalAddress();
            Connector connector = new Connector(loop, "out", options);
            Listener listener = Listener.open(
                    loop,
                    "in",
                    LOOPBACK,
                    ListenerOptions.DEFAULTS.withConnections(options),
                    () -> new Relay(connector, address, ended::add));
            // The loop's alarm is made when the first deadline is set.
            try (LeakCheck leaks = LeakCheck.start().allowing("timerfd")) {
                drainAfterTheServersEnd(loop, connector, listener, target);
                leaks.assertNothingLeft();
            }
        }
    }

    /** A client that has ended takes what the server has said last only when the server is gone. */
    private static void drainAfterTheServersEnd(
            EventLoop loop, Connector connector, Listener listener, ServerSocketChannel target) throws IOException {
        try (SocketChannel client = SocketChannel.open()) {
            client.setOption(StandardSocketOptions.SO_RCVBUF, 16 * 1024);
            client.connect(listener.address());
            client.configureBlocking(false);
            client.shutdownOutput();
            try (SocketChannel server = accept(loop, connector, target)) {
                ByteBuffer last = ByteBuffer.allocate(512 * 1024);
                Turns.until(loop, () -> write(server, last));
                server.shutdownOutput();
                Turns.until(loop, () -> connector.connections().open() == 0);
            }
            assertThat(listener.connections().open()).isEqualTo(1);
            Turns.until(loop, () -> reachesEnd(client));
            Turns.until(loop, () -> listener.connections().open() == 0);
        }
    }

    private static SocketChannel accept(EventLoop loop, Connector connector, ServerSocketChannel target)
            throws IOException {
        Turns.until(loop, () -> connector.connections().open() == 1);
        SocketChannel server = target.accept();
        server.configureBlocking(false);
        return server;
    }

    /** Writes what there is room for; true when that was all. */
    private static boolean write(SocketChannel to, ByteBuffer bytes) {
        try {
            to.write(bytes);
            return !bytes.hasRemaining();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads what is there; true when that was all. */
    private static boolean reachesEnd(SocketChannel from) {
        try {
            return from.read(ByteBuffer.allocate(1 << 20)) < 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Relay next() throws InterruptedException {
        Relay relay = ended.poll(30, TimeUnit.SECONDS);
        assertThat(relay).as("a relay that has ended").isNotNull();
        return relay;
    }

    @Test
    void aStreamThatWasCutOffDoesNotLookComplete() throws Exception {
        try (LoopGroup group = LoopGroup.start("relay", 1, Loops.OPTIONS)) {
            EventLoop loop = group.next();
            InetSocketAddress cutter =
                    listen(loop, ListenerOptions.DEFAULTS, () -> (connection, bytes) -> connection.reset());
            InetSocketAddress address = relay(loop, cutter, ConnectionOptions.DEFAULTS);
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                client.setSoTimeout(30_000);
                client.getOutputStream().write(1);
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            assertThat(next().reason()).isEqualTo(CloseReason.RESET);
        }
    }

    @Test
    void whereNobodyListensTheClientIsResetAndTheReasonIsTold() throws Exception {
        try (LoopGroup group = LoopGroup.start("relay", 1, Loops.OPTIONS)) {
            EventLoop loop = group.next();
            InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            InetSocketAddress address = relay(loop, nowhere, ConnectionOptions.DEFAULTS);
            try (Socket client = new Socket(address.getAddress(), address.getPort())) {
                client.setSoTimeout(30_000);
                assertThatThrownBy(() -> client.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            Relay relay = next();
            assertThat(relay.reason()).isEqualTo(CloseReason.CONNECT_FAILED);
            assertThat(relay.error()).hasMessageContaining("ECONNREFUSED").hasMessageContaining("nobody listens there");
        }
    }

    @Test
    void straightLineCodeServesAndAsks() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (LoopGroup group = LoopGroup.start("stream", 1, Loops.OPTIONS)) {
                EventLoop loop = group.next();
                InetSocketAddress address =
                        listen(loop, ListenerOptions.DEFAULTS, ConnectionStream.serving(RelayTest::echo));
                Connector connector = new Connector(loop, "client", ConnectionOptions.DEFAULTS);
                Seeds.forAll(20, seed -> {
                    EchoClient.echo(address, new Random(seed).nextInt(500_000), new Random(seed));
                    ask(connector, address);
                });
            }
            leaks.assertNothingLeft();
        }
    }

    private static void echo(ConnectionStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(10_000);
        while (stream.read(buffer.clear()) != ConnectionStream.END) {
            stream.write(buffer.flip());
        }
    }

    private static void ask(Connector connector, InetSocketAddress address) throws Exception {
        ConnectionStream stream = new ConnectionStream();
        connector.connect("localhost", address.getPort(), stream).get(30, TimeUnit.SECONDS);
        stream.write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        stream.endOutput();
        ByteBuffer answer = ByteBuffer.allocate(10);
        while (stream.read(answer) != ConnectionStream.END) {
            assertThat(answer.position()).isLessThanOrEqualTo(3);
        }
        assertThat(answer.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        assertThat(stream.awaitClosed()).isEqualTo(CloseReason.FINISHED);
    }
}
