package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.Written;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is faster than the other side waits for it; memory stays at the marks, and what waits stays in order. */
class BackPressureTest {
    private static final int HIGH = 100_000;
    private static final int LOW = 10_000;
    private static final int PIECE = 8 * 1024;
    private static final int PLENTY = 8 * 1024 * 1024;
    private static final int ONE_READ = 64 * 1024;

    @TempDir
    private Path directory;

    private static ConnectionOptions options(Trigger trigger) {
        return ConnectionOptions.DEFAULTS.withTrigger(trigger).withWaterMarks(HIGH, LOW);
    }

    /** Sends as fast as it may. */
    private static final class Producer extends Recorder {
        private final Pattern pattern = new Pattern(1);
        private long mostQueued;

        private void produce(Connection to) {
            boolean goOn = true;
            while (goOn && pattern.position() < PLENTY) {
                goOn = to.write(pattern.make(PIECE)) == Written.TAKEN;
                mostQueued = Math.max(mostQueued, to.queuedBytes());
                assertThat(goOn).isEqualTo(to.queuedBytes() <= HIGH);
            }
            if (pattern.position() == PLENTY) {
                to.finish();
            }
        }

        @Override
        public void opened(Connection opening) throws Exception {
            super.opened(opening);
            produce(opening);
        }

        @Override
        public void drained(Connection empty) throws Exception {
            assertThat(empty.queuedBytes()).isLessThanOrEqualTo(LOW);
            super.drained(empty);
            produce(empty);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void aFastProducerWaitsForASlowReader(Trigger trigger) throws Exception {
        Producer server = new Producer();
        try (Pair pair = new Pair(options(trigger), server)) {
            Turns.untilQuiet(pair.loop);
            assertThat(server.saturated).isEqualTo(server.drained + 1);
            assertThat(pair.connection().queuedBytes()).isBetween((long) LOW, (long) HIGH + PIECE);
            Pattern wanted = new Pattern(1);
            read(pair, wanted, PLENTY, () -> {});
            pair.client.shutdownOutput();
            pair.untilClosed(CloseReason.FINISHED);
            assertThat(wanted.position()).isEqualTo(PLENTY);
            assertThat(server.mostQueued).isBetween((long) HIGH + 1, (long) HIGH + PIECE);
            assertThat(server.saturated).isEqualTo(server.drained).isGreaterThan(1);
        }
    }

    /** Reads at the client, in turn with the loop. */
    private static void read(Pair pair, Pattern wanted, long size, Runnable each) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(50_000);
        pair.channel.configureBlocking(false);
        pair.until(() -> {
            int count = pair.read(buffer.clear());
            assertThat(count).as("at byte %d of %d", wanted.position(), size).isNotNegative();
            wanted.check(buffer.flip());
            each.run();
            return wanted.position() == size;
        });
        pair.channel.configureBlocking(true);
    }

    /** Writes at the client until neither the kernel nor the loop moves anything more. */
    private static void fill(Pair pair, Pattern pattern, Runnable each) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(0);
        pair.channel.configureBlocking(false);
        int fruitless = 0;
        while (fruitless < 20) {
            if (!piece.hasRemaining()) {
                piece = pattern.make(PIECE);
            }
            fruitless = pair.channel.write(piece) == 0 ? fruitless + 1 : 0;
            pair.loop.turn(fruitless == 0 ? Duration.ZERO : Duration.ofMillis(2));
            each.run();
            assertThat(pattern.position()).as("somebody takes it all").isLessThan(10 * PLENTY);
        }
        pair.channel.configureBlocking(true);
        pattern.unmake(piece.remaining());
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void anEchoWhoseClientDoesNotReadStopsReading(Trigger trigger) throws Exception {
        Recorder echo = new Recorder() {
            @Override
            public void received(Connection from, ByteBuffer bytes) throws Exception {
                super.received(from, bytes);
                from.write(bytes);
            }
        };
        try (Pair pair = new Pair(options(trigger), echo)) {
            Pattern sent = new Pattern(2);
            Runnable queueIsSmall =
                    () -> assertThat(pair.connection().queuedBytes()).isLessThanOrEqualTo(HIGH + ONE_READ);
            fill(pair, sent, queueIsSmall);
            assertThat(echo.saturated).isEqualTo(echo.drained + 1);
            assertThat(pair.connection().isReading()).isFalse();
            read(pair, new Pattern(2), sent.position(), queueIsSmall);
            assertThat(echo.saturated).isEqualTo(echo.drained);
            Turns.untilQuiet(pair.loop);
            long events = pair.loop.statistics().kernelEvents();
            pair.loop.turn(Duration.ZERO);
            assertThat(pair.loop.statistics().kernelEvents())
                    .as("room that nobody needs")
                    .isEqualTo(events);
            pair.client.shutdownOutput();
            pair.untilClosed(CloseReason.FINISHED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE", "ONE_SHOT"})
    void aPausedConnectionTakesNothingAndCostsNothing(Trigger trigger) throws Exception {
        Pattern wanted = new Pattern(3);
        Recorder server = new Recorder() {
            @Override
            public void opened(Connection opening) throws Exception {
                super.opened(opening);
                opening.pause();
            }

            @Override
            public void received(Connection from, ByteBuffer bytes) throws Exception {
                super.received(from, bytes);
                wanted.check(bytes);
            }
        };
        try (Pair pair = new Pair(options(trigger), server)) {
            Pattern sent = new Pattern(3);
            fill(pair, sent, () -> {});
            assertThat(pair.connection().bytesReceived()).isZero();
            long events = pair.loop.statistics().kernelEvents();
            for (int i = 0; i < 100; i++) {
                pair.loop.turn(Duration.ZERO);
            }
            assertThat(pair.loop.statistics().kernelEvents()).isEqualTo(events);
            pair.connection().resume();
            pair.until(() -> wanted.position() == sent.position());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void whatAHandlerLeavesHasALimit(Trigger trigger) throws Exception {
        int[] most = {0};
        Recorder idle = new Recorder() {
            @Override
            public void received(Connection from, ByteBuffer bytes) throws Exception {
                super.received(from, bytes);
                most[0] = bytes.remaining();
            }
        };
        try (Pair pair = new Pair(options(trigger).withReceiveLimit(200_000), idle)) {
            fillUntil(pair, idle);
            pair.untilClosed(CloseReason.RECEIVE_LIMIT);
            assertThat(idle.error).hasMessageContaining("the limit is 200000");
            assertThat(most[0]).isBetween(200_000, 200_000 + ONE_READ);
        }
    }

    private static void fillUntil(Pair pair, Recorder closed) throws IOException {
        pair.channel.configureBlocking(false);
        Pattern pattern = new Pattern(4);
        while (!closed.isClosed()) {
            try {
                pair.channel.write(pattern.make(1000));
            } catch (IOException e) { // it was closed with bytes that nobody read
                pair.until(closed::isClosed);
            }
            pair.loop.turn(Duration.ZERO);
        }
    }

    /** Sizes around those at which it is kept in another way. */
    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 4097, 65_535, 65_536, 65_537, 190_000})
    void whatIsLeftBelowTheLimitComesWithTheEnd(int size) throws Exception {
        int[] rests = {-1};
        Recorder idle = new Recorder() {
            @Override
            public void inputEnded(Connection from, ByteBuffer rest) throws Exception {
                rests[0] = rest.remaining();
                new Pattern(5).check(rest);
                super.inputEnded(from, rest);
            }
        };
        try (Pair pair = new Pair(options(Trigger.LEVEL).withReceiveLimit(200_000), idle)) {
            ByteBuffer bytes = new Pattern(5).make(size);
            pair.channel.configureBlocking(false);
            while (bytes.hasRemaining()) {
                pair.channel.write(bytes);
                pair.loop.turn(Duration.ZERO);
            }
            pair.client.shutdownOutput();
            pair.untilClosed(CloseReason.FINISHED);
            assertThat(rests[0]).isEqualTo(size);
        }
    }

    /** Bytes, gathered bytes, regions of files and an end, at random. */
    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void bytesAndFilesStayInOrder(Trigger trigger) {
        Seeds.forAll(15, seed -> {
            Random random = new Random(seed);
            Path file = directory.resolve("file");
            byte[] content = new byte[1_000_000];
            random.nextBytes(content);
            Files.write(file, content);
            ByteArrayOutputStream wanted = new ByteArrayOutputStream();
            try (LeakCheck leaks = LeakCheck.start()) {
                SocketOptions small = SocketOptions.DEFAULTS.withBuffers(16_384, 0);
                try (Pair pair = new Pair(options(trigger).withSocket(small), new Recorder())) {
                    for (int i = 0; i < 12; i++) {
                        sendSomething(pair.connection(), random, file, content, wanted);
                    }
                    pair.connection().finish();
                    assertThat(pair.connection().bytesSent() + pair.connection().queuedBytes())
                            .isEqualTo(wanted.size());
                    assertThat(readAll(pair)).isEqualTo(wanted.toByteArray());
                    pair.client.shutdownOutput();
                    pair.untilClosed(CloseReason.FINISHED);
                }
                leaks.assertNothingLeft();
            }
        });
    }

    private static void sendSomething(
            Connection to, Random random, Path file, byte[] content, ByteArrayOutputStream wanted) {
        int size = 1 + random.nextInt(random.nextBoolean() ? 200_000 : 100);
        int offset = random.nextInt(content.length - size);
        ByteBuffer bytes = ByteBuffer.wrap(content, offset, size);
        switch (random.nextInt(3)) {
            case 0 -> to.write(bytes);
            case 1 -> {
                int half = size / 2;
                to.write(ByteBuffer.wrap(content, offset, half), ByteBuffer.wrap(content, offset + half, size - half));
            }
            default -> to.sendFile(FileFd.open(file), offset, size, true);
        }
        wanted.write(content, offset, size);
    }

    private static byte[] readAll(Pair pair) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(30_000);
        pair.channel.configureBlocking(false);
        int count;
        while ((count = pair.channel.read(buffer.clear())) >= 0) {
            all.write(buffer.array(), 0, count);
            pair.loop.turn(Duration.ofMillis(1));
        }
        pair.channel.configureBlocking(true);
        return all.toByteArray();
    }

    @Test
    void aFileThatIsCutShortMeanwhileBreaksTheConnectionOff() throws Exception {
        Path path = directory.resolve("shrinking");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
                LeakCheck leaks = LeakCheck.start()) {
            file.setLength(PLENTY);
            try (Pair pair = new Pair(options(Trigger.LEVEL), new Recorder())) {
                pair.connection().sendFile(FileFd.open(path), 0, PLENTY, true);
                assertThat(pair.connection().queuedBytes()).isPositive();
                file.setLength(PLENTY - 1);
                // What has come is not to be taken for the whole file.
                assertThatThrownBy(() -> readAll(pair))
                        .isInstanceOf(SocketException.class)
                        .hasMessage("Connection reset");
                pair.untilClosed(CloseReason.FILE_TRUNCATED);
                assertThat(pair.server.error)
                        .isInstanceOf(EOFException.class)
                        .hasMessageContaining("ends 1 bytes before");
            }
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aConnectionThatEndsWhileItIsFullClosesItsFiles() throws Exception {
        Path path = directory.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(PLENTY);
        }
        Consumer<Pair> endings = pair -> pair.connection().close();
        for (Consumer<Pair> ending :
                List.of(endings, (Pair pair) -> pair.connection().reset())) {
            try (LeakCheck leaks = LeakCheck.start()) {
                try (Pair pair = new Pair(options(Trigger.LEVEL), new Recorder())) {
                    pair.connection().sendFile(FileFd.open(path), 0, PLENTY, true);
                    pair.connection().sendFile(FileFd.open(path), 0, PLENTY, true);
                    pair.turn();
                    ending.accept(pair);
                    pair.untilClosed(CloseReason.CLOSED);
                    assertThat(pair.server.saturated).isEqualTo(1);
                    assertThat(pair.server.drained).isZero();
                    assertThat(pair.connection().queuedBytes()).isZero();
                    assertThat(pair.connection().sendFile(FileFd.open(path), 0, 1, true))
                            .isEqualTo(Written.CLOSED);
                }
                leaks.assertNothingLeft();
            }
        }
    }
}
