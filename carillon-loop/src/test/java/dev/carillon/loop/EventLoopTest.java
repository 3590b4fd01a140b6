package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EventLoopTest {
    @Test
    void stopRunsExitHandlersByPriorityAndLeavesNothing() {
        List<String> seen = new ArrayList<>();
        try (LeakCheck leaks = LeakCheck.start()) {
            EventLoop loop = Loops.open("test");
            loop.exit("later", source -> seen.add("later")).priority(Priority.LOW);
            loop.exit("sooner", source -> seen.add("sooner")).priority(Priority.HIGH);
            loop.counter("counter", (source, value) -> loop.stop()).add(1);
            loop.timer("timer", (source, n) -> {}).every(Duration.ofMillis(1));
            loop.run();
            assertThat(seen).containsExactly("sooner", "later");
            leaks.assertNothingLeft();
        }
    }

    @Test
    void everyTaskAcceptedRunsExactlyOnceAndEveryOtherIsRefused() throws Exception {
        for (int round = 0; round < 50; round++) {
            EventLoop loop = Loops.open("test");
            AtomicInteger accepted = new AtomicInteger();
            AtomicInteger ran = new AtomicInteger();
            List<Thread> producers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                producers.add(Thread.ofPlatform().start(() -> produce(loop, accepted, ran)));
            }
            loop.execute(() -> loop.timeout(loop::stop).schedule(Duration.ofMillis(2)));
            loop.run();
            for (Thread producer : producers) {
                producer.join();
            }
            assertThat(ran.get()).isEqualTo(accepted.get());
        }
    }

    private static void produce(EventLoop loop, AtomicInteger accepted, AtomicInteger ran) {
        try {
            while (true) {
                loop.execute(ran::incrementAndGet);
                accepted.incrementAndGet();
            }
        } catch (RejectedExecutionException e) {
            // The loop has ended: what this test waits for.
        }
    }

    @Test
    void aSleepingLoopIsWokenByEveryTask() throws Exception {
        try (LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS)) {
            EventLoop loop = group.next();
            for (int i = 0; i < 20_000; i++) {
                CountDownLatch done = new CountDownLatch(1);
                loop.execute(done::countDown);
                assertThat(done.await(20, TimeUnit.SECONDS)).as("task %d", i).isTrue();
            }
        }
    }

    @Test
    void aTaskThatThrowsDoesNotStopTheMailbox() throws Exception {
        List<Throwable> failures = new ArrayList<>();
        LoopOptions options = Loops.OPTIONS.withErrorHandler((source, error) -> failures.add(error));
        try (EventLoop loop = EventLoop.open("test", options)) {
            AtomicInteger ran = new AtomicInteger();
            loop.execute(() -> {
                throw new IllegalStateException("planted");
            });
            loop.execute(ran::incrementAndGet);
            Turns.until(loop, () -> ran.get() == 1);
            assertThat(failures).hasSize(1);
        }
    }

    @Test
    void aCounterLosesNothingBetweenManyThreadsAndItsLedgerCloses() throws Exception {
        try (EventLoop loop = Loops.open("test")) {
            AtomicLong sum = new AtomicLong();
            CounterSource counter = loop.counter("counter", (source, value) -> sum.addAndGet(value));
            List<Thread> adders = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                adders.add(Thread.ofPlatform().start(() -> {
                    for (int n = 1; n <= 1000; n++) {
                        counter.add(n);
                    }
                }));
            }
            Turns.until(loop, () -> sum.get() == 8 * 500_500L);
            for (Thread adder : adders) {
                adder.join();
            }
            assertThat(counter.ledger().open()).isZero();
            assertThat(counter.ledger().sent()).isEqualTo(8 * 500_500L);
        }
    }

    @Test
    void virtualThreadsAwaitValuesWithoutLosingOne() throws Exception {
        try (LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS)) {
            EventLoop loop = group.next();
            CounterSource permits =
                    loop.submit(() -> loop.semaphore("permits", 0)).get();
            AtomicInteger taken = new AtomicInteger();
            List<Thread> takers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                takers.add(Thread.ofVirtual().start(() -> take(permits, 20, taken)));
            }
            for (int i = 0; i < 1000; i++) {
                permits.add(1);
            }
            for (Thread taker : takers) {
                assertThat(taker.join(Duration.ofSeconds(20))).isTrue();
            }
            assertThat(taken.get()).isEqualTo(1000);
        }
    }

    private static void take(CounterSource permits, int count, AtomicInteger taken) {
        try {
            for (int i = 0; i < count; i++) {
                taken.addAndGet(permits.await().intValue());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWaitThatTimesOutOrIsInterruptedTakesNothingAway() throws Exception {
        try (LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS)) {
            EventLoop loop = group.next();
            CounterSource counter = loop.submit(() -> loop.counter("counter")).get();
            assertThatThrownBy(() -> counter.await(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
            Thread.currentThread().interrupt();
            assertThatThrownBy(counter::await).isInstanceOf(InterruptedException.class);
            counter.add(5);
            assertThat(counter.await(Duration.ofSeconds(20))).isEqualTo(5);
        }
    }

    @Test
    void closingASourceEndsTheWait() throws Exception {
        LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS);
        EventLoop loop = group.next();
        CounterSource counter = loop.submit(() -> loop.counter("counter")).get();
        List<Throwable> ends = new ArrayList<>();
        Thread waiter = Thread.ofVirtual().start(() -> {
            try {
                counter.await();
            } catch (CancellationException | InterruptedException e) {
                ends.add(e);
            }
        });
        group.close();
        assertThat(waiter.join(Duration.ofSeconds(20))).isTrue();
        assertThat(ends).singleElement().isInstanceOf(CancellationException.class);
    }

    @Test
    void aWorkerHasAnEventAloneAndTheSourceIsArmedAgainAfterwards() throws Exception {
        try (LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS);
                WorkerPool pool = new WorkerPool("worker", 3)) {
            EventLoop loop = group.next();
            AtomicInteger inside = new AtomicInteger();
            AtomicInteger clashes = new AtomicInteger();
            CountDownLatch handled = new CountDownLatch(2000);
            CounterSource counter = loop.submit(() -> {
                        CounterSource made = loop.semaphore(
                                "jobs",
                                0,
                                (source, value) -> pool.hand(source, () -> {
                                    if (inside.incrementAndGet() != 1) {
                                        clashes.incrementAndGet();
                                    }
                                    inside.decrementAndGet();
                                    handled.countDown();
                                }));
                        made.trigger(Trigger.ONE_SHOT);
                        return made;
                    })
                    .get();
            for (int i = 0; i < 2000; i++) {
                counter.add(1);
            }
            assertThat(handled.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(clashes.get()).isZero();
        }
    }

    @Test
    void childrenTellTheirExitCodeAndSignal() throws Exception {
        try (EventLoop loop = Loops.open("test")) {
            List<String> ends = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int code = i;
                loop.child("child", Spawn.command("sh", "-c", "exit " + code), (source, status) -> {
                    assertThat(status.code()).isEqualTo(code);
                    ends.add(status.toString());
                });
            }
            loop.child("killed", Spawn.command("sh", "-c", "kill -9 $$"), (source, status) -> ends.add("" + status));
            Process jdk = new ProcessBuilder("sh", "-c", "exit 42").start();
            loop.child("jdk", jdk, (source, status) -> {
                assertThat(status.code()).isEqualTo(42);
                ends.add("jdk");
            });
            Turns.until(loop, () -> ends.size() == 22);
            assertThat(ends).contains("killed by KILL", "jdk");
        }
    }

    @Test
    void timersAreNeverEarlyAndMissedTicksFollowThePolicy() {
        try (EventLoop loop = Loops.open("test")) {
            List<Long> merged = new ArrayList<>();
            List<Long> skipped = new ArrayList<>();
            List<Long> burst = new ArrayList<>();
            TimerSource merge = timer(loop, MissedTicks.MERGE, merged);
            TimerSource skip = timer(loop, MissedTicks.SKIP, skipped);
            TimerSource each = timer(loop, MissedTicks.BURST, burst);
            long start = System.nanoTime();
            while (System.nanoTime() - start < 20_000_000) {
                Thread.onSpinWait(); // the loop is busy elsewhere for ten periods
            }
            Turns.until(loop, () -> !merged.isEmpty() && !skipped.isEmpty() && burst.size() >= 9);
            assertThat(merged.getFirst()).isGreaterThanOrEqualTo(9);
            assertThat(skipped.getFirst()).isEqualTo(1);
            assertThat(burst).containsOnly(1L);
            for (TimerSource source : List.of(merge, skip, each)) {
                source.disable();
            }
            assertThat(merge.ledger().open()).isZero();
            assertThat(skip.ledger().open()).isZero();
            assertThat(skip.ledger().missed()).isGreaterThanOrEqualTo(8);
        }
    }

    private static TimerSource timer(EventLoop loop, MissedTicks policy, List<Long> ticks) {
        TimerSource timer = loop.timer(policy.name(), (source, expirations) -> ticks.add(expirations));
        timer.missedTicks(policy);
        timer.every(Duration.ofMillis(2));
        return timer;
    }

    @Test
    void thousandsOfTimeoutsAreNeverEarly() {
        try (EventLoop loop = Loops.open("test")) {
            AtomicInteger fired = new AtomicInteger();
            AtomicInteger early = new AtomicInteger();
            java.util.Random random = new java.util.Random(7);
            for (int i = 0; i < 10_000; i++) {
                long due = System.nanoTime() + random.nextLong(300_000_000);
                Timeout timeout = loop.timeout(() -> {
                    fired.incrementAndGet();
                    if (System.nanoTime() < due) {
                        early.incrementAndGet();
                    }
                });
                timeout.schedule(due - System.nanoTime());
            }
            Turns.until(loop, () -> fired.get() == 10_000);
            assertThat(early.get()).isZero();
        }
    }

    @Test
    void aTimeoutThatIsCancelledOrMovedWhileItWaitsForItsTurnRunsAsItWasLastTold() {
        try (EventLoop loop = Loops.open("test")) {
            List<String> ran = new ArrayList<>();
            Timeout cancelled = loop.timeout(() -> ran.add("cancelled"));
            Timeout moved = loop.timeout(() -> ran.add("moved"));
            Timeout first = loop.timeout(() -> {
                ran.add("first");
                assertThat(cancelled.cancel()).isTrue();
                assertThat(cancelled.cancel()).isFalse();
                moved.schedule(Duration.ofMillis(5));
            });
            List.of(first, cancelled, moved).forEach(timeout -> timeout.schedule(0));
            Turns.until(loop, () -> ran.contains("moved"));
            Turns.some(loop, 3);
            assertThat(ran).containsExactly("first", "moved");
        }
    }

    @Test
    void aTimeoutThatThrowsStopsNoOther() {
        List<Throwable> failures = new ArrayList<>();
        LoopOptions options = Loops.OPTIONS.withErrorHandler((source, error) -> failures.add(error));
        try (EventLoop loop = EventLoop.open("test", options)) {
            AtomicInteger ran = new AtomicInteger();
            loop.timeout(() -> {
                        throw new IllegalStateException("planted");
                    })
                    .schedule(0);
            loop.timeout(ran::incrementAndGet).schedule(0);
            Turns.until(loop, () -> ran.get() == 1);
            assertThat(failures).hasSize(1);
        }
    }

    @Test
    void theWatchdogNamesAHandlerThatTakesTooLong() {
        LoopOptions options = Loops.OPTIONS.withSlowHandler(Duration.ofMillis(5));
        EventLoop loop = EventLoop.open("test", options);
        CounterSource slow = loop.counter("slow", (source, value) -> {
            long start = System.nanoTime();
            while (System.nanoTime() - start < 20_000_000) {
                Thread.onSpinWait();
            }
            loop.stop();
        });
        slow.add(1);
        loop.run();
        assertThat(loop.statistics().slowHandlers()).isEqualTo(1);
    }
}
