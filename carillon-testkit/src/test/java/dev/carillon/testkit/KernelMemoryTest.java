package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.EventFd;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** System calls where a program has little memory for direct buffers, or none is left. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KernelMemoryTest {
    /** Adds to a counter in many threads, and reads it. */
    static final class Child {
        private static final int VIRTUAL_THREADS = 8_000;
        private static final int PLATFORM_THREADS = 50;

        private Child() {}

        public static void main(String[] arguments) throws InterruptedException {
            try (EventFd counter = EventFd.open()) {
                if (arguments[0].equals("exhausted")) {
                    List<ByteBuffer> all = everyDirectBuffer();
                    addInManyThreads(counter);
                    IO.println("buffers " + !all.isEmpty());
                } else {
                    addInManyThreads(counter);
                }
                IO.println("sum " + counter.read());
            }
        }

        private static List<ByteBuffer> everyDirectBuffer() {
            List<ByteBuffer> all = new ArrayList<>();
            for (int size = 1 << 20; size > 0; size >>= 1) {
                try {
                    while (true) {
                        all.add(ByteBuffer.allocateDirect(size));
                    }
                } catch (OutOfMemoryError e) {
                    // So now a smaller one.
                }
            }
            return all;
        }

        private static void addInManyThreads(EventFd counter) throws InterruptedException {
            long before = directBytes();
            CountDownLatch added = new CountDownLatch(VIRTUAL_THREADS + PLATFORM_THREADS);
            CountDownLatch end = new CountDownLatch(1);
            Runnable body = () -> {
                counter.add(1);
                counter.add(2);
                added.countDown();
                await(end);
            };
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < VIRTUAL_THREADS; i++) {
                threads.add(Thread.startVirtualThread(body));
            }
            for (int i = 0; i < PLATFORM_THREADS; i++) {
                threads.add(Thread.ofPlatform().start(body));
            }
            added.await();
            IO.println("growth " + (directBytes() - before));
            end.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
        }

        private static void await(CountDownLatch end) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static long directBytes() {
            for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
                if (pool.getName().equals("direct")) {
                    return pool.getMemoryUsed();
                }
            }
            throw new AssertionError("no figures of direct buffers");
        }
    }

    @Test
    void livingVirtualThreadsThatMadeACallHoldNoDirectMemory() {
        try (ChildJvm child = ChildJvm.of(Child.class)
                .options("-XX:MaxDirectMemorySize=32m", "-Xmx256m")
                .arguments("plenty")
                .start()) {
            assertThat(child.awaitExit()).as(child.lines().toString()).isZero();
            assertThat(child.lines()).containsExactly("growth 0", "sum " + 3 * 8_050);
        }
    }

    @Test
    void threadsMakeTheirFirstCallsThoughNoDirectMemoryIsLeft() {
        try (ChildJvm child = ChildJvm.of(Child.class)
                .options("-XX:MaxDirectMemorySize=1m", "-Xmx256m")
                .arguments("exhausted")
                .start()) {
            assertThat(child.awaitExit()).as(child.lines().toString()).isZero();
            assertThat(child.lines()).containsExactly("growth 0", "buffers true", "sum " + 3 * 8_050);
        }
    }
}
