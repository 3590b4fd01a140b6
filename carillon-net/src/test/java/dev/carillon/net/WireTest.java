package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Errno;
import dev.carillon.linux.FileFd;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.testkit.KernelBinding;
import dev.carillon.testkit.ScriptedKernel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a turn sends may be in flight until all of it is submitted: what may overtake it, and what its landing costs. */
class WireTest {
    private static final int MUCH = 300_000;
    private static final int ASKED = 500;
    private static final double SOME = 0.3;

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private final KernelBinding binding = kernel.bind();
    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS);
    private final ConnectionGroup group = new ConnectionGroup(loop, "one", ConnectionOptions.DEFAULTS);
    private final SimulatedRing ring = new SimulatedRing().reseed(1);
    private final List<Socket> peers = new ArrayList<>();
    private @Nullable CloseReason closed;

    private Connection serve(ConnectionHandler handler) {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        peers.add(pair.other());
        group.wire = ring;
        Connection connection = new Connection(group, pair.one(), null, true, handler);
        connection.begin(true);
        Turns.some(loop, 3);
        return connection;
    }

    @AfterEach
    void close() {
        loop.close();
        peers.forEach(Socket::close);
        binding.close();
        assertThat(ring.flying()).isZero();
        assertThat(group.connections.buffered()).isZero();
    }

    private Socket peer() {
        return peers.getFirst();
    }

    private static ByteBuffer bytes(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(ascii.length).put(ascii).flip();
    }

    /** All that is there; {@code "."} for the end. */
    private static String read(Socket peer) {
        StringBuilder text = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        int count;
        while ((count = peer.read(buffer.clear())) > 0) {
            text.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
        }
        return count == StreamFd.END ? text + "." : text.toString();
    }

    @Test
    void theAnswersOfATurnLandTogetherAndAskForNothingMore() {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            connections.add(serve((connection, bytes) -> connection.write(bytes)));
        }
        peers.forEach(peer -> peer.send(bytes("hello"), 0));
        loop.turn(Duration.ZERO);
        assertThat(ring.flying()).isEqualTo(5);
        assertThat(connections).allMatch(connection -> connection.queuedBytes() == 5 && connection.bytesSent() == 0);
        assertThat(read(peer())).isEmpty();
        kernel.forgetCalls();
        assertThat(ring.enter()).isEqualTo(5);
        assertThat(kernel.calls()).as("one for each, by a ring one for all").isEqualTo(5);
        assertThat(connections).allMatch(connection -> connection.queuedBytes() == 0 && connection.bytesSent() == 5);
        assertThat(connections).noneMatch(connection -> connection.conversation.is(ConnectionState.DIRTY));
        assertThat(group.connections.buffered()).isZero();
        assertThat(ring.submits()).isZero();
        assertThat(read(peer())).isEqualTo("hello");
    }

    @Test
    void anEndIsBehindWhatIsInFlight() {
        Connection connection = serve((own, bytes) -> own.write(bytes));
        peer().send(bytes("hello"), 0);
        loop.turn(Duration.ZERO);
        connection.endOutput();
        loop.turn(Duration.ZERO);
        assertThat(ring.submits()).isEqualTo(1);
        assertThat(read(peer())).isEqualTo("hello.");
    }

    @Test
    void whatEndsAtOnceFliesNot() {
        serve((own, bytes) -> {
            own.write(bytes);
            own.finish();
        });
        peer().send(bytes("hello"), 0);
        loop.turn(Duration.ZERO);
        assertThat(ring.offers()).isZero();
        assertThat(read(peer())).isEqualTo("hello.");
    }

    @Test
    void aCloseIsBehindWhatIsInFlight() {
        Connection connection = serve((own, bytes) -> own.write(bytes));
        peer().send(bytes("hello"), 0);
        loop.turn(Duration.ZERO);
        connection.close();
        loop.turn(Duration.ZERO);
        assertThat(read(peer())).isEqualTo("hello.");
    }

    @Test
    void theEndOfTheLoopIsBehindWhatIsInFlight() {
        serve((own, bytes) -> own.write(bytes));
        peer().send(bytes("hello"), 0);
        loop.turn(Duration.ZERO);
        loop.close();
        assertThat(read(peer())).isEqualTo("hello.");
    }

    @Test
    void aFileIsBehindWhatIsInFlight() {
        Connection connection = serve((own, bytes) -> own.write(bytes));
        peer().send(bytes("hello"), 0);
        loop.turn(Duration.ZERO);
        connection.sendFile(FileFd.open(Noise.file()), 0, 3, true);
        loop.turn(Duration.ZERO);
        assertThat(ring.submits()).isEqualTo(1);
        assertThat(read(peer())).startsWith("hello").hasSize(8);
    }

    @Test
    void whatIsMuchIsBehindWhatIsInFlightAndDoesNotFly() {
        Connection connection = serve((own, bytes) -> own.write(bytes));
        peer().send(bytes("hello"), 0);
        loop.turn(Duration.ZERO);
        connection.write(ByteBuffer.allocateDirect(MUCH));
        assertThat(ring.submits()).isEqualTo(1);
        int got = 0;
        for (int turns = 0; got < MUCH + 5 && turns < MUCH; turns++) {
            got += read(peer()).length();
            loop.turn(Duration.ZERO);
        }
        assertThat(got).isEqualTo(MUCH + 5);
        assertThat(ring.offers()).isEqualTo(1);
    }

    /** What the kernel takes at once never saturates; and what depends on it having been taken does not fly. */
    @Test
    void whatIsAboveTheMarkFliesNot() {
        List<String> told = new ArrayList<>();
        Connection connection = serve(new ConnectionHandler() {
            @Override
            public void received(Connection own, ByteBuffer bytes) {
                own.write(bytes);
                group.change(ConnectionOptions.DEFAULTS.withWaterMarks(3, 1));
            }

            @Override
            public void saturated(Connection own) {
                told.add("saturated");
            }
        });
        for (int i = 0; i < 3; i++) {
            group.change(ConnectionOptions.DEFAULTS);
            peer().send(bytes("hello"), 0);
            loop.turn(Duration.ZERO);
            assertThat(read(peer())).isEqualTo("hello");
        }
        assertThat(ring.offers()).isZero();
        assertThat(told).isEmpty();
        assertThat(connection.isReading()).isTrue();
    }

    @Test
    void aHandOverIsBehindWhatIsInFlight() {
        Connection connection = serve((own, bytes) -> own.write(bytes));
        SocketPair ways = SocketPair.open(SocketType.STREAM);
        HandOver way = HandOver.over(loop, "way", ways.one(), (_, _) -> {});
        peer().send(bytes("hello"), 0);
        loop.turn(Duration.ZERO);
        way.send("connection", connection, ByteBuffer.allocate(0));
        loop.turn(Duration.ZERO);
        assertThat(connection.isOpen()).isFalse();
        assertThat(read(peer())).as("no end: it lives on").isEqualTo("hello");
        ways.other().close();
    }

    @Test
    void whatDidNotFitIsSentDirectlyWhenThereIsRoom() {
        Connection connection = serve((own, bytes) -> own.write(bytes));
        ByteBuffer filling = ByteBuffer.allocateDirect(64 * 1024);
        int filled = 0;
        int count;
        while ((count = connection.conversation.socket.send(filling.clear(), 0)) > 0) {
            filled += count;
        }
        connection.write(bytes("hello"));
        loop.turn(Duration.ZERO);
        assertThat(ring.enter()).isEqualTo(1);
        loop.turn(Duration.ZERO);
        assertThat(connection.conversation.is(ConnectionState.NO_ROOM)).isTrue();
        assertThat(read(peer())).hasSize(filled);
        Turns.some(loop, 3);
        assertThat(read(peer())).isEqualTo("hello");
        assertThat(ring.offers()).isEqualTo(1);
        connection.write(bytes("again"));
        loop.turn(Duration.ZERO);
        assertThat(ring.offers()).as("nothing waits, so it may fly again").isEqualTo(2);
    }

    @Test
    void whatCannotBeSentEndsTheConnectionAfterItsInput() {
        Connection connection = serve(new ConnectionHandler() {
            @Override
            public void received(Connection own, ByteBuffer bytes) {
                own.write(bytes);
            }

            @Override
            public void closed(Connection own, CloseReason reason, @Nullable Throwable error) {
                closed = reason;
            }
        });
        peer().send(bytes("hello"), 0);
        loop.turn(Duration.ZERO);
        kernel.failNext("sendto", Errno.EPIPE);
        ring.enter();
        assertThat(connection.conversation.canSend()).isFalse();
        assertThat(closed).as("no handler is called by a landing").isNull();
        peer().close();
        Turns.until(loop, () -> closed != null);
        assertThat(closed).isEqualTo(CloseReason.RESET);
    }

    /** Echoes, or asks and takes what is answered; through the ring as soon as it is open. */
    private final class OverRing implements ConnectionHandler {
        private final boolean asks;
        private int got;

        private OverRing(boolean asks) {
            this.asks = asks;
        }

        @Override
        public void opened(Connection connection) {
            connection.conversation.group.wire = ring;
            if (asks) {
                connection.write(bytes("hello"));
            }
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            got += bytes.remaining();
            if (asks && got < ASKED) {
                connection.write(bytes);
            } else if (asks) {
                bytes.position(bytes.limit());
                connection.finish();
            } else {
                connection.write(bytes);
            }
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            closed = asks ? reason : closed;
        }
    }

    @Test
    void recordsFlyToo() throws Exception {
        KeyMaterial keys = SelfSigned.create();
        Listener listener = Listener.open(
                loop,
                "tls",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenerOptions.DEFAULTS.withConnections(ConnectionOptions.DEFAULTS.withTls(TlsContext.server(keys))),
                () -> new OverRing(false));
        TlsContext trusting = TlsContext.client().withTrust(keys.chain());
        OverRing client = new OverRing(true);
        CompletableFuture<Connection> _ = new Connector(loop, "tls", ConnectionOptions.DEFAULTS.withTls(trusting))
                .connect("localhost", ((InetSocketAddress) listener.address()).getPort(), client);
        Turns.until(loop, () -> {
            ring.troublesome(client.got < ASKED / 2 ? 0 : SOME).enter();
            return closed != null;
        });
        assertThat(closed).isEqualTo(CloseReason.FINISHED);
        assertThat(client.got).isEqualTo(ASKED);
        assertThat(ring.offers()).isGreaterThan(ASKED / 5);
    }
}
