package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an interrupt does: it ends run(), it ends no more than the wait of turn(), and nobody loses it. */
@Timeout(60)
class InterruptTest {
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("interrupted", Loops.OPTIONS.withErrorHandler((_, error) -> failures.add(error)));

    @AfterEach
    void close() {
        Thread.interrupted();
        loop.close();
    }

    @Test
    void anExecutorThatIsShutDownNowHasItsLoopsBack() throws Exception {
        for (int round = 0; round < 200; round++) {
            EventLoop running = Loops.open("running");
            CountDownLatch inside =
                    new CountDownLatch(round % 2); // the others are interrupted anywhere on their way in
            running.execute(inside::countDown);
            ExecutorService executor = Executors.newSingleThreadExecutor();
            List<Boolean> flags = new ArrayList<>();
            executor.execute(() -> {
                running.run();
                flags.add(Thread.currentThread().isInterrupted());
            });
            inside.await();
            executor.shutdownNow();
            assertThat(executor.awaitTermination(40, TimeUnit.SECONDS)).isTrue();
            assertThat(flags).as("it ran, or was never begun").allMatch(flag -> flag);
            running.close();
        }
    }

    @Test
    void aHandlersInterruptedExceptionEndsTheRunAndLeavesTheThreadInterrupted() {
        loop.counter("counter", (source, value) -> {
                    throw new InterruptedException("as of a call that was interrupted");
                })
                .add(1);
        loop.run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(failures).singleElement().isInstanceOf(InterruptedException.class);
    }

    @Test
    void aHandlerThatRestoresTheFlagEndsTheRunToo() {
        loop.execute(() -> Thread.currentThread().interrupt());
        loop.run();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatTheEndWaitsForIsNotCutShort() {
        List<String> seen = new ArrayList<>();
        loop.exit("first", source -> {
            new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            seen.add("waited");
            Thread.currentThread().interrupt();
            throw new InterruptedException("planted");
        });
        loop.exit("second", source -> {
            new CountDownLatch(1).await(1, TimeUnit.MILLISECONDS);
            seen.add("waited, too");
        });
        Thread.currentThread().interrupt();
        loop.run();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(seen).containsExactly("waited", "waited, too");
    }

    @Test
    void anInterruptedTurnHandlesWhatIsReadyAndDoesNotWaitForMore() {
        List<Long> seen = new ArrayList<>();
        CounterSource counter = loop.counter("counter", (source, value) -> seen.add(value));
        counter.add(3);
        Thread.currentThread().interrupt();
        loop.turn(Duration.ofHours(1));
        loop.turn(Duration.ofHours(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(seen).containsExactly(3L);
        assertThat(loop.isStopping()).isFalse();
    }

    @Test
    void aTurnThatSleepsIsWokenByAnInterrupt() throws Exception {
        Thread owner = Thread.currentThread();
        Thread other = Thread.ofPlatform().start(owner::interrupt);
        while (!Thread.currentThread().isInterrupted()) {
            loop.turn(Duration.ofHours(1));
        }
        assertThat(Thread.interrupted()).isTrue();
        other.join();
    }
}
