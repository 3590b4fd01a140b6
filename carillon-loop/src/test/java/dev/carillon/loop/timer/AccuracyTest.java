package dev.carillon.loop.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.Seeds;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AccuracyTest {
    private static final long MOST = Long.MAX_VALUE / 2;

    @Test
    void roundingStaysInTheWindowAndFindsTheRoundestPoint() {
        Seeds.forAll(2000, seed -> {
            Random random = new Random(seed);
            long when = 1 + random.nextLong(1L << 50);
            int bits = random.nextInt(1, 30);
            long rounded = Accuracy.round(when, bits);
            assertThat(rounded).isBetween(when, when + (1L << bits));
            assertThat(Long.numberOfTrailingZeros(rounded)).isGreaterThanOrEqualTo(bits);
        });
    }

    @Test
    void accuracyZeroLeavesTheTimeAlone() {
        assertThat(Accuracy.round(12345, Accuracy.bitsOf(Duration.ZERO))).isEqualTo(12345);
    }

    @Test
    void aTimeBeforeTheBeginningAndOneAtTheEndOfTimeStay() {
        assertThat(Accuracy.round(-5, 10)).isEqualTo(-5);
        assertThat(Accuracy.round(Long.MAX_VALUE - 1023, 10)).isEqualTo(Long.MAX_VALUE - 1023);
        assertThat(Accuracy.round(Long.MAX_VALUE - 1025, 10)).isEqualTo(Long.MAX_VALUE - 1023);
        assertThat(Accuracy.round(Long.MAX_VALUE - 1024, 10)).isEqualTo(Long.MAX_VALUE - 1023);
    }

    @Test
    void anAccuracyIsTheGreatestPowerOfTwoNotAboveIt() {
        assertThat(Accuracy.bitsOf(Duration.ZERO)).isZero();
        assertThat(Accuracy.bitsOf(Duration.ofNanos(1))).isZero();
        assertThat(Accuracy.bitsOf(Duration.ofNanos(1023))).isEqualTo((byte) 9);
        assertThat(Accuracy.bitsOf(Duration.ofNanos(1024))).isEqualTo((byte) 10);
        assertThatThrownBy(() -> Accuracy.bitsOf(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an accuracy is zero or more, not PT-0.000000001S");
    }

    @Test
    void aDurationOfAgesCountsAs146Years() {
        assertThat(Accuracy.saturatedNanos(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo(MOST);
        assertThat(Accuracy.saturatedNanos(Duration.ofSeconds(Long.MIN_VALUE))).isEqualTo(-MOST);
        assertThat(Accuracy.saturatedNanos(Duration.ofNanos(MOST - 1))).isEqualTo(MOST - 1);
        assertThat(Accuracy.saturatedNanos(Duration.ofNanos(1 - MOST))).isEqualTo(1 - MOST);
        assertThat(Accuracy.saturatedNanos(Duration.ofMillis(-3))).isEqualTo(-3_000_000);
    }
}
