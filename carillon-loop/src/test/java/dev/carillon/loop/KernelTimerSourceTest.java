package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Errno;
import dev.carillon.linux.TimeSpec;
import dev.carillon.testkit.ScriptedKernel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KernelTimerSourceTest {
    private static final Instant LONG_AGO = Instant.parse("2001-09-09T01:46:40Z");
    private static final Duration FAR = Duration.ofDays(1);

    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");
    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private long expired;

    /** Notes what happens. */
    private final class Noting implements KernelTimerSource.Handler {
        @Override
        public void expired(KernelTimerSource source, long expirations) {
            expired += expirations;
            seen.add("expired");
        }

        @Override
        public void clockWasSet(KernelTimerSource source) {
            seen.add("clock was set");
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private KernelTimerSource timer(Clock clock) {
        return loop.kernelTimer("timer", clock, new Noting());
    }

    @ParameterizedTest
    @EnumSource(names = {"REALTIME", "MONOTONIC", "BOOTTIME"})
    void everyClockTakesRelativeTimesAndIsNeverEarly(Clock clock) {
        long begin = clock.now().toNanos();
        timer(clock).arm(Duration.ofMillis(3), Duration.ZERO);
        Turns.until(loop, () -> expired > 0);
        if (!clock.isWallClock()) {
            assertThat(clock.now().toNanos() - begin).isGreaterThanOrEqualTo(3_000_000);
        }
        Turns.some(loop, 3);
        assertThat(expired).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"REALTIME", "MONOTONIC", "BOOTTIME"})
    void everyClockTakesPointsOfItsOwnTimeAndIsNeverEarly(Clock clock) {
        long when = clock.now().toNanos() + 3_000_000;
        timer(clock).armAt(TimeSpec.ofNanos(when), TimeSpec.ZERO, false);
        Turns.until(loop, () -> expired > 0);
        if (!clock.isWallClock()) {
            assertThat(clock.now().toNanos()).isGreaterThanOrEqualTo(when);
        }
    }

    @Test
    void aPointThatHasPassedExpiresAtOnce() {
        timer(Clock.REALTIME).armAt(LONG_AGO, Duration.ZERO, false);
        Turns.some(loop, 2);
        assertThat(expired).isEqualTo(1);
    }

    @Test
    void aDelayOfZeroExpiresAtOnce() {
        timer(Clock.MONOTONIC).arm(Duration.ZERO, Duration.ZERO);
        Turns.until(loop, () -> expired == 1);
    }

    @Test
    void everyPeriodThatPassedIsCountedAndMerged() {
        KernelTimerSource timer = timer(Clock.REALTIME);
        // By the clock's rule every period since the point given has passed.
        timer.armAt(LONG_AGO, Duration.ofDays(1), false);
        long days = Duration.between(LONG_AGO, Instant.now()).toDays() + 1;
        loop.turn(Duration.ZERO);
        assertThat(expired).isBetween(days, days + 1);
        assertThat(seen).hasSize(1);
        assertThat(timer.ledger()).isEqualTo(new Ledger(expired, 1, expired - 1, 0));
    }

    @Test
    void aPeriodicTimerGoesOnUntilItIsDisarmed() {
        KernelTimerSource timer = timer(Clock.MONOTONIC);
        timer.arm(Duration.ofMillis(1), Duration.ofMillis(1));
        Turns.until(loop, () -> expired >= 5);
        timer.disarm();
        Turns.some(loop, 1); // what came before it was disarmed
        long before = expired;
        loop.turn(Duration.ofMillis(10));
        assertThat(expired).isEqualTo(before);
        assertThat(timer.ledger().open()).isZero();
        timer.arm(Duration.ZERO, Duration.ZERO);
        Turns.until(loop, () -> expired == before + 1);
    }

    @Test
    void expirationsThatCameBeforeItIsArmedAnewOrDisarmedAreHandled() {
        KernelTimerSource timer = timer(Clock.REALTIME);
        timer.armAt(LONG_AGO, Duration.ZERO, false);
        timer.arm(FAR, Duration.ZERO);
        Turns.some(loop, 2);
        assertThat(expired).isEqualTo(1);
        timer.armAt(LONG_AGO, Duration.ZERO, false);
        timer.disarm();
        Turns.some(loop, 2);
        assertThat(expired).isEqualTo(2);
    }

    @Test
    void aClockThatWasSetIsAnEventOfItsOwnAndTheTimerGoesOn() throws Exception {
        kernel.run(() -> {
            KernelTimerSource timer = timer(Clock.REALTIME);
            timer.armAt(LONG_AGO, Duration.ZERO, true);
            kernel.failNext("read", Errno.ECANCELED);
            Turns.until(loop, () -> expired == 1);
            assertThat(seen).containsExactly("clock was set", "expired");
            assertThat(timer.ledger()).isEqualTo(new Ledger(2, 2, 0, 0));
        });
    }

    @Test
    void aClockThatWasSetIsToldAlsoWhenTheTimerIsArmedAnewAtThatMoment() throws Exception {
        kernel.run(() -> {
            KernelTimerSource timer = timer(Clock.REALTIME);
            timer.armAt(Instant.now().plus(FAR), Duration.ZERO, true);
            kernel.failNext("read", Errno.ECANCELED);
            timer.armAt(Instant.now().plus(FAR), Duration.ZERO, true);
            Turns.some(loop, 3);
            assertThat(seen).containsExactly("clock was set");
        });
    }

    @Test
    void expirationsFromBeforeTheClockWasSetFollowAtOnce() throws Exception {
        kernel.run(() -> {
            KernelTimerSource timer = timer(Clock.REALTIME);
            timer.armAt(LONG_AGO, Duration.ZERO, true);
            timer.armAt(Instant.now().plus(FAR), Duration.ZERO, true);
            kernel.failNext("read", Errno.ECANCELED);
            Turns.some(loop, 3);
            assertThat(seen).containsExactly("clock was set", "expired");
            assertThat(timer.ledger().open()).isZero();
        });
    }

    @Test
    void armingThatReportsTheSetClockArmsAllTheSame() throws Exception {
        kernel.run(() -> {
            KernelTimerSource timer = timer(Clock.REALTIME);
            kernel.failNext("timerfd_settime", Errno.ECANCELED);
            timer.armAt(LONG_AGO, Duration.ZERO, true);
            assertThat(timer.isEnabled()).isTrue();
        });
    }

    @Test
    void itMayBeArmedDisarmedAndClosedInItsHandler() {
        KernelTimerSource timer = loop.kernelTimer("timer", Clock.MONOTONIC, (source, expirations) -> {
            seen.add("expired");
            if (seen.size() < 3) {
                source.arm(Duration.ofMillis(1), Duration.ZERO);
            } else {
                source.close();
            }
        });
        timer.arm(Duration.ZERO, Duration.ZERO);
        Turns.until(loop, () -> !timer.isOpen());
        assertThat(seen).hasSize(3);
        assertThatThrownBy(() -> timer.arm(Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("source \"timer\" is closed");
    }

    @Test
    void badTimesAreRefusedWithTheRuleAndTheTimerGoesOn() {
        KernelTimerSource timer = timer(Clock.MONOTONIC);
        timer.arm(Duration.ofMillis(1), Duration.ZERO);
        Duration negative = Duration.ofMillis(-1);
        assertThatThrownBy(() -> timer.arm(negative, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timer \"timer\": the delay is zero or more, not PT-0.001S");
        assertThatThrownBy(() -> timer.arm(Duration.ZERO, negative))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timer \"timer\": the interval is zero or more, not PT-0.001S");
        assertThatThrownBy(() -> timer.armAt(Instant.EPOCH, Duration.ZERO, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timer \"timer\": the time is after 1970-01-01T00:00:00Z, not 1970-01-01T00:00:00Z");
        assertThatThrownBy(() -> timer.armAt(LONG_AGO, Duration.ZERO, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("TFD_TIMER_CANCEL_ON_SET goes with CLOCK_REALTIME")
                .hasMessageEndingWith("not with MONOTONIC");
        Turns.until(loop, () -> expired == 1);
    }
}
