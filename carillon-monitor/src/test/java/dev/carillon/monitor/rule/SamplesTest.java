package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplesTest {
    @Test
    void upToTwoHundredAreExact() {
        Samples samples = new Samples();
        IntStream.rangeClosed(1, Samples.EXACT).forEach(i -> samples.add(i % 60, i));
        assertThat(samples.isExact()).isTrue();
        assertThat(samples.percentile(50)).isEqualTo(100);
        assertThat(samples.percentile(95)).isEqualTo(190);
        assertThat(samples.percentile(99)).isEqualTo(198);
    }

    @Test
    void moreAreEstimatedAndThatIsSaid() {
        Samples samples = new Samples();
        Random random = new Random(7);
        IntStream.range(0, 100_000).forEach(i -> samples.add(i % 60, random.nextInt(2000) - 1000));
        assertThat(samples.isExact()).isFalse();
        assertThat(samples.percentile(50)).isCloseTo(0, within(40.0));
        assertThat(samples.percentile(99)).isCloseTo(980, within(20.0));
    }

    @Test
    void ofNoneThereIsNone() {
        Samples samples = new Samples();
        samples.add(3, 5);
        samples.drop(3);
        assertThat(samples.percentile(50)).isNaN();
    }
}
