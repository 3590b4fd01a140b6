package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.ScriptedKernel;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who gives a wait up at the moment at which it gets what it waits for: that goes first, and nothing is lost. */
@Timeout(60)
class LastMomentAwaitTest {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS.withPoller(PollerKind.EPOLL));
    private final CounterSource counter = loop.counter("counter");
    private final Waiters<?> waiters = Objects.requireNonNull(counter.waiters());

    @AfterEach
    void close() {
        loop.close();
    }

    /** Something done on a thread of its own while this one turns the loop; and whether that thread is interrupted then. */
    private <T> Result<T> elsewhere(Callable<T> call) throws Exception {
        FutureTask<Result<T>> task = new FutureTask<>(
                () -> new Result<>(call.call(), Thread.currentThread().isInterrupted()));
        Thread.ofPlatform().start(task);
        Turns.until(loop, task::isDone);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private record Result<T>(T value, boolean interrupted) {}

    /**
     * Interrupts who waits after it has taken its place and before it looks for what it has got. Nobody has waited for the
     * event that is there, so the loop does not look any more; who waits asks it to, and the scripted kernel lets in at that
     * call what the loop does meanwhile.
     */
    private <T> Result<T> interruptedOnceItHasItsOutcome(Runnable meanwhile, Callable<T> waiting) throws Exception {
        counter.add(7);
        loop.descriptor(); // between turns it is as if it slept, so that who asks for something writes
        Turns.some(loop, 3);
        assertThat(counter.isListening()).isFalse();
        ScriptedKernel kernel = ScriptedKernel.seeded(1).before("write", () -> {
            loop.execute(meanwhile);
            while (waiters.isAnybody()) {
                Thread.onSpinWait();
            }
            loop.submit(() -> true).join(); // it was taken out of the list, and then told
            Thread.currentThread().interrupt();
        });
        return elsewhere(() -> kernel.call(waiting));
    }

    @Test
    void anInterruptThatComesAfterTheEventIsKeptForLater() throws Exception {
        assertThat(interruptedOnceItHasItsOutcome(() -> {}, counter::await)).isEqualTo(new Result<>(7L, true));
    }

    @Test
    void anInterruptThatComesAfterTheEventOfALimitedWaitIsKeptForLater() throws Exception {
        assertThat(interruptedOnceItHasItsOutcome(() -> {}, () -> counter.await(GENEROUS)))
                .isEqualTo(new Result<>(7L, true));
    }

    @Test
    void anInterruptThatWasThereBeforeGoesBeforeTheEvent() {
        counter.add(7);
        assertThatThrownBy(() -> elsewhere(() -> {
                    Thread.currentThread().interrupt();
                    return counter.await(Duration.ZERO);
                }))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void anInterruptThatComesAfterTheEndOfTheSourceIsTold() {
        assertThatThrownBy(() -> interruptedOnceItHasItsOutcome(counter::close, counter::await))
                .isInstanceOf(CancellationException.class)
                .hasMessage("counter \"counter\" is closed or at its end");
    }

    /** The interrupt comes first, and the event some instants later: before who waits has given up, or after it. */
    @Test
    void anInterruptAndAnEventAtOnceGiveEitherAndNeitherIsLost() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            Late late = new Late(loop);
            FutureTask<Boolean> interrupted = new FutureTask<>(() -> {
                try {
                    assertThat(late.await()).isEqualTo("event");
                    return Thread.interrupted();
                } catch (InterruptedException e) {
                    return late.waiters.next().get().equals("event"); // kept for the next, or about to come
                }
            });
            Thread waiting = Thread.ofPlatform().start(interrupted);
            while (!late.waiters.isAnybody() || waiting.getState() != Thread.State.WAITING) {
                Thread.onSpinWait();
            }
            waiting.interrupt();
            for (int instants = round % 100 * 20; instants > 0; instants--) {
                Thread.onSpinWait();
            }
            late.waiters.deliver("event");
            assertThat(interrupted.get()).isTrue();
            late.close();
        }
    }

    @Test
    void anInterruptThatComesFirstEndsTheWait() throws Exception {
        assertThatThrownBy(() -> elsewhere(() -> {
                    Thread.currentThread().interrupt();
                    return counter.await();
                }))
                .isInstanceOf(InterruptedException.class);
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                counter.await();
            } catch (InterruptedException e) {
                // As it should be.
            }
        });
        Turns.until(loop, waiters::isAnybody);
        waiting.interrupt();
        assertThat(waiting.join(GENEROUS)).isTrue();
        assertThat(waiters.isAnybody()).isFalse();
        counter.add(1);
        assertThat(elsewhere(counter::await).value()).isEqualTo(1);
    }

    /** Whose event comes while who waits words the complaint that it did not. */
    private static final class Late extends Source implements Awaited<String> {
        private final Waiters<String> waiters = new Waiters<>(this);

        private Late(EventLoop loop) {
            super(loop, "late", "test");
        }

        @Override
        Outcome dispatch(int budget) {
            return Outcome.NOTHING;
        }

        @Override
        Waiters<String> waiters() {
            return waiters;
        }

        @Override
        public String toString() {
            if (!loop().isLoopThread()) {
                loop().submit(() -> {
                            waiters.deliver("event");
                            return true;
                        })
                        .join();
            }
            return super.toString();
        }
    }

    @Test
    void anEventThatComesAsTheTimeIsOverIsInTime() throws Exception {
        Late late = new Late(loop);
        assertThat(elsewhere(() -> late.await(Duration.ofNanos(1)))).isEqualTo(new Result<>("event", false));
        assertThat(late.waiters.count()).isZero();
    }

    @Test
    void whatTheKernelHasAndTheLoopHasNotSeenIsFoundByAPoll() throws Exception {
        FutureTask<Optional<Long>> polled = new FutureTask<>(() -> {
            loop.execute(() ->
                    counter.add(3)); // in the turn in which the loop looks on request, after it has asked the kernel
            return counter.poll();
        });
        Thread.ofVirtual().start(polled);
        while (loop.tasks.depth() < 2) {
            Thread.onSpinWait();
        }
        loop.turn(Duration.ZERO);
        assertThat(polled.get()).contains(3L);
        assertThat(loop.statistics().polls()).isEqualTo(1);
    }

    @Test
    void aWaitThatGetsItsEventLeavesNoDeadlineBehind() throws Exception {
        ManualTime time = new ManualTime();
        try (EventLoop timed = EventLoop.open("timed", Loops.OPTIONS.withTime(time))) {
            CounterSource awaited = timed.counter("awaited");
            FutureTask<Long> task = new FutureTask<>(() -> awaited.await(Duration.ofDays(1)));
            Thread.ofVirtual().start(task);
            Turns.until(timed, () -> timed.timers.size() == 1);
            awaited.add(5);
            Turns.until(timed, task::isDone);
            assertThat(task.get()).isEqualTo(5);
            Turns.until(timed, () -> timed.timers.size() == 0);
        }
    }

    @Test
    void whoPollsWhileTheLoopEndsIsToldSo() throws Exception {
        FutureTask<Optional<Long>> polled = new FutureTask<>(counter::poll);
        loop.execute(
                () -> { // among the last, when no other is taken any more
                    Thread.ofVirtual().start(polled);
                    while (!polled.isDone()) {
                        Thread.onSpinWait();
                    }
                });
        loop.close();
        assertThatThrownBy(polled::get)
                .hasCauseInstanceOf(CancellationException.class)
                .hasRootCauseMessage("counter \"counter\" is closed or at its end");
    }
}
