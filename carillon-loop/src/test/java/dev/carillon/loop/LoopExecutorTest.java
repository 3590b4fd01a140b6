package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop as a ScheduledExecutorService: the contract of that, and what differs for a thread that is the loop's. */
@Timeout(60)
class LoopExecutorTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final LoopGroup group =
            LoopGroup.start("executing", 1, Loops.OPTIONS.withErrorHandler((_, error) -> failures.add(error)));
    private final EventLoop loop = group.next();
    private final ScheduledExecutorService executor = loop.scheduledExecutor();

    @AfterEach
    void close() {
        group.close();
    }

    @Test
    void tasksRunInOrderOnTheLoopsThreadAndTellTheirResults() throws Exception {
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int number = i;
            executor.execute(() -> seen.add(number));
        }
        assertThat(executor.submit(loop::isLoopThread).get()).isTrue();
        assertThat(executor.submit(() -> {}, "given").get()).isEqualTo("given");
        assertThat(seen).hasSize(100).isSorted();
    }

    @Test
    void whatACommandThrowsIsTheErrorHandlersAndWhatATaskThrowsItsFutures() {
        executor.execute(() -> {
            throw new IllegalStateException("command");
        });
        Future<?> failing = executor.submit(() -> {
            throw new IllegalStateException("task");
        });
        assertThatThrownBy(failing::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("task");
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("command"));
    }

    @Test
    void allTasksAreInvokedAndOfAnyOneTheFirst() throws Exception {
        List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2);
        assertThat(executor.invokeAll(tasks)).extracting(Future::get).containsExactly(1, 2);
        assertThat(executor.invokeAny(tasks)).isIn(1, 2);
    }

    @Test
    void aDelayedTaskRunsNotBeforeItsTime() throws Exception {
        long due = System.nanoTime() + 5_000_000;
        ScheduledFuture<Long> delayed = executor.schedule(System::nanoTime, 5, TimeUnit.MILLISECONDS);
        assertThat(delayed.getDelay(TimeUnit.MILLISECONDS)).isLessThanOrEqualTo(5);
        assertThat(delayed.get()).isGreaterThanOrEqualTo(due);
        assertThat(executor.schedule(() -> {}, -1, TimeUnit.DAYS).get()).isNull();
    }

    @Test
    void delayedTasksRunByTheirTimeAlsoThoseThatAreOverdue() {
        long[] now = {0};
        List<String> seen = new ArrayList<>();
        try (EventLoop timed = EventLoop.open("timed", Loops.OPTIONS.withTime(() -> now[0]))) {
            ScheduledExecutorService delaying = timed.scheduledExecutor();
            for (int delay : List.of(6, 2, 4)) {
                Future<Boolean> _ = delaying.schedule(() -> seen.add("after " + delay), delay, TimeUnit.MILLISECONDS);
            }
            ScheduledFuture<?> soon = delaying.schedule(() -> {}, 1, TimeUnit.HOURS);
            ScheduledFuture<?> late = delaying.schedule(() -> {}, 2, TimeUnit.HOURS);
            assertThat(soon.compareTo(late)).isNegative();
            now[0] = 10_000_000;
            Turns.until(timed, () -> seen.size() == 3);
        }
        assertThat(seen).containsExactly("after 2", "after 4", "after 6");
    }

    @Test
    void aPeriodicTaskRunsUntilItIsCancelled() throws Exception {
        AtomicInteger runs = new AtomicInteger();
        CountDownLatch third = new CountDownLatch(3);
        Runnable run = () -> {
            runs.incrementAndGet();
            third.countDown();
        };
        ScheduledFuture<?> rate = executor.scheduleAtFixedRate(run, 0, 1, TimeUnit.MILLISECONDS);
        third.await();
        assertThat(rate.isDone()).isFalse();
        assertThat(rate.cancel(true)).isTrue();
        assertThat(rate.cancel(true)).isFalse();
        int at = executor.submit(runs::get).get();
        executor.schedule(() -> {}, 5, TimeUnit.MILLISECONDS).get();
        assertThat(executor.submit(runs::get).get()).isEqualTo(at);
        assertThatThrownBy(rate::get).isInstanceOf(CancellationException.class);
        assertThat(loop.isStopping()).as("cancel(true) interrupts nobody").isFalse();
    }

    @Test
    void aPeriodicTaskThatThrowsRunsNoMore() {
        AtomicInteger runs = new AtomicInteger();
        ScheduledFuture<?> failing = executor.scheduleWithFixedDelay(
                () -> {
                    if (runs.incrementAndGet() == 3) {
                        throw new IllegalStateException("planted");
                    }
                },
                0,
                100,
                TimeUnit.MICROSECONDS);
        assertThatThrownBy(failing::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("planted");
        assertThat(runs.get()).isEqualTo(3);
    }

    @Test
    void aPeriodIsLongerThanZero() {
        assertThatThrownBy(() -> executor.scheduleAtFixedRate(() -> {}, 0, 0, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> executor.scheduleWithFixedDelay(() -> {}, 0, -1, TimeUnit.SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shutdownRunsWhatIsDelayedCancelsWhatIsPeriodicAndLeavesTheLoop() throws Exception {
        ScheduledFuture<String> delayed = executor.schedule(() -> "ran", 5, TimeUnit.MILLISECONDS);
        ScheduledFuture<?> periodic = executor.scheduleAtFixedRate(() -> {}, 1, 1, TimeUnit.HOURS);
        executor.shutdown();
        assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
        assertThat(delayed.get()).isEqualTo("ran");
        assertThat(periodic.isCancelled()).isTrue();
        assertThat(loop.submit(() -> "alive").get()).isEqualTo("alive");
    }

    @Test
    void shutdownNowHandsBackWhatHasNotBegun() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<String> running = executor.submit(() -> {
            inside.countDown();
            release.await();
            return "to its end";
        });
        Runnable waiting = () -> {};
        executor.execute(waiting);
        ScheduledFuture<?> delayed = executor.schedule(() -> {}, 1, TimeUnit.HOURS);
        inside.await();
        assertThat(executor.shutdownNow()).containsExactly(waiting, (Runnable) delayed);
        assertThat(executor.isTerminated()).isFalse();
        release.countDown();
        assertThat(running.get()).isEqualTo("to its end");
        assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.isStopping()).isFalse();
    }

    @Test
    void theLoopsEndShutsItDownAndTellsWhoWaits() {
        ScheduledFuture<?> delayed = executor.schedule(() -> {}, 1, TimeUnit.HOURS);
        CompletableFuture<Throwable> told = CompletableFuture.supplyAsync(() -> catchThrowable(delayed::get));
        loop.close();
        assertThat(told.join()).isInstanceOf(CancellationException.class);
        assertThat(executor.isTerminated()).isTrue();
        assertThatThrownBy(() -> executor.schedule(() -> {}, 1, TimeUnit.HOURS))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void closeWaitsForItsOwnTasksAlone() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        try (ScheduledExecutorService closing = loop.scheduledExecutor()) {
            closing.execute(ran::incrementAndGet);
            Future<Integer> _ = closing.schedule(ran::incrementAndGet, 1, TimeUnit.MILLISECONDS);
        }
        assertThat(ran.get()).isEqualTo(2);
        assertThat(executor.submit(() -> "the other goes on").get()).isNotEmpty();
    }

    @Test
    void theLoopsThreadIsNotLetWaitForItself() throws Exception {
        List<Throwable> refused = executor.submit(() -> List.of(
                        catchThrowable(() -> executor.submit(() -> 1).get()),
                        catchThrowable(() -> executor.submit(() -> 1).get(1, TimeUnit.DAYS)),
                        catchThrowable(() -> executor.awaitTermination(1, TimeUnit.DAYS))))
                .get(30, TimeUnit.SECONDS);
        assertThat(refused)
                .hasSize(3)
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("would wait for its own task"));
    }

    @Test
    void aLoopThatIsNotRunYetTakesTasksForLater() throws Exception {
        EventLoop later = Loops.open("later");
        Future<String> waiting = later.scheduledExecutor().submit(() -> "ran");
        later.turn(Duration.ZERO);
        assertThat(waiting.get()).isEqualTo("ran");
        later.close();
    }
}
