package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.testkit.Logged;
import dev.carillon.testkit.ScriptedKernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a source whose handler throws, and who hears of it. */
class FailurePolicyTest {
    private final List<String> told = new ArrayList<>();
    private final EventLoop loop = EventLoop.open("test", Loops.OPTIONS.withErrorHandler(new ErrorHandler() {
        @Override
        public void failed(Source source, Throwable error) {
            failed(source, error, 0);
        }

        @Override
        public void failed(Source source, Throwable error, long heldBack) {
            told.add(source.name() + " " + error.getMessage() + " " + heldBack);
        }
    }));
    private int calls;

    @AfterEach
    void close() {
        loop.close();
    }

    private <T> void fail(T ignored) {
        calls++;
        throw new IllegalStateException("call " + calls);
    }

    private void turnUntilCalled(int times) {
        Turns.until(loop, () -> calls == times);
        Turns.some(loop, 1); // what is told through the mailbox, too
    }

    @Test
    void whereTheEventIsSpentTheSourceGoesOn() {
        CounterSource counter = loop.counter("counter", (s, value) -> fail(s));
        counter.add(1);
        turnUntilCalled(1);
        counter.add(1);
        turnUntilCalled(2);
        assertThat(told).containsExactly("counter call 1 0", "counter call 2 0");
        assertThat(counter.isEnabled()).isTrue();
        assertThat(counter.ledger().open()).isZero();
    }

    @Test
    void aPeriodicTimerTicksOn() {
        loop.timer("timer", (s, ticks) -> fail(s)).every(Duration.ofMillis(1));
        turnUntilCalled(3);
        loop.kernelTimer("kernel timer", Clock.MONOTONIC, (s, ticks) -> fail(s))
                .arm(Duration.ZERO, Duration.ofMillis(1));
        Turns.until(
                loop,
                () -> told.stream().filter(line -> line.startsWith("kernel")).count() == 3);
    }

    @Test
    void aTimerOwesTheRestOfABurstThatFails() {
        TimerSource timer = loop.timer("timer", (s, ticks) -> fail(s));
        timer.missedTicks(MissedTicks.BURST);
        timer.every(Duration.ofMillis(2));
        CounterSource late = loop.counter("late", (s, value) -> {
            long until = System.nanoTime() + 20_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        });
        late.add(1);
        Turns.until(loop, () -> calls >= 12);
        assertThat(timer.isEnabled()).isTrue();
        assertThat(timer.ledger().missed()).isZero();
    }

    @Test
    void permitsLeftOverByOneThatFailsAreHandledAlsoOnAnEdge() {
        Loops.assumeCan(Trigger.EDGE);
        loop.semaphore("permits", 5, (s, value) -> fail(s)).trigger(Trigger.EDGE);
        turnUntilCalled(5);
    }

    @Test
    void whereTheHandlerHasToTakeTheEventTheSourceIsDisabled() {
        try (EventFd fd = EventFd.open(1, EnumSet.allOf(EventFd.Flag.class))) {
            DescriptorSource source = loop.descriptor("descriptor", borrowed(fd), Epoll.IN, (s, events) -> fail(s));
            turnUntilCalled(1);
            Turns.some(loop, 5);
            assertThat(calls).isEqualTo(1);
            assertThat(source.isEnabled()).isFalse();
            source.enable();
            turnUntilCalled(2);
            source.close();
        }
    }

    @Test
    @SuppressWarnings("try") // the log is caught, not read
    void aDescriptorThatGoesOnWithoutBeingReadIsSetAside() {
        try (Logged ignored = Logged.by(SpinGuard.class);
                EventFd fd = EventFd.open(1, EnumSet.allOf(EventFd.Flag.class))) {
            DescriptorSource source = loop.descriptor("descriptor", borrowed(fd), Epoll.IN, (s, events) -> fail(s));
            source.onFailure(FailurePolicy.CONTINUE);
            Turns.until(loop, () -> source.statistics().quarantined() == 1);
            assertThat(source.statistics().errors()).isEqualTo(calls).isEqualTo(SpinGuard.LIMIT);
            source.close();
        }
    }

    @Test
    void theLoopStopsIfToldTo() {
        CounterSource counter = loop.counter("counter", (s, value) -> fail(s));
        counter.onFailure(FailurePolicy.STOP);
        int[] exits = {0};
        loop.exit("exit", s -> exits[0]++);
        counter.add(1);
        loop.run();
        assertThat(told).containsExactly("counter call 1 0");
        assertThat(exits[0]).isEqualTo(1);
    }

    @Test
    void whatFailsBeforeItHasAnEventWouldFailAgainAtOnceAndIsDisabled() throws Exception {
        CounterSource counter = loop.counter("counter", (s, value) -> calls++);
        counter.add(1);
        ScriptedKernel.seeded(1).failNext("read", Errno.EIO).run(() -> loop.turn(Duration.ZERO));
        assertThat(told).singleElement().asString().contains("EIO");
        assertThat(counter.isEnabled()).isFalse();
        counter.enable();
        Turns.until(loop, () -> calls == 1);
    }

    @Test
    void whatTheKernelRefusesToWatchIsDisabledWhateverItsPolicyIs() throws Exception {
        Loops.assumeEpoll();
        CounterSource counter = loop.counter("counter", (s, value) -> calls++);
        counter.add(1);
        turnUntilCalled(1);
        counter.disable();
        loop.turn(Duration.ZERO);
        counter.enable();
        ScriptedKernel.seeded(1).failNext("epoll_ctl", Errno.ENOSPC).run(() -> loop.turn(Duration.ZERO));
        assertThat(told).singleElement().asString().contains("ENOSPC");
        assertThat(counter.isEnabled()).isFalse();
    }

    @Test
    void ofManyFailuresTheFirstAreToldAndThenHowManyThereWere() {
        DeferSource source = loop.defer("defer", s -> {
            s.schedule();
            fail(s);
        });
        source.schedule();
        Turns.some(loop, 1_000);
        assertThat(told).hasSize(FailureReports.AT_ONCE).last().isEqualTo("defer call 8 0");
        assertThat(source.statistics().errors()).isEqualTo(1_000);
        source.close();
        assertThat(told).hasSize(FailureReports.AT_ONCE + 1).last().isEqualTo("defer call 1000 991");
    }

    @Test
    void whatWasHeldBackIsToldAfterARest() {
        CounterSource source = loop.counter("counter", (s, value) -> fail(s));
        for (int i = 1; i <= FailureReports.AT_ONCE + 3; i++) {
            source.add(1);
            turnUntilCalled(i);
        }
        assertThat(told).hasSize(FailureReports.AT_ONCE);
        Turns.until(loop, () -> told.size() == FailureReports.AT_ONCE + 1);
        assertThat(told).last().isEqualTo("counter call 11 2");
    }

    @Test
    void aHandlerThatWasInterruptedLeavesTheThreadInterrupted() {
        boolean[] interrupted = {false};
        loop.defer("defer", s -> {
                    throw new InterruptedException("planted");
                })
                .schedule();
        DeferSource later = loop.defer("later", s -> interrupted[0] = Thread.interrupted());
        later.priority(Priority.LAST);
        later.schedule();
        loop.turn(Duration.ZERO);
        assertThat(interrupted[0]).isTrue();
        assertThat(told).containsExactly("defer planted 0");
    }

    @Test
    void theLogSaysWhatBecomesOfTheSource() {
        try (Logged logged = Logged.by(EventLoop.class);
                EventLoop plain = Loops.open("plain")) {
            plain.defer("defer", s -> fail(s)).schedule();
            CounterSource counter = plain.counter("counter", (s, value) -> fail(s));
            counter.onFailure(FailurePolicy.DISABLE);
            counter.add(1);
            Turns.until(plain, () -> calls == 2);
            assertThat(logged.lines())
                    .containsExactlyInAnyOrder(
                            "handler of defer \"defer\" threw; it goes on",
                            "handler of counter \"counter\" threw; the source is disabled");
        }
    }
}
