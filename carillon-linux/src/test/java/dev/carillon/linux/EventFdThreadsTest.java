package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.EventFd.Flag;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventFdThreadsTest {
    private static final int WRITERS = 64;
    private static final int ADDS = 2_000;

    @Test
    void whatManyThreadsAddIsReadOnceAndCompletely() throws Exception {
        try (EventFd counter = EventFd.open()) {
            List<TestThread<Long>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                long seed = i;
                writers.add(TestThread.running(() -> addRandomly(counter, seed)));
            }
            long read = 0;
            while (!writers.stream().allMatch(TestThread::isDone)) {
                read += counter.read();
            }
            read += counter.read();
            long written = 0;
            for (TestThread<Long> writer : writers) {
                written += writer.join();
            }
            assertThat(read).isEqualTo(written);
        }
    }

    private static long addRandomly(EventFd counter, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long sum = 0;
        for (int i = 0; i < ADDS; i++) {
            long value = random.nextLong(1, 1_000_000);
            assertThat(counter.add(value)).isTrue();
            sum += value;
        }
        return sum;
    }

    @Test
    void manyReadersOfASemaphoreShareThePermits() throws Exception {
        int permits = 4_000;
        try (EventFd counter = EventFd.open(permits, EnumSet.of(Flag.SEMAPHORE, Flag.NONBLOCK))) {
            List<TestThread<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(TestThread.running(() -> takeAll(counter)));
            }
            int taken = 0;
            for (TestThread<Integer> reader : readers) {
                taken += reader.join();
            }
            assertThat(taken).isEqualTo(permits);
        }
    }

    private static int takeAll(EventFd counter) {
        int taken = 0;
        while (counter.read() == 1) {
            taken++;
        }
        return taken;
    }

    @Test
    void noStrayAddLandsInTheNextOwnerOfTheNumber() throws Exception {
        int reused = 0;
        for (int round = 0; round < 400; round++) {
            EventFd old = EventFd.open();
            int number = old.number();
            CountDownLatch running = new CountDownLatch(4);
            List<TestThread<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                writers.add(TestThread.running(() -> addUntilClosed(old, running)));
            }
            running.await();
            old.close();
            try (EventFd next = openAs(number)) {
                for (TestThread<Boolean> writer : writers) {
                    assertThat(writer.join()).isTrue();
                }
                reused += next.number() == number ? 1 : 0;
                assertThat(next.read()).as("round %d", round).isZero();
            }
        }
        assertThat(reused).as("rounds in which the number was used again").isPositive();
    }

    /** A new counter that has the number, if it can be had: it is free as soon as the last add has returned. */
    private static EventFd openAs(int number) {
        EventFd next = EventFd.open();
        for (int attempts = 0; next.number() != number && attempts < 100_000; attempts++) {
            next.close();
            next = EventFd.open();
        }
        return next;
    }

    private static boolean addUntilClosed(EventFd counter, CountDownLatch running) {
        counter.add(1);
        running.countDown();
        try {
            while (counter.add(1)) {
                // until it is closed
            }
            return false;
        } catch (IllegalStateException closed) {
            return true;
        }
    }

    @Test
    void aCloseDuringABlockedAddTakesEffectWhenTheAddReturns() throws Exception {
        EventFd counter = EventFd.open(0, EnumSet.of(Flag.CLOEXEC));
        int number = counter.number();
        try (EventFd twin = EventFd.adopt(Descriptors.duplicate(counter), false)) {
            counter.add(EventFd.MAX_VALUE);
            TestThread<Boolean> writer = TestThread.running(() -> counter.add(1));
            writer.awaitBlockedOn(number);
            counter.close();
            assertThat(counter.isOpen()).isFalse();
            assertThatThrownBy(() -> counter.add(1)).isInstanceOf(IllegalStateException.class);
            assertThat(Descriptors.isOpen(number))
                    .as("the number is still taken")
                    .isTrue();
            twin.read();
            assertThat(writer.join()).isTrue();
            assertThat(Descriptors.isOpen(number)).isFalse();
            assertThat(twin.read()).isEqualTo(1);
        }
    }
}
