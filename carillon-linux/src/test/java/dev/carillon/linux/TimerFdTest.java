package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimerFdTest {
    private static final TimeSpec MILLISECOND = TimeSpec.of(Duration.ofMillis(1));
    private static final TimeSpec HOUR = TimeSpec.of(Duration.ofHours(1));

    /** Waits until the timer is readable; the test's time limit ends what never is. */
    private static void awaitExpiry(TimerFd timer) {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(timer, Epoll.IN, 0);
            assertThat(epoll.await(-1)).isEqualTo(1);
        }
    }

    private static boolean isReadable(TimerFd timer) {
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(timer, Epoll.IN, 0);
            return epoll.await(0) == 1;
        }
    }

    private static void passTime(Clock clock, long untilNanos) {
        while (clock.now().toNanos() < untilNanos) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REALTIME", "MONOTONIC", "BOOTTIME"})
    void aOneShotExpiresOnceAndNeverEarlyOnEachClock(Clock clock) {
        try (TimerFd timer = TimerFd.open(clock)) {
            long before = clock.now().toNanos();
            timer.arm(MILLISECOND, TimeSpec.ZERO);
            awaitExpiry(timer);
            assertThat(clock.now().toNanos()).isGreaterThanOrEqualTo(before + MILLISECOND.toNanos());
            assertThat(timer.read()).isEqualTo(1);
            assertThat(timer.read()).isZero();
            assertThat(timer.remaining()).isEqualTo(TimeSpec.ZERO);
            assertThat(timer.clock()).isSameAs(clock);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REALTIME_ALARM", "BOOTTIME_ALARM"})
    void anAlarmClockWorksOrSaysWhatItNeeds(Clock clock) {
        try (TimerFd timer = TimerFd.open(clock)) {
            timer.arm(MILLISECOND, TimeSpec.ZERO);
            awaitExpiry(timer);
            assertThat(timer.read()).isEqualTo(1);
        } catch (LinuxException e) {
            assertThat(e).hasMessageContaining("CAP_WAKE_ALARM").hasMessageContaining(clock.name());
            assertThat(e.errno()).isEqualTo(Errno.EPERM);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"REALTIME", "MONOTONIC", "BOOTTIME"})
    void anAbsoluteTimeIsOneOfItsOwnClock(Clock clock) {
        try (TimerFd timer = TimerFd.open(clock)) {
            long when = clock.now().toNanos() + 2_000_000;
            timer.armAt(TimeSpec.ofNanos(when), TimeSpec.ZERO, false);
            awaitExpiry(timer);
            assertThat(clock.now().toNanos()).isGreaterThanOrEqualTo(when);
        }
    }

    @Test
    void aTimeThatHasPassedExpiresAtOnceWithEveryPeriodMissed() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            long when = Clock.MONOTONIC.now().toNanos() - 10_000_000;
            timer.armAt(TimeSpec.ofNanos(when), MILLISECOND, false);
            assertThat(timer.read()).isGreaterThanOrEqualTo(11);
        }
    }

    @Test
    void countsTheExpirationsNobodyRead() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            long start = Clock.MONOTONIC.now().toNanos();
            timer.arm(MILLISECOND, MILLISECOND);
            passTime(Clock.MONOTONIC, start + 12_000_000);
            long count = timer.read();
            long elapsed = Clock.MONOTONIC.now().toNanos() - start;
            assertThat(count).as("expirations in " + elapsed + " ns").isBetween(10L, elapsed / 1_000_000);
        }
    }

    @Test
    void periodsAddUpAndNoneIsEarly() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            long start = Clock.MONOTONIC.now().toNanos();
            timer.arm(MILLISECOND, MILLISECOND);
            for (long ticks = 0; ticks < 20; ) {
                awaitExpiry(timer);
                ticks += timer.read();
                assertThat(Clock.MONOTONIC.now().toNanos() - start).isGreaterThanOrEqualTo(ticks * 1_000_000);
            }
        }
    }

    @Test
    void aNewTimerIsNotArmed() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            assertThat(timer.remaining()).isEqualTo(TimeSpec.ZERO);
            assertThat(timer.read()).isZero();
            assertThat(isReadable(timer)).isFalse();
        }
    }

    @Test
    void disarmingStopsItAndForgetsWhatWasNotRead() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            timer.arm(MILLISECOND, MILLISECOND);
            awaitExpiry(timer);
            timer.disarm();
            assertThat(timer.remaining()).isEqualTo(TimeSpec.ZERO);
            assertThat(isReadable(timer)).isFalse();
            assertThat(timer.read()).isZero();
        }
    }

    @Test
    void armingAgainForgetsExpirationsThatWereNotRead() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            timer.arm(MILLISECOND, TimeSpec.ZERO);
            awaitExpiry(timer);
            timer.arm(HOUR, TimeSpec.ZERO);
            assertThat(timer.read()).isZero();
            assertThat(isReadable(timer)).isFalse();
        }
    }

    @Test
    void tellsHowLongItStillRuns() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            timer.arm(HOUR, TimeSpec.ZERO);
            assertThat(timer.remaining().toNanos()).isBetween(1L, HOUR.toNanos());
        }
    }

    @Test
    void refusesZeroWhichWouldDisarm() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            timer.arm(HOUR, TimeSpec.ZERO);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timer.arm(TimeSpec.ZERO, MILLISECOND))
                    .withMessageContaining("disarm");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timer.armAt(TimeSpec.ZERO, MILLISECOND, false))
                    .withMessageContaining("disarm");
            assertThat(timer.remaining()).as("the timer that was armed runs on").isNotEqualTo(TimeSpec.ZERO);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 0, -1, Long.MIN_VALUE})
    void aDeadlineInNanosecondsThatHasPassedExpiresAtOnce(long when) {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            timer.armAtNanos(when);
            assertThat(timer.read()).isEqualTo(1);
        }
    }

    @Test
    void aDeadlineInNanosecondsReplacesAPeriodicTimer() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            timer.arm(MILLISECOND, MILLISECOND);
            long when = Clock.MONOTONIC.now().toNanos() + 3_000_000;
            timer.armAtNanos(when);
            awaitExpiry(timer);
            assertThat(Clock.MONOTONIC.now().toNanos()).isGreaterThanOrEqualTo(when);
            assertThat(timer.read()).isEqualTo(1);
            assertThat(timer.remaining()).as("no interval is left").isEqualTo(TimeSpec.ZERO);
        }
    }

    @Test
    void theFarthestDeadlineIsTaken() {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            timer.armAtNanos(Long.MAX_VALUE);
            assertThat(timer.remaining()).isNotEqualTo(TimeSpec.ZERO);
            timer.armAt(new TimeSpec(Long.MAX_VALUE, 999_999_999), TimeSpec.ZERO, false);
            assertThat(isReadable(timer)).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"MONOTONIC", "BOOTTIME"})
    void refusesToWatchAClockThatIsNeverSet(Clock clock) {
        try (TimerFd timer = TimerFd.open(clock)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> timer.armAt(HOUR, TimeSpec.ZERO, true))
                    .withMessageContaining("CANCEL_ON_SET")
                    .withMessageContaining(clock.name());
            assertThat(timer.remaining()).isEqualTo(TimeSpec.ZERO);
        }
    }

    @Test
    void aWallClockTimerThatWatchesForSettingsExpiresLikeAnyOther() {
        try (TimerFd timer = TimerFd.open(Clock.REALTIME)) {
            timer.armAt(TimeSpec.ofNanos(Clock.REALTIME.now().toNanos() + 1_000_000), TimeSpec.ZERO, true);
            awaitExpiry(timer);
            assertThat(timer.read()).isEqualTo(1);
        }
    }

    @Test
    void aClosedTimerRefusesEveryUse() {
        TimerFd timer = TimerFd.open(Clock.MONOTONIC);
        timer.close();
        assertThatThrownBy(timer::read).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(timer::disarm).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(timer::remaining).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> timer.arm(HOUR, HOUR)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> timer.armAtNanos(1)).isInstanceOf(IllegalStateException.class);
    }
}
