package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Pipe;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers and a loop that changes its mind at random: each byte is handled once and in order, by one thread at a time. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerPoolRaceTest {
    private static final int BYTES = 300;

    /** A pipe whose bytes count up, and the source that reads it now. */
    private static final class Channel {
        private final Pipe pipe = Pipe.open();
        private final EventLoop loop;
        private final WorkerPool pool;
        private final Random random;
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger handed = new AtomicInteger();
        private final AtomicInteger handled = new AtomicInteger();
        private final ByteBuffer buffer = ByteBuffer.allocate(8);
        private int written;
        private DescriptorSource source;

        Channel(EventLoop loop, WorkerPool pool, long seed) {
            this.loop = loop;
            this.pool = pool;
            this.random = new Random(seed);
            this.source = newSource();
        }

        private DescriptorSource newSource() {
            DescriptorSource made = loop.descriptor("channel", borrowed(pipe.reader()), Epoll.IN, this::ready);
            made.trigger(random.nextBoolean() ? Trigger.LEVEL : Trigger.ONE_SHOT);
            return made;
        }

        private void ready(DescriptorSource ready, int events) {
            if (random.nextInt(4) == 0) {
                read(1);
                ready.rearm();
                return;
            }
            int most = 1 + random.nextInt(8);
            handed.incrementAndGet();
            pool.hand(ready, () -> {
                read(most);
                handed.decrementAndGet();
            });
            if (random.nextInt(8) == 0) {
                ready.disable();
                ready.enable();
            }
        }

        private void read(int most) {
            assertThat(inside.incrementAndGet()).as("threads in one source").isEqualTo(1);
            pipe.reader().read(buffer.clear().limit(most));
            buffer.flip();
            while (buffer.hasRemaining()) {
                assertThat(buffer.get()).isEqualTo((byte) handled.getAndIncrement());
            }
            inside.decrementAndGet();
        }

        /** Writes, or changes the source's state. */
        void changeSomething() {
            switch (random.nextInt(6)) {
                case 0 -> source.disable();
                case 1, 2 -> source.enable();
                case 3 -> replace();
                default -> {
                    if (written < BYTES) {
                        pipe.writer().write(ByteBuffer.wrap(new byte[] {(byte) written++}));
                    }
                }
            }
        }

        /** A worker keeps the descriptor beyond its source's end; only then may another source have it. */
        private void replace() {
            if (handed.get() == 0) {
                source.close();
                source = newSource();
            }
        }

        boolean isHandled() {
            return handled.get() == BYTES && handed.get() == 0;
        }
    }

    @Test
    void eachByteIsHandledOnceWhateverHappensToItsSource() {
        Seeds.forAll(100, seed -> {
            List<String> failures = new ArrayList<>();
            LoopOptions options =
                    Loops.OPTIONS.withErrorHandler((source, error) -> failures.add(source + ": " + error));
            List<Channel> channels = new ArrayList<>();
            try (var _ = LeakCheck.start()) {
                try (WorkerPool pool = new WorkerPool("worker", 3);
                        EventLoop loop = EventLoop.open("test", options)) {
                    for (int i = 0; i < 4; i++) {
                        channels.add(new Channel(loop, pool, seed + i));
                    }
                    while (failures.isEmpty() && channels.stream().anyMatch(channel -> channel.written < BYTES)) {
                        channels.forEach(Channel::changeSomething);
                        Turns.some(loop, 1);
                    }
                    channels.forEach(channel -> channel.source.enable());
                    Turns.until(loop, () -> channels.stream().allMatch(Channel::isHandled) || !failures.isEmpty());
                    assertThat(failures).isEmpty();
                }
                channels.forEach(channel -> channel.pipe.close());
            }
        });
    }
}
