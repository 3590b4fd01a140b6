package dev.carillon.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Spawn;
import dev.carillon.loop.CounterSource;
import dev.carillon.loop.DeferSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.MissedTicks;
import dev.carillon.loop.PollerKind;
import dev.carillon.loop.TimerSource;
import dev.carillon.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TestLoopTest {
    private static final Duration GENEROUS = Duration.ofSeconds(30);

    private final LeakCheck leaks = LeakCheck.start();
    private final TestLoop test = TestLoop.open("test");
    private final EventLoop loop = test.loop();
    private final List<String> seen = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() {
        test.close();
        leaks.assertNothingLeft();
    }

    private void see(String what) {
        seen.add(what + " at " + test.elapsed());
    }

    @Test
    void eachDeadlineIsMetAtItsOwnTimeAlsoThoseThatHandlersSchedule() {
        loop.timeout(() -> see("second")).schedule(Duration.ofHours(2));
        loop.timeout(() -> {
                    see("first");
                    loop.timeout(() -> see("of the first")).schedule(Duration.ofMinutes(30));
                })
                .schedule(Duration.ofHours(1));
        assertThat(test.advance(Duration.ofHours(3))).isEqualTo(3);
        assertThat(seen).containsExactly("first at PT1H", "of the first at PT1H30M", "second at PT2H");
        assertThat(test.elapsed()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void timePassesForNobodyElse() {
        loop.timeout(() -> see("due")).schedule(Duration.ofMillis(1));
        loop.counter("counter", (source, value) -> see("counted")).add(1);
        test.runUntilIdle();
        assertThat(seen).containsExactly("counted at PT0S");
        test.advance(Duration.ofNanos(999_999));
        assertThat(seen).hasSize(1);
        test.advance(Duration.ofNanos(1));
        assertThat(seen).hasSize(2);
    }

    @Test
    void aPeriodicTimerTicksOnItsGridHoweverTimeIsMoved() {
        TimerSource timer = loop.timer("timer", (source, ticks) -> see("tick of " + ticks));
        timer.missedTicks(MissedTicks.BURST);
        timer.every(Duration.ofSeconds(10));
        test.advance(Duration.ofSeconds(25));
        test.advance(Duration.ofSeconds(5));
        assertThat(seen).containsExactly("tick of 1 at PT10S", "tick of 1 at PT20S", "tick of 1 at PT30S");
    }

    @Test
    void aRateLimitRestsInTheTestsTime() {
        CounterSource permits = loop.semaphore("permits", 3, (source, value) -> see("permit"));
        permits.rateLimit(1, Duration.ofMinutes(1));
        test.advance(Duration.ofMinutes(5));
        assertThat(seen).containsExactly("permit at PT0S", "permit at PT1M", "permit at PT2M");
    }

    @Test
    void quietIsNoticedInTheTestsTime() {
        loop.idle("idle", Duration.ofDays(1), (source, quiet) -> see("quiet for " + quiet));
        test.advance(Duration.ofDays(2));
        assertThat(seen).containsExactly("quiet for PT24H at PT24H", "quiet for PT48H at PT48H");
    }

    @Test
    void theNextDeadlineIsKnown() {
        assertThat(test.untilNextDeadline()).isEmpty();
        loop.timeout(() -> see("due")).schedule(Duration.ofMinutes(2));
        assertThat(test.untilNextDeadline()).contains(Duration.ofMinutes(2));
        test.advance(Duration.ofMinutes(1));
        assertThat(test.untilNextDeadline()).contains(Duration.ofMinutes(1));
        test.advance(Duration.ofMinutes(1));
        assertThat(seen).containsExactly("due at PT2M");
        assertThat(test.untilNextDeadline()).isEmpty();
    }

    @Test
    void descriptorsAreTheKernelsOwn() {
        Pipe pipe = Pipe.open();
        loop.lines("lines", pipe.reader(), (source, line) -> see(line));
        pipe.writer().write(ByteBuffer.wrap("one\ntwo\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        test.runUntilIdle();
        assertThat(seen).containsExactly("one at PT0S", "two at PT0S");
        pipe.writer().close();
    }

    @Test
    void whatHappensInTheWorldIsAwaitedWhileTimeStandsStill() {
        loop.timeout(() -> see("not yet")).schedule(Duration.ofNanos(1));
        loop.child("child", Spawn.command("true"), (source, status) -> see("ended"));
        test.await(() -> !seen.isEmpty(), GENEROUS);
        assertThat(seen).containsExactly("ended at PT0S");
    }

    @Test
    void aTaskOfAnotherThreadIsAwaited() throws Exception {
        Thread other = Thread.ofPlatform().start(() -> loop.execute(() -> see("task")));
        test.await(() -> !seen.isEmpty(), GENEROUS);
        other.join();
        assertThat(seen).containsExactly("task at PT0S");
    }

    @Test
    void whatDoesNotHappenInTimeIsAnError() {
        assertThatThrownBy(() -> test.await(() -> false, Duration.ofMillis(1)))
                .isInstanceOf(AssertionError.class)
                .hasMessage(
                        "it has not happened in PT0.001S of real time, with event loop \"test\" at PT0S of its own");
    }

    @Test
    void whatAHandlerThrowsFailsTheCallThatRanIt() {
        loop.timer("failing", (source, ticks) -> {
                    throw new IllegalStateException("planted");
                })
                .after(Duration.ofSeconds(1));
        test.runUntilIdle();
        assertThatThrownBy(() -> test.advance(Duration.ofSeconds(2)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("timer \"failing\"")
                .hasRootCauseMessage("planted");
        test.runUntilIdle();
    }

    @Test
    void aHandlerThatCallsForItselfForEverIsAnError() {
        DeferSource again = loop.defer("again", DeferSource::schedule);
        again.schedule();
        assertThatThrownBy(test::runUntilIdle)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("again and again");
        again.close();
    }

    @Test
    void timeDoesNotGoBack() {
        assertThatThrownBy(() -> test.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aLoopThatIsStoppedOnTheWayEndsThere() {
        loop.exit("exit", source -> see("exit"));
        loop.timeout(loop::stop).schedule(Duration.ofSeconds(1));
        loop.timeout(() -> see("never")).schedule(Duration.ofSeconds(2));
        test.advance(Duration.ofSeconds(3));
        assertThat(seen).containsExactly("exit at PT1S");
        assertThat(loop.terminated().toCompletableFuture()).isCompleted();
    }

    @Test
    void theLoopsExecutorGoesByTheTestsTime() {
        Future<?> _ = loop.scheduledExecutor().scheduleAtFixedRate(() -> see("run"), 1, 1, TimeUnit.HOURS);
        test.advance(Duration.ofHours(2));
        assertThat(seen).containsExactly("run at PT1H", "run at PT2H");
    }

    @ParameterizedTest
    @EnumSource
    void everyPollerWillDo(PollerKind kind) {
        assumeTrue(kind != PollerKind.URING || KernelFeature.IO_URING.isThere());
        try (TestLoop other = TestLoop.open("other", LoopOptions.DEFAULTS.withPoller(kind))) {
            other.loop().timeout(() -> seen.add("due")).schedule(Duration.ofDays(1));
            other.loop()
                    .counter("counter", (source, value) -> seen.add("counted"))
                    .add(1);
            other.advance(Duration.ofDays(1));
        }
        assertThat(seen).containsExactly("counted", "due");
    }
}
