package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.child.StartLimit;
import dev.carillon.testkit.Seeds;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Backoff EXACT = Backoff.USUAL
            .withFirst(Duration.ofSeconds(1))
            .withLongest(Duration.ofSeconds(9))
            .withJitter(0);

    private static List<Long> millis(Backoff backoff, Random random) {
        return IntStream.rangeClosed(1, 6)
                .mapToObj(failures -> backoff.nanos(failures, random) / 1_000_000)
                .toList();
    }

    @Test
    void waitsGrowByTheFactorUpToTheLongest() {
        Random none = new Random(0);
        assertThat(millis(EXACT, none)).containsExactly(1000L, 2000L, 4000L, 8000L, 9000L, 9000L);
        assertThat(millis(EXACT.withFactor(1), none)).containsOnly(1000L);
        assertThat(millis(EXACT.withFirst(Duration.ZERO), none)).containsOnly(0L);
        assertThat(EXACT.nanos(Integer.MAX_VALUE, none)).isEqualTo(9_000_000_000L);
        assertThat(EXACT.withLongest(Duration.ofSeconds(Long.MAX_VALUE)).nanos(Integer.MAX_VALUE, none))
                .isGreaterThan(Duration.ofDays(36_500).toNanos());
    }

    @Test
    void jitterStaysWithinItsPartAndIsTheSameForTheSameSeed() {
        long seed = Seeds.seed();
        Backoff shaken = EXACT.withJitter(0.25);
        List<Long> waits = millis(shaken, new Random(seed));
        assertThat(waits).as("seed %d", seed).isEqualTo(millis(shaken, new Random(seed)));
        List<Long> plain = millis(EXACT, new Random(0));
        for (int i = 0; i < waits.size(); i++) {
            assertThat(waits.get(i)).as("seed %d", seed).isBetween(plain.get(i) * 3 / 4, plain.get(i) * 5 / 4);
        }
        assertThat(waits).as("seed %d", seed).isNotEqualTo(plain);
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        assertThatThrownBy(() -> EXACT.withFactor(0.5)).hasMessage("waits grow by a factor of 1 or more, not 0.5");
        assertThatThrownBy(() -> EXACT.withFactor(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EXACT.withJitter(1.5)).hasMessage("jitter is a part of 0 to 1, not 1.5");
        assertThatThrownBy(() -> EXACT.withFirst(Duration.ofSeconds(-1)))
                .hasMessage("a wait is zero or longer, not PT-1S");
        assertThat(Backoff.USUAL).hasToString("PT0.5S × 2.0 up to PT1M ± 20 %");
    }

    @Test
    void startsAreCountedInASlidingWindow() {
        StartLimit limit = new StartLimit(3, 100);
        assertThat(limit.isReached(0)).isFalse();
        for (long time : new long[] {0, 40, 80}) {
            assertThat(limit.isReached(time)).isFalse();
            limit.started(time);
        }
        assertThat(limit.isReached(99)).isTrue();
        assertThat(limit.isReached(100)).isFalse();
        limit.started(100);
        assertThat(limit.isReached(139)).isTrue();
        assertThat(limit.isReached(140)).isFalse();
        limit.forget();
        assertThat(limit.isReached(100)).isFalse();
        StartLimit none = new StartLimit(0, 100);
        none.started(0);
        assertThat(none.isReached(0)).isFalse();
    }
}
