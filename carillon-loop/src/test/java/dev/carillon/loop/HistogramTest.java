package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.testkit.Seeds;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistogramTest {
    private final Histogram histogram = new Histogram();

    @Test
    void whatIsEmptySaysZero() {
        assertThat(histogram.count()).isZero();
        assertThat(histogram.percentile(50)).isZero();
        assertThat(histogram.mean()).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 7, 8, 9, 1000, 123_456_789, Long.MAX_VALUE})
    void oneValueIsEveryPercentile(long value) {
        histogram.record(value);
        for (double percent : new double[] {0, 50, 100}) {
            assertThat(histogram.percentile(percent)).isEqualTo(value);
        }
        assertThat(histogram.max()).isEqualTo(value);
    }

    @Test
    void aNegativeValueCountsAsZero() {
        histogram.record(-5);
        assertThat(histogram.count()).isEqualTo(1);
        assertThat(histogram.max()).isZero();
    }

    @Test
    void percentilesAreRightToAnEighthInWhateverOrderTheRangesCome() {
        Seeds.forAll(50, seed -> {
            Random random = new Random(seed);
            Histogram mixed = new Histogram();
            long[] values = new long[1 + random.nextInt(2000)];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextLong(1L << random.nextInt(1, 62));
                mixed.record(values[i]);
            }
            Arrays.sort(values);
            assertThat(mixed.count()).isEqualTo(values.length);
            for (double percent : new double[] {1, 25, 50, 90, 99, 99.9, 100}) {
                int rank = Math.max(1, (int) Math.ceil(values.length * percent / 100));
                long exact = values[rank - 1];
                assertThat(mixed.percentile(percent)).isBetween(exact, exact + exact / 8 + 1);
            }
        });
    }

    @Test
    void refusesWhatIsNoPercentile() {
        assertThatIllegalArgumentException().isThrownBy(() -> histogram.percentile(101));
        assertThatIllegalArgumentException().isThrownBy(() -> histogram.percentile(-1));
    }

    @Test
    void addsAnotherOne() {
        Histogram other = new Histogram();
        for (int i = 1; i <= 4; i++) {
            histogram.record(i);
            other.record(1000L * i);
        }
        Histogram both = histogram.plus(other);
        assertThat(both.count()).isEqualTo(8);
        assertThat(both.sum()).isEqualTo(10_010);
        assertThat(both.max()).isEqualTo(4000);
        assertThat(both.percentile(50)).isEqualTo(4);
        histogram.record(5);
        assertThat(both.count()).as("a snapshot").isEqualTo(8);
    }

    @Test
    void tellsWhatHasComeSince() {
        histogram.record(7);
        histogram.record(1_000_000);
        Histogram earlier = histogram.plus(new Histogram());
        assertThat(histogram.since(earlier).count()).isZero();
        assertThat(histogram.since(earlier).percentile(99)).isZero();
        histogram.record(5);
        histogram.record(7);
        Histogram since = histogram.since(earlier);
        assertThat(since.count()).isEqualTo(2);
        assertThat(since.sum()).isEqualTo(12);
        assertThat(since.max()).isEqualTo(7);
        assertThat(since.percentile(50)).isEqualTo(5);
    }
}
