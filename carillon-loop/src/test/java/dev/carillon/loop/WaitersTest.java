package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who waits for a source, comes and goes: no event is lost, nothing is left behind, and the kernel is told only of changes. */
class WaitersTest {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    /** Something done on a thread of its own while this one turns the loop. */
    private <T> T elsewhere(Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(call);
        Thread.ofVirtual().start(task);
        Turns.until(loop, task::isDone);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private static long waiting(Source source) {
        Waiters<?> waiters = source.waiters();
        return waiters == null ? -1 : waiters.count();
    }

    @Test
    void whoseTimeIsOverIsNotKeptUntilTheNextEvent() throws Exception {
        CounterSource counter = loop.counter("counter");
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            threads.add(Thread.ofVirtual().start(() -> {
                try {
                    counter.await(Duration.ofMillis(1));
                } catch (TimeoutException | InterruptedException e) {
                    // As it should be.
                }
            }));
        }
        for (Thread thread : threads) {
            assertThat(thread.join(GENEROUS)).isTrue();
        }
        assertThat(waiting(counter)).isZero();
        counter.add(1);
        assertThat(elsewhere(() -> counter.await(GENEROUS))).isEqualTo(1);
    }

    @Test
    void noTimeAtAllIsEnoughForWhatIsThere() throws Exception {
        CounterSource counter = loop.counter("counter");
        assertThatThrownBy(() -> elsewhere(() -> counter.await(Duration.ZERO)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no event of counter \"counter\" in time");
        counter.add(7);
        assertThat(elsewhere(() -> counter.await(Duration.ZERO))).isEqualTo(7);
        assertThat(waiting(counter)).isZero();
    }

    @Test
    void whatIsThereIsTakenAndNothingIsWaitedFor() throws Exception {
        CounterSource permits = loop.semaphore("permits", 2);
        assertThat(elsewhere(permits::poll)).isEqualTo(Optional.of(1L));
        assertThat(elsewhere(permits::poll)).isEqualTo(Optional.of(1L));
        assertThat(elsewhere(permits::poll)).isEmpty();
        permits.close();
        assertThatThrownBy(() -> elsewhere(permits::poll))
                .isInstanceOf(CancellationException.class)
                .hasMessage("counter \"permits\" is closed or at its end");
    }

    @Test
    void whoPollsTakesNothingFromWhoWaits() throws Exception {
        CounterSource permits = loop.semaphore("permits", 0);
        CompletableFuture<Long> first = permits.next();
        permits.add(2);
        assertThat(elsewhere(permits::poll)).isEqualTo(Optional.of(1L));
        assertThat(first).isCompletedWithValue(1L);
    }

    @Test
    void aFutureOfTheNextEventIsAlsoTheLoopsOwnThreads() {
        CounterSource permits = loop.semaphore("permits", 3);
        List<Long> seen = new ArrayList<>();
        CompletableFuture<Void> _ =
                permits.next().thenCompose(_ -> permits.next()).thenAccept(seen::add);
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(permits.ledger().handled()).isEqualTo(2);
    }

    @Test
    void whoGivesAFutureUpGivesItsEventToTheNext() throws Exception {
        CounterSource permits = loop.semaphore("permits", 0);
        CompletableFuture<Long> cancelled = permits.next();
        CompletableFuture<Long> late = permits.next().orTimeout(1, TimeUnit.MILLISECONDS);
        CompletableFuture<Long> otherwise = permits.next();
        CompletableFuture<Long> last = permits.next();
        cancelled.cancel(true);
        otherwise.complete(42L);
        assertThatThrownBy(late::get).hasCauseInstanceOf(TimeoutException.class);
        Turns.until(
                loop, () -> waiting(permits) == 1); // the clock's thread tells that soon after it has ended the future
        permits.add(2);
        Turns.until(loop, last::isDone);
        assertThat(last).isCompletedWithValue(1L);
        assertThat(elsewhere(permits::poll)).isEqualTo(Optional.of(1L));
    }

    @Test
    void futuresOfASourceThatClosesAreCancelled() {
        CounterSource counter = loop.counter("counter");
        CompletableFuture<Long> next = counter.next();
        counter.close();
        assertThat(next).isCancelled();
        assertThat(counter.next()).isCancelled();
    }

    @Test
    void waitingAgainBeforeTheNextEventCostsTheKernelNoChange() throws Exception {
        CounterSource counter = loop.counter("counter");
        loop.turn(Duration.ZERO);
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            for (long i = 1; i <= 100; i++) {
                CompletableFuture<Long> next = counter.next();
                counter.add(i);
                Turns.until(loop, next::isDone);
                assertThat(next).isCompletedWithValue(i);
            }
            assertThat(kernel.calls("epoll_ctl")).isZero();
        });
    }

    @Test
    void anEventNobodyWaitsForHasTheKernelKeepWhatComes() throws Exception {
        CounterSource counter = loop.counter("counter");
        counter.add(1);
        Turns.some(loop, 3);
        assertThat(counter.isListening()).isFalse();
        long before = loop.statistics().turns();
        counter.add(1);
        loop.turn(Duration.ofMillis(5));
        assertThat(loop.statistics().turns() - before).isEqualTo(1);
        assertThat(counter.statistics().events()).isZero();
        assertThat(elsewhere(() -> counter.await(GENEROUS))).isEqualTo(2);
    }

    @Test
    void aTimeThatIsNotTheSystemsEndsAWaitWithoutOurs() throws Exception {
        AtomicLong now = new AtomicLong(1);
        try (EventLoop odd = EventLoop.open("odd", Loops.OPTIONS.withTime(now::get))) {
            CounterSource counter = odd.counter("counter");
            CompletableFuture<Throwable> end = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    counter.await(Duration.ofDays(1));
                } catch (TimeoutException | InterruptedException e) {
                    end.complete(e);
                }
            });
            Turns.until(odd, () -> odd.timers.size() == 1);
            assertThat(end).isNotDone();
            now.addAndGet(
                    Duration.ofDays(1).toNanos() + Loops.OPTIONS.timerAccuracy().toNanos());
            Turns.until(odd, end::isDone);
            assertThat(end.join()).isInstanceOf(TimeoutException.class).hasMessageContaining("\"counter\" in time");
            assertThat(waiting(counter)).isZero();
        }
    }

    @Test
    void anEdgeIsNotLostBetweenTwoWhoWait() throws Exception {
        Loops.assumeCan(Trigger.EDGE);
        CounterSource permits = loop.semaphore("permits", 3);
        permits.trigger(Trigger.EDGE);
        for (int i = 0; i < 3; i++) {
            assertThat(elsewhere(() -> permits.await(GENEROUS))).isEqualTo(1);
            Turns.some(loop, 2);
        }
        permits.add(1);
        assertThat(elsewhere(() -> permits.await(GENEROUS))).isEqualTo(1);
    }

    @Test
    void neitherASourceWithAHandlerNorTheLoopsOwnThreadWaits() {
        CounterSource handled = loop.counter("handled", (s, value) -> {});
        assertThatIllegalStateException().isThrownBy(handled::next).withMessageContaining("has a handler");
        assertThatIllegalStateException().isThrownBy(handled::poll).withMessageContaining("has a handler");
        CounterSource awaited = loop.counter("awaited");
        assertThatIllegalStateException().isThrownBy(awaited::poll).withMessageContaining("own thread");
        assertThatIllegalStateException().isThrownBy(awaited::await).withMessageContaining("own thread");
    }

    @Test
    void whoeverGivesUpWheneverEachPermitGoesToExactlyOne() {
        Seeds.forAll(20, seed -> {
            Random random = new Random(seed);
            int permits = 500;
            AtomicLong taken = new AtomicLong();
            try (EventLoop driven = Loops.open("driven")) {
                CounterSource source = driven.semaphore("permits", 0);
                List<Thread> threads = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    long own = random.nextLong();
                    threads.add(Thread.ofVirtual().start(() -> take(source, new Random(own), taken)));
                }
                for (int i = 0; i < permits; i++) {
                    source.add(1);
                    driven.turn(Duration.ZERO);
                }
                Turns.until(driven, () -> taken.get() == permits);
                source.close();
                Turns.until(driven, () -> threads.stream().noneMatch(Thread::isAlive)); // one may be asking the loop
                assertThat(taken.get()).isEqualTo(permits);
            }
        });
    }

    private static void take(CounterSource source, Random random, AtomicLong taken) {
        try {
            while (true) {
                takeOnce(source, random.nextInt(4), taken);
            }
        } catch (CancellationException | InterruptedException e) {
            // The source is closed.
        }
    }

    private static void takeOnce(CounterSource source, int how, AtomicLong taken) throws InterruptedException {
        try {
            switch (how) {
                case 0 -> taken.addAndGet(source.await());
                case 1 -> taken.addAndGet(source.await(Duration.ofNanos(20_000)));
                case 2 -> source.poll().ifPresent(taken::addAndGet);
                default -> {
                    CompletableFuture<Long> next = source.next();
                    Thread.onSpinWait();
                    if (!next.cancel(false)) {
                        taken.addAndGet(next.join());
                    }
                }
            }
        } catch (TimeoutException e) {
            // Then another time.
        }
    }
}
