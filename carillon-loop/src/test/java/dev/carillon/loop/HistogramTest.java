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
}
