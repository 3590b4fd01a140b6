package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.testkit.LeakCheck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The end of a loop: whatever happens in it, everything is closed, and who waits for it is told. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LoopEndTest {
    private final LeakCheck leaks = LeakCheck.start();
    private final List<Throwable> failures = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        leaks.assertNothingLeft();
    }

    private EventLoop open() {
        return EventLoop.open("test", Loops.OPTIONS.withErrorHandler((_, error) -> failures.add(error)));
    }

    @Test
    void aTaskWithAnErrorIsReportedAndTheRestIsClosed() {
        EventLoop loop = open();
        loop.counter("counter");
        loop.execute(() -> {
            throw new StackOverflowError("planted");
        });
        loop.close();
        assertThat(failures).singleElement().isInstanceOf(StackOverflowError.class);
    }

    /** Makes another source when it is closed, as a client that connects again would. */
    private final class Reborn extends CustomSource {
        private Reborn(EventLoop loop) {
            super(loop, "reborn", "test", EventFd.open(), Epoll.IN, new SourceStatistics());
        }

        @Override
        protected Outcome ready(int events, int budget) {
            return Outcome.NOTHING;
        }

        @Override
        protected void closed() {
            try {
                new Reborn(loop());
            } catch (IllegalStateException e) {
                failures.add(e);
            }
        }
    }

    @Test
    void whatIsClosedWithTheLoopCannotMakeWhatNobodyWouldClose() {
        EventLoop loop = open();
        new Reborn(loop);
        loop.close();
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("has ended"));
    }

    @Test
    void twoThreadsMayCloseItBeforeItRuns() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        EventLoop loop = open();
        loop.exit("slow", source -> {
            inside.countDown();
            assertThat(gate.await(30, TimeUnit.SECONDS)).isTrue();
        });
        Thread first = Thread.ofPlatform().start(loop::close);
        assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
        Thread second = Thread.ofPlatform().start(loop::close);
        while (second.getState() != Thread.State.TIMED_WAITING) {
            assertThat(second.isAlive()).as("it waits for the end").isTrue();
            Thread.onSpinWait();
        }
        gate.countDown();
        assertThat(first.join(Duration.ofSeconds(30))).isTrue();
        assertThat(second.join(Duration.ofSeconds(30))).isTrue();
        assertThat(failures).isEmpty();
    }

    /** An alarm of select(2) has no place beyond 1023. */
    @Test
    void anAlarmThatCannotBeWatchedIsDoneWithout() {
        List<EventFd> many = new ArrayList<>();
        LoopOptions options = LoopOptions.DEFAULTS.withPoller(PollerKind.SELECT).withTimerAccuracy(Duration.ZERO);
        try (EventLoop loop = EventLoop.open("select", options)) {
            for (int i = 0; i < 1024; i++) {
                many.add(EventFd.open());
            }
            loop.timeout(loop::stop).schedule(Duration.ofMillis(100)); // so long a wait is too coarse without an alarm
            loop.run();
        } finally {
            many.forEach(EventFd::close);
        }
    }
}
