package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.WorkerPool;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each timeout ends a connection with its own reason, and not before its time. That something does not end one is shown by
 * its lifetime, which is over later.
 */
class TimeoutsTest {
    private static final Duration SHORT = Duration.ofMillis(40);
    private static final Duration LONG = Duration.ofMillis(160);
    /** Some turns are over sooner on any machine. */
    private static final Duration LATE = Duration.ofMillis(120);

    @TempDir
    private Path directory;

    /** A handler that takes the time. */
    private static class Timed extends Recorder {
        private final long madeAt =
                System.nanoTime(); // before its connection, whose time may begin before it hears of it
        private long receivedAt;
        private long closedAt;

        @Override
        public void received(Connection from, ByteBuffer bytes) throws Exception {
            super.received(from, bytes);
            bytes.position(bytes.limit());
            receivedAt = System.nanoTime();
        }

        @Override
        public void closed(Connection gone, CloseReason why, @Nullable Throwable cause) throws Exception {
            closedAt = System.nanoTime();
            super.closed(gone, why, cause);
        }

        void assertNotBefore(Duration span, long since) {
            assertThat(Duration.ofNanos(closedAt - since)).isGreaterThanOrEqualTo(span);
        }
    }

    /** A handler that begins with a pause. */
    private static final class Paused extends Timed {
        @Override
        public void opened(Connection opening) throws Exception {
            super.opened(opening);
            opening.pause();
        }
    }

    private static final class Disabled extends Timed {
        @Override
        public void opened(Connection opening) throws Exception {
            super.opened(opening);
            opening.disable();
        }
    }

    private static Pair pair(Timed server, UnaryOperator<Timeouts> timeouts) throws IOException {
        SocketOptions small = SocketOptions.DEFAULTS.withBuffers(16 * 1024, 0);
        Timeouts some = timeouts.apply(Timeouts.DEFAULTS);
        return new Pair(ConnectionOptions.DEFAULTS.withSocket(small).withTimeouts(some), server);
    }

    /** Turns the loop for a while. */
    private static void pass(EventLoop loop, Duration time) {
        List<String> over = new ArrayList<>();
        loop.timeout(() -> over.add("over")).schedule(time);
        Turns.until(loop, () -> !over.isEmpty());
    }

    @Test
    void connect() throws Exception {
        Timeouts timeouts = Timeouts.DEFAULTS.withConnect(SHORT);
        try (EventLoop loop = EventLoop.open("connect");
                ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Connector connector = new Connector(loop, "out", ConnectionOptions.DEFAULTS.withTimeouts(timeouts));
            long began = System.nanoTime();
            List<Timed> attempts = new ArrayList<>();
            for (int i = 0; i < 5; i++) { // two find a place in the backlog, for the others nobody answers
                attempts.add(new Timed());
                connector.connect(full.getLocalSocketAddress(), attempts.getLast());
            }
            Turns.until(loop, () -> attempts.stream().allMatch(one -> one.isOpened() || one.isClosed()));
            assertThat(attempts.getFirst().isOpened()).isTrue();
            assertThat(attempts.getLast().isOpened()).isFalse();
            assertThat(attempts.getLast().reason()).isEqualTo(CloseReason.CONNECT_TIMEOUT);
            attempts.getLast().assertNotBefore(SHORT, began);
            assertThat(connector.connections().closed(CloseReason.CONNECT_TIMEOUT))
                    .isEqualTo(attempts.stream().filter(Recorder::isClosed).count());
        }
    }

    @Test
    void firstByte() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withFirstByte(SHORT).withLifetime(LONG))) {
            pair.untilClosed(CloseReason.FIRST_BYTE_TIMEOUT);
            server.assertNotBefore(SHORT, server.madeAt);
        }
    }

    @Test
    void aByteIsEnoughForEver() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withFirstByte(LONG).withLifetime(LONG.multipliedBy(4)))) {
            pair.send(1);
            pair.untilClosed(CloseReason.LIFETIME_OVER);
            server.assertNotBefore(LONG.multipliedBy(4), server.madeAt);
        }
    }

    @Test
    void aFirstByteThatCameDuringThePauseIsNotLate() throws Exception {
        Timed server = new Paused();
        try (Pair pair = pair(server, timeouts -> timeouts.withFirstByte(LATE).withLifetime(LATE.multipliedBy(6)))) {
            answerLate(pair, pair.connection()::resume);
        }
    }

    /** The kernel tells of it a little late, when the loop has looked at its timers already. */
    private static void answerLate(Pair pair, Runnable goOn) throws Exception {
        pair.send(1);
        pass(pair.loop, LATE.multipliedBy(2));
        ScriptedKernel late = ScriptedKernel.seeded(1).delaying(0.999);
        late.run(() -> {
            goOn.run();
            pair.loop.turn(Duration.ZERO); // registers it: what was registered before is not known to be held back
            pair.loop.turn(Duration.ZERO);
            pair.loop.turn(Duration.ZERO);
        });
        pair.untilClosed(CloseReason.LIFETIME_OVER);
        assertThat(pair.server.received).isEqualTo(1);
    }

    @Test
    void idleRead() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withIdleRead(SHORT))) {
            for (int i = 0; i < 5; i++) {
                int before = server.received;
                pair.send(i);
                pair.until(() -> server.received > before);
                pass(pair.loop, SHORT.dividedBy(4));
            }
            pair.untilClosed(CloseReason.IDLE_READ_TIMEOUT);
            // What is counted from is the beginning of the turn that brought the bytes.
            server.assertNotBefore(SHORT.minusMillis(5), server.receivedAt);
        }
    }

    @Test
    void aPausedConnectionIsNotIdle() throws Exception {
        Timed server = new Paused();
        try (Pair pair = pair(server, timeouts -> timeouts.withIdleRead(SHORT).withLifetime(LONG))) {
            pair.untilClosed(CloseReason.LIFETIME_OVER);
        }
    }

    @Test
    void idlenessIsCountedFromTheEndOfThePause() throws Exception {
        Timed server = new Paused();
        try (Pair pair = pair(server, timeouts -> timeouts.withIdleRead(SHORT))) {
            pass(pair.loop, SHORT.multipliedBy(2));
            long resumed = System.nanoTime();
            pair.connection().resume();
            pair.untilClosed(CloseReason.IDLE_READ_TIMEOUT);
            server.assertNotBefore(SHORT, resumed);
        }
    }

    @Test
    void whatCameWhileTheLoopDidNotListenIsNotLate() throws Exception {
        Timed server = new Disabled();
        try (Pair pair = pair(server, timeouts -> timeouts.withFirstByte(LATE).withLifetime(LATE.multipliedBy(6)))) {
            answerLate(pair, pair.connection()::enable);
        }
    }

    @Test
    void idlenessIsCountedFromTheEndOfAWorkersWork() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (WorkerPool pool = new WorkerPool("worker", 1)) {
            Timed server = new Timed() {
                @Override
                public void received(Connection from, ByteBuffer bytes) throws Exception {
                    super.received(from, bytes);
                    if (received == 1) {
                        pool.hand(from, gate::await);
                    }
                }
            };
            ConnectionOptions options = ConnectionOptions.DEFAULTS
                    .withTrigger(Trigger.ONE_SHOT)
                    .withTimeouts(Timeouts.DEFAULTS.withIdleRead(SHORT));
            try (Pair pair = new Pair(options, server)) {
                pair.send(1);
                pair.until(() -> server.received == 1);
                pair.send(2);
                pass(pair.loop, SHORT.multipliedBy(2));
                assertThat(pair.connection().isOpen()).isTrue();
                long released = System.nanoTime();
                gate.countDown();
                pair.untilClosed(CloseReason.IDLE_READ_TIMEOUT);
                assertThat(server.received).isEqualTo(2);
                server.assertNotBefore(SHORT, released);
            } finally {
                gate.countDown();
            }
        }
    }

    @Test
    void aConnectionAtItsRateLimitIsNotIdle() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withIdleRead(SHORT))) {
            pair.connection().rateLimit(1, SHORT.multipliedBy(2));
            pair.send(1);
            pair.until(() -> server.received == 1);
            pair.send(2);
            pair.untilClosed(CloseReason.IDLE_READ_TIMEOUT);
            assertThat(server.received).isEqualTo(2);
        }
    }

    @Test
    void idleWrite() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withIdleWrite(SHORT))) {
            long began = System.nanoTime();
            pair.connection().write(ByteBuffer.allocate(16 * 1024 * 1024)); // more than the kernel takes
            assertThat(pair.connection().queuedBytes()).isPositive();
            pair.untilClosed(CloseReason.IDLE_WRITE_TIMEOUT);
            server.assertNotBefore(SHORT, began);
        }
    }

    /** What a handler has spent its time on before is not the peer's idleness. */
    @Test
    void idleWriteBeginsWhenThereIsSomethingToWrite() throws Exception {
        Path file = directory.resolve("large");
        try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
            large.setLength(16 * 1024 * 1024);
        }
        long[] began = {0};
        Timed server = new Timed() {
            @Override
            public void received(Connection from, ByteBuffer bytes) throws Exception {
                super.received(from, bytes);
                long until = System.nanoTime() + SHORT.toNanos() * 2;
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
                began[0] = System.nanoTime();
                from.sendFile(FileFd.open(file), 0, 16 * 1024 * 1024, true);
            }
        };
        try (Pair pair = pair(server, timeouts -> timeouts.withIdleWrite(SHORT))) {
            pair.send(1);
            pair.untilClosed(CloseReason.IDLE_WRITE_TIMEOUT);
            server.assertNotBefore(SHORT, began[0]);
        }
    }

    @Test
    void aPeerThatTakesAllIsNotIdle() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withIdleWrite(SHORT).withLifetime(LONG))) {
            pair.connection().write(ByteBuffer.allocate(100));
            pair.untilClosed(CloseReason.LIFETIME_OVER);
        }
    }

    @Test
    void response() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withResponse(SHORT))) {
            pair.send(1); // what came before is no response
            pair.until(() -> server.received == 1);
            long asked = System.nanoTime();
            pair.connection().expectResponse();
            pair.untilClosed(CloseReason.RESPONSE_TIMEOUT);
            server.assertNotBefore(SHORT, asked);
        }
    }

    @Test
    void aResponseInTime() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withResponse(SHORT).withLifetime(LONG))) {
            pair.connection().expectResponse();
            pair.send(1);
            pair.untilClosed(CloseReason.LIFETIME_OVER);
            assertThat(server.received).isEqualTo(1);
        }
    }

    @Test
    void aResponseThatCameDuringThePauseIsNotLate() throws Exception {
        Timed server = new Paused();
        try (Pair pair = pair(server, timeouts -> timeouts.withResponse(LATE).withLifetime(LATE.multipliedBy(6)))) {
            pair.connection().expectResponse();
            answerLate(pair, pair.connection()::resume);
        }
    }

    @Test
    void linger() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withLinger(SHORT))) {
            long began = System.nanoTime();
            pair.connection().write(ByteBuffer.wrap(new byte[] {7}));
            pair.connection().finish();
            pair.turn();
            assertThat(pair.client.getInputStream().read()).isEqualTo(7);
            assertThat(pair.client.getInputStream().read()).isEqualTo(-1);
            pair.untilClosed(CloseReason.LINGER_TIMEOUT);
            server.assertNotBefore(SHORT, began);
        }
    }

    @Test
    void whoEndsInTimeIsFinished() throws Exception {
        Timed server = new Timed();
        try (Pair pair = pair(server, timeouts -> timeouts.withLinger(LONG))) {
            pair.connection().finish();
            pair.client.shutdownOutput();
            pair.untilClosed(CloseReason.FINISHED);
        }
    }

    @Test
    void theEarliestOfSeveralCounts() throws Exception {
        Timed server = new Timed();
        UnaryOperator<Timeouts> several =
                timeouts -> timeouts.withLifetime(LONG).withIdleRead(SHORT).withFirstByte(SHORT.multipliedBy(2));
        try (Pair pair = pair(server, several)) {
            pair.untilClosed(CloseReason.IDLE_READ_TIMEOUT);
        }
    }

    @Test
    void negativeOnesAreRefused() {
        assertThatThrownBy(() -> Timeouts.DEFAULTS.withIdleRead(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("idleRead")
                .hasMessageContaining("zero (none) or more");
    }
}
