package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.Written;
import dev.carillon.testkit.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each side ends by itself, and what was said before arrives before. */
class HalfCloseTest {
    private static ConnectionOptions options(Trigger trigger) {
        return ConnectionOptions.DEFAULTS.withTrigger(trigger);
    }

    private static ByteBuffer bytes(int... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length);
        for (int value : values) {
            buffer.put((byte) value);
        }
        return buffer.flip();
    }

    /** Goes on when the peer has ended. */
    private static final class Open extends Recorder {
        @Override
        public void inputEnded(Connection from, ByteBuffer rest) {
            inputEnded = true;
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void afterThePeersEndThereIsStillMuchToSay(Trigger trigger) throws Exception {
        try (Pair pair = new Pair(options(trigger), new Open())) {
            pair.client.shutdownOutput();
            pair.until(() -> pair.server.inputEnded);
            assertThat(pair.connection().isOpen()).isTrue();
            pair.connection().write(bytes(1, 2));
            pair.turn();
            assertThat(pair.client.getInputStream().readNBytes(2)).containsExactly(1, 2);
            pair.connection().endOutput();
            pair.turn();
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            pair.untilClosed(CloseReason.FINISHED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void afterItsOwnEndItGoesOnListening(Trigger trigger) throws Exception {
        Pattern heard = new Pattern(1);
        Recorder server = new Recorder() {
            @Override
            public void received(Connection from, ByteBuffer bytes) throws Exception {
                super.received(from, bytes);
                heard.check(bytes);
            }
        };
        try (Pair pair = new Pair(options(trigger), server)) {
            pair.connection().endOutput();
            pair.turn();
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            assertThat(pair.connection().write(bytes(1))).isEqualTo(Written.FINISHED);
            pair.channel.write(new Pattern(1).make(1000));
            pair.until(() -> heard.position() == 1000);
            pair.client.shutdownOutput();
            pair.untilClosed(CloseReason.FINISHED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void whatIsQueuedGoesBeforeTheEnd(Trigger trigger) throws Exception {
        int size = 8 * 1024 * 1024;
        try (Pair pair = new Pair(options(trigger), new Recorder())) {
            pair.connection().write(new Pattern(2).make(size));
            pair.connection().finish();
            assertThat(pair.connection().queuedBytes()).isPositive();
            pair.send(1, 2, 3); // too late to be heard, and no reason to break off what is under way
            Pattern wanted = new Pattern(2);
            ByteBuffer buffer = ByteBuffer.allocate(100_000);
            pair.channel.configureBlocking(false);
            pair.until(() -> {
                int count = pair.read(buffer.clear());
                wanted.check(buffer.flip());
                return count < 0;
            });
            assertThat(wanted.position()).isEqualTo(size);
            pair.channel.configureBlocking(true);
            pair.client.shutdownOutput();
            pair.untilClosed(CloseReason.FINISHED);
            assertThat(pair.server.received).isZero();
        }
    }

    @Test
    void aResetIsSeenAsOne() throws Exception {
        try (Pair pair = new Pair(options(Trigger.LEVEL), new Recorder())) {
            pair.connection().reset();
            pair.turn();
            assertThatThrownBy(() -> pair.client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            pair.untilClosed(CloseReason.CLOSED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void aPeerThatResetsWhileWeWriteIsTheReason(Trigger trigger) throws Exception {
        try (Pair pair = new Pair(options(trigger), new Recorder())) {
            pair.connection().write(new Pattern(3).make(8 * 1024 * 1024));
            assertThat(pair.connection().queuedBytes()).isPositive();
            pair.client.setSoLinger(true, 0);
            pair.client.close();
            pair.untilClosed(CloseReason.RESET);
            assertThat(pair.server.error).hasMessageContaining("ECONNRESET");
            assertThat(pair.connection().write(bytes(1)))
                    .as("nothing is sent any more")
                    .isEqualTo(Written.CLOSED);
        }
    }

    /** Its bytes may come with the news that the connection is made, as one edge. */
    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void aServerThatSpeaksFirstIsHeard(Trigger trigger) throws Exception {
        int[] heard = {0};
        Recorder client = new Recorder() {
            @Override
            public void received(Connection from, ByteBuffer bytes) throws Exception {
                super.received(from, bytes);
                heard[0] = bytes.get();
            }
        };
        try (EventLoop loop = EventLoop.open("client");
                ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            new Connector(loop, "out", options(trigger)).connect(listener.getLocalSocketAddress(), client);
            try (Socket server = listener.accept()) {
                server.getOutputStream().write(7);
                server.shutdownOutput();
                Turns.until(loop, () -> client.inputEnded);
                assertThat(heard[0]).isEqualTo(7);
            }
            Turns.until(loop, client::isClosed);
            assertThat(client.reason()).isEqualTo(CloseReason.FINISHED);
        }
    }

    /** A protocol that begins with a header and is then carried on: what came behind the header goes first. */
    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void whatCameBehindTheHeaderIsForwardedFirst(Trigger trigger) throws Exception {
        collectThen(trigger, 10_000, (from, bytes, to) -> {
            bytes.position(bytes.position() + 100);
            from.forwardTo(to);
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void whatAHandlerHasStaysItsOwnWhenItFinishesTheConnection(Trigger trigger) throws Exception {
        collectThen(trigger, 9000, (from, bytes, to) -> {
            from.finish();
            bytes.position(bytes.position() + 100);
            bytes.limit(bytes.position() + 9000); // something is left
            to.write(bytes);
        });
    }

    /** What a handler does with what it has collected. */
    @FunctionalInterface
    private interface Passing {
        void on(Connection from, ByteBuffer bytes, Connection to);
    }

    /** Sends 100 bytes and 10,000 more in two parts to a handler that waits for all of them: they are left meanwhile. */
    private static void collectThen(Trigger trigger, int expected, Passing passing) throws Exception {
        try (Pair to = new Pair(options(trigger), new Recorder())) {
            Recorder collecting = new Recorder() {
                @Override
                public void received(Connection from, ByteBuffer bytes) throws Exception {
                    super.received(from, bytes);
                    if (bytes.remaining() == 10_100) {
                        passing.on(from, bytes, to.connection());
                    }
                }
            };
            Pattern behind = new Pattern(4);
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            ListenerOptions listening = ListenerOptions.DEFAULTS.withConnections(options(trigger));
            Listener listener = Listener.open(to.loop, "second", any, listening, () -> collecting);
            try (Socket client = new Socket()) {
                client.connect(listener.address());
                client.getOutputStream().write(new byte[100]);
                client.getOutputStream().write(behind.make(5000).array());
                to.until(() -> collecting.received > 0);
                client.getOutputStream().write(behind.make(5000).array());
                to.until(() -> to.connection().bytesSent() >= expected);
                new Pattern(4).check(ByteBuffer.wrap(to.client.getInputStream().readNBytes(expected)));
            }
            to.until(collecting::isClosed);
        }
    }

    /** Opened, used and ended in any order, from a seed: nothing stays. */
    @Test
    void tenThousandConnectionsLeaveNothing() throws Exception {
        int total = 10_000;
        Random random = new Random(20);
        try (LeakCheck leaks = LeakCheck.start()) {
            try (EventLoop loop = EventLoop.open("many")) {
                openAndEnd(loop, total, random);
            }
            leaks.assertNothingLeft();
        }
    }

    private static void openAndEnd(EventLoop loop, int total, Random random) {
        Listener listener = Listener.open(
                loop,
                "server",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenerOptions.DEFAULTS,
                () -> (connection, bytes) -> connection.write(bytes));
        Connector connector = new Connector(loop, "client", ConnectionOptions.DEFAULTS);
        List<Connection> open = new ArrayList<>();
        for (int made = 0; made < total; made++) {
            open.add(connector.connect(listener.address(), new Recorder()));
            if (open.size() > random.nextInt(200)) {
                end(open.remove(random.nextInt(open.size())), random);
            }
            loop.turn(Duration.ZERO);
        }
        open.forEach(Connection::reset);
        ConnectionStatistics accepted = listener.connections();
        Turns.until(loop, () -> accepted.open() == 0 && connector.connections().open() == 0);
        assertThat(connector.connections().opened()).isEqualTo(total);
        assertThat(loop.audit()).isEmpty();
        listener.close();
        assertThat(loop.sources()).noneMatch(source -> source instanceof Connection);
    }

    private static void end(Connection connection, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> connection.close();
            case 1 -> connection.reset();
            case 2 -> connection.finish();
            default -> {
                if (connection.isOpen()) {
                    connection.write(bytes(1, 2, 3));
                }
                connection.finish();
            }
        }
    }
}
