package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.Written;
import dev.carillon.testkit.LeakCheck;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A stream that was cut off never looks as if it had come to its end; one that has come to it is not cut off. */
class CutOffTest {
    private static final int MUCH = 8 * 1024 * 1024;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path directory;

    private static ConnectionOptions options(Trigger trigger, Timeouts timeouts) {
        return ConnectionOptions.DEFAULTS.withTrigger(trigger).withTimeouts(timeouts);
    }

    private static void assertIsReset(Pair pair) throws IOException {
        InputStream in = pair.client.getInputStream();
        byte[] sink = new byte[1 << 16];
        assertThatThrownBy(() -> {
                    while (in.read(sink) >= 0) {
                        // until the end of it
                    }
                })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void aLifetimeThatEndsWithBytesQueued(Trigger trigger) throws Exception {
        Timeouts short_ = Timeouts.DEFAULTS.withLifetime(Duration.ofMillis(50));
        try (Pair pair = new Pair(options(trigger, short_), new Recorder())) {
            pair.connection().write(ByteBuffer.allocate(MUCH));
            pair.untilClosed(CloseReason.LIFETIME_OVER);
            assertIsReset(pair);
        }
    }

    @Test
    void aSlowReaderGetsAllBeforeTheLingerBegins() throws Exception {
        Timeouts impatient = Timeouts.DEFAULTS.withLinger(Duration.ofMillis(20));
        try (Pair pair = new Pair(options(Trigger.LEVEL, impatient), new Recorder())) {
            pair.connection().write(ByteBuffer.allocate(MUCH));
            pair.connection().finish();
            long until = System.nanoTime() + 200_000_000; // it reads nothing for ten times the linger
            pair.until(() -> System.nanoTime() > until);
            pair.channel.configureBlocking(false);
            ByteBuffer sink = ByteBuffer.allocate(1 << 16);
            long[] got = new long[1];
            pair.until(() -> {
                int count = pair.read(sink.clear());
                got[0] += Math.max(count, 0);
                return count < 0;
            });
            assertThat(got[0]).isEqualTo(MUCH);
            pair.untilClosed(CloseReason.LINGER_TIMEOUT);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void anEarlyAnswerIsReadAlthoughThePeerTakesNoMore(Trigger trigger) throws Exception {
        StringBuilder answer = new StringBuilder();
        Recorder client = new Recorder() {
            @Override
            public void opened(Connection opening) throws Exception {
                super.opened(opening);
                opening.readsWhileSaturated(true);
            }

            @Override
            public void received(Connection from, ByteBuffer bytes) throws Exception {
                super.received(from, bytes);
                answer.append(StandardCharsets.UTF_8.decode(bytes));
            }
        };
        try (Pair pair = new Pair(options(trigger, Timeouts.DEFAULTS), client)) {
            pair.connection().write(ByteBuffer.allocate(MUCH));
            pair.turn();
            pair.client.getOutputStream().write("413".getBytes(StandardCharsets.UTF_8));
            pair.client.close(); // with much unread: a reset follows the answer
            pair.untilClosed(CloseReason.RESET);
            assertThat(answer).hasToString("413");
        }
    }

    @Test
    void theHandlerIsToldOfADeadlineAndMayAnswer() throws Exception {
        Recorder server = new Recorder() {
            @Override
            public boolean timedOut(Connection connection, CloseReason what) {
                connection.write(ByteBuffer.wrap("408".getBytes(StandardCharsets.UTF_8)));
                connection.finish();
                return false;
            }
        };
        Timeouts impatient = Timeouts.DEFAULTS.withFirstByte(Duration.ofMillis(20));
        try (Pair pair = new Pair(options(Trigger.LEVEL, impatient), server)) {
            ByteBuffer answer = ByteBuffer.allocate(100);
            pair.channel.configureBlocking(false);
            pair.until(() -> pair.read(answer) < 0);
            pair.channel.configureBlocking(true);
            pair.client.close();
            pair.untilClosed(CloseReason.FIRST_BYTE_TIMEOUT);
            assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.UTF_8))
                    .isEqualTo("408");
        }
    }

    @Test
    void aPausedConnectionHearsThatItsPeerIsGone() throws Exception {
        Recorder server = new Recorder() {
            @Override
            public void opened(Connection opening) throws Exception {
                super.opened(opening);
                opening.pause();
            }
        };
        try (Pair pair = new Pair(options(Trigger.LEVEL, Timeouts.DEFAULTS), server)) {
            pair.turn();
            pair.client.setSoLinger(true, 0);
            pair.client.close();
            pair.untilClosed(CloseReason.RESET);
        }
    }

    @Test
    void filesAreClosedWhetherTheyAreSentOrNot() throws Exception {
        Path empty = Files.createFile(directory.resolve("empty"));
        try (LeakCheck leaks = LeakCheck.start()) {
            try (Pair pair = new Pair(options(Trigger.LEVEL, Timeouts.DEFAULTS), new Recorder())) {
                Connection connection = pair.connection();
                assertThat(connection.sendFile(FileFd.open(empty), 0, 0, true)).isEqualTo(Written.TAKEN);
                connection.finish();
                assertThat(connection.sendFile(FileFd.open(empty), 0, 0, true)).isEqualTo(Written.FINISHED);
                pair.turn();
                pair.client.close();
                pair.untilClosed(CloseReason.FINISHED);
                assertThat(connection.sendFile(FileFd.open(empty), 0, 0, true)).isEqualTo(Written.CLOSED);
            }
            leaks.assertNothingLeft();
        }
    }

    /** Nobody else has a buffer while one is on lease, and what cannot be had costs one connection. */
    @Test
    void aConnectionForWhichThereIsNoBufferEndsAndTheOthersGoOn() throws Exception {
        ConnectionOptions tight =
                ConnectionOptions.DEFAULTS.withBufferBudget(256 * 1024).withReceiveLimit(4 << 20);
        Recorder greedy = new Recorder() {
            @Override
            public void received(Connection from, ByteBuffer bytes) throws Exception {
                super.received(from, bytes); // takes nothing
            }
        };
        try (Pair pair = new Pair(tight, greedy)) {
            pair.channel.configureBlocking(false);
            ByteBuffer much = ByteBuffer.allocate(1 << 20);
            pair.until(() -> {
                write(pair, much);
                return greedy.isClosed();
            });
            assertThat(greedy.reason()).isEqualTo(CloseReason.NO_BUFFERS);
            @Nullable Throwable error = greedy.error;
            assertThat(error).hasMessageContaining("buffer");
        }
    }

    private static void write(Pair pair, ByteBuffer much) {
        try {
            pair.channel.write(much.clear());
        } catch (IOException e) {
            // It has been broken off.
        }
    }
}
