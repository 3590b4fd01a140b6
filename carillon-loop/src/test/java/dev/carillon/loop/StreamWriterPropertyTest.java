package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Pipe;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever is done to a writer and its reader, and whatever the kernel does: each byte is read in its place, or counted. */
class StreamWriterPropertyTest {
    /** One writer, its reader, and what is known of the two. */
    private static final class Case implements StreamWriter.Handler {
        private final Random random;
        private final EventLoop loop = Loops.open("test");
        private final Pipe pipe = Pipe.open();
        private final StreamWriter writer = loop.writer("writer", pipe.writer(), this);
        private final ByteBuffer into = ByteBuffer.allocateDirect(1 << 16);
        private final List<WriterEnd> ends = new ArrayList<>();
        private long taken;
        private long refused;
        private long received;
        private boolean owedDrained;

        Case(long seed) {
            random = new Random(seed);
            pipe.resize(4096 << random.nextInt(5));
            int low = random.nextInt(50_000);
            writer.waterMarks(low + random.nextInt(50_000), low).bound(100_000 + random.nextInt(200_000));
            writer.budget(1 + random.nextInt(4));
        }

        @Override
        public void ended(StreamWriter source, WriterEnd end) {
            ends.add(end);
        }

        @Override
        public void drained(StreamWriter source) {
            assertThat(owedDrained).as("drained after FULL").isTrue();
            owedDrained = false;
        }

        void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2, 3 -> write(random.nextInt(random.nextBoolean() ? 100 : 60_000));
                case 4, 5, 6 -> read(1 + random.nextInt(into.capacity()));
                case 7 -> toggle();
                default -> loop.turn(Duration.ZERO);
            }
        }

        private void write(int count) {
            Written answer = writer.write(Pattern.bytes(taken, count));
            if (answer.isTaken()) {
                taken += count;
                owedDrained |= answer == Written.FULL;
            } else {
                refused += count;
            }
        }

        private void read(int most) {
            if (pipe.reader().isOpen() && pipe.reader().read(into.clear().limit(most)) >= 0) {
                assertThat(Pattern.wrong(received, into.flip()))
                        .as("byte in its place")
                        .isEqualTo(-1);
                received += into.remaining();
            }
        }

        private void toggle() {
            if (writer.isEnabled()) {
                writer.disable();
            } else if (writer.isOpen()) {
                writer.enable();
            }
        }

        /** Comes to one of the ends. */
        void end() {
            if (!writer.isEnabled()) {
                writer.enable();
            }
            switch (random.nextInt(4)) {
                case 0 -> {
                    writer.finish();
                    Turns.until(loop, () -> {
                        read(into.capacity());
                        return !writer.isOpen();
                    });
                    check(WriterEnd.Cause.FINISHED);
                    assertThat(writer.ledger().handled()).isEqualTo(taken);
                }
                case 1 -> {
                    pipe.reader().close();
                    write(1);
                    Turns.until(loop, () -> !writer.isOpen());
                    check(WriterEnd.Cause.READER_GONE);
                }
                case 2 -> writer.close();
                default -> loop.close();
            }
            loop.close();
            readRest();
        }

        private void check(WriterEnd.Cause cause) {
            assertThat(ends).singleElement().satisfies(end -> {
                assertThat(end.cause()).isEqualTo(cause);
                assertThat(end.written() + end.lost()).isEqualTo(taken + refused);
            });
        }

        /** What the kernel has taken is there to the last byte, and all else is counted. */
        private void readRest() {
            Ledger ledger = writer.ledger();
            assertThat(ledger.sent()).isEqualTo(taken + refused);
            assertThat(ledger.open()).isZero();
            while (pipe.reader().isOpen() && received < ledger.handled()) {
                read(into.capacity());
            }
            assertThat(received).isLessThanOrEqualTo(ledger.handled());
            pipe.close();
        }
    }

    @Test
    void eachByteIsReadInItsPlaceOrCounted() {
        Seeds.forAll(150, seed -> {
            Case given = new Case(seed);
            for (int i = 0; i < 100; i++) {
                given.step();
            }
            given.end();
        });
    }

    @Test
    void alsoWhereTheKernelInterruptsRefusesAndShortens() {
        Seeds.forAll(50, seed -> {
            ScriptedKernel kernel =
                    ScriptedKernel.seeded(seed).interrupting(0.2).refusing(0.2).shortening(0.5);
            kernel.run(() -> {
                Case given = new Case(seed);
                for (int i = 0; i < 100; i++) {
                    given.step();
                }
                given.end();
            });
        });
    }
}
