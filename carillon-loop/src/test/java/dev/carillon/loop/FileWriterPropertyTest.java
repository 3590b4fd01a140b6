package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.OutputFile;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a file's writer, and however the file takes it: what it counts as written is the file, byte for byte. */
class FileWriterPropertyTest {
    private static final int FINISH = 0;
    private static final int CLOSE = 1;

    @TempDir
    private Path directory;

    /** A file that takes a part, or has no space for a while. Its dice are the writing thread's. */
    private static final class Whimsical extends StreamFd {
        private final StreamFd real;
        private final StreamFd full = OutputFile.append(Path.of("/dev/full")).open();
        private final Random random;

        private Whimsical(StreamFd real, long seed) {
            super(real.number(), "file"); // which it closes
            this.real = real;
            this.random = new Random(seed);
        }

        @Override
        public int write(ByteBuffer from) {
            if (random.nextInt(20) == 0) {
                return full.write(from);
            }
            int end = from.limit();
            from.limit(from.position() + 1 + random.nextInt(from.remaining()));
            try {
                return real.write(from);
            } finally {
                from.limit(end);
            }
        }
    }

    @Test
    void theFileHasWhatIsCountedAsWrittenAndTheRestIsCountedAsLost() {
        Seeds.forAll(60, this::once);
    }

    private void once(long seed) throws Exception {
        Random random = new Random(seed);
        Path file = directory.resolve(Long.toString(seed));
        ManualTime time = new ManualTime();
        EventLoop loop = EventLoop.open("test", Loops.OPTIONS.withTime(time));
        Whimsical stream = new Whimsical(OutputFile.append(file).open(), seed);
        int[] ends = {0};
        StreamWriter writer = loop.writer("log", stream, (source, end) -> ends[0]++);
        writer.bound(1 + random.nextInt(200_000));
        long taken = 0;
        long given = 0;
        for (int i = 0; i < 60; i++) {
            int count = random.nextInt(random.nextBoolean() ? 100 : 60_000);
            given += count;
            taken += writer.write(Pattern.bytes(taken, count)).isTaken() ? count : 0;
            loop.turn(Duration.ZERO);
            time.pass(Duration.ofMillis(random.nextInt(500)));
            toggle(writer, random);
        }
        int way = random.nextInt(3);
        end(way, writer, stream, time);
        stream.full.close();
        check(writer.ledger(), Files.readAllBytes(file), taken, given);
        assertThat(ends[0]).isEqualTo(way == FINISH ? 1 : 0);
        assertThat(way != FINISH || writer.ledger().handled() == taken)
                .as("finished with everything")
                .isTrue();
    }

    private static void toggle(StreamWriter writer, Random random) {
        if (!writer.isEnabled()) {
            writer.enable();
        } else if (random.nextInt(10) == 0) {
            writer.disable();
        }
    }

    private static void end(int way, StreamWriter writer, StreamFd stream, ManualTime time) {
        EventLoop loop = writer.loop();
        writer.enable();
        if (way == FINISH) {
            writer.finish();
            Turns.until(loop, () -> {
                time.pass(Duration.ofSeconds(1));
                return !writer.isOpen();
            });
        } else if (way == CLOSE) {
            writer.close();
            Turns.until(loop, () -> !stream.isOpen());
        }
        loop.close();
    }

    private static void check(Ledger ledger, byte[] content, long taken, long given) {
        assertThat(ledger.sent()).isEqualTo(given);
        assertThat(ledger.open()).isZero();
        assertThat(ledger.handled()).isEqualTo(content.length).isLessThanOrEqualTo(taken);
        assertThat(Pattern.wrong(0, ByteBuffer.wrap(content)))
                .as("byte in its place")
                .isEqualTo(-1);
    }
}
