package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeSpecTest {
    @ParameterizedTest
    @ValueSource(ints = {-1, 1_000_000_000, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void refusesNanosecondsBeyondASecond(int nanos) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TimeSpec(0, nanos))
                .withMessageContaining("tv_nsec")
                .withMessageContaining(Integer.toString(nanos));
    }

    @Test
    void refusesTimeBeforeTheBeginning() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TimeSpec(-1, 0))
                .withMessageContaining("tv_sec");
        assertThatIllegalArgumentException().isThrownBy(() -> TimeSpec.ofNanos(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> TimeSpec.of(Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> TimeSpec.of(Instant.EPOCH.minusNanos(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0",
        "1, 0, 1",
        "999999999, 0, 999999999",
        "1000000000, 1, 0",
        "1500000001, 1, 500000001",
        "9223372036854775807, 9223372036, 854775807"
    })
    void nanosecondsGoThereAndBack(long nanos, long seconds, int rest) {
        TimeSpec time = TimeSpec.ofNanos(nanos);
        assertThat(time).isEqualTo(new TimeSpec(seconds, rest));
        assertThat(time.toNanos()).isEqualTo(nanos);
    }

    @ParameterizedTest
    @CsvSource({"9223372036, 854775808", "9223372037, 0", "9223372036854775807, 999999999"})
    void whatIsTooLongForNanosecondsIsTheLongest(long seconds, int nanos) {
        assertThat(new TimeSpec(seconds, nanos).toNanos()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void takesDurationsAndInstants() {
        assertThat(TimeSpec.of(Duration.ofMillis(1_500))).isEqualTo(new TimeSpec(1, 500_000_000));
        assertThat(TimeSpec.of(Instant.ofEpochSecond(7, 9))).isEqualTo(new TimeSpec(7, 9));
    }

    @ParameterizedTest
    @EnumSource
    void noClockRunsBackwards(Clock clock) {
        long first = clock.now().toNanos();
        assertThat(clock.now().toNanos()).isGreaterThanOrEqualTo(first);
    }

    @Test
    void eachClockTellsItsOwnTime() {
        Instant before = Instant.now();
        TimeSpec wall = Clock.REALTIME.now();
        assertThat(Instant.ofEpochSecond(wall.seconds(), wall.nanos())).isBetween(before, Instant.now());
        long monotonicBefore = System.nanoTime();
        assertThat(Clock.MONOTONIC.now().toNanos()).isBetween(monotonicBefore, System.nanoTime());
        assertThat(Clock.BOOTTIME.now().toNanos()).isGreaterThanOrEqualTo(monotonicBefore);
    }

    @Test
    void onlyWallClocksJump() {
        assertThat(Clock.values()).filteredOn(Clock::isWallClock).containsExactly(Clock.REALTIME, Clock.REALTIME_ALARM);
    }
}
