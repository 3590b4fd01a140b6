package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DifferenceTest {
    @Test
    void whatDiffersByLessThanTheControlIsTheSame() {
        double[] control = {0.8, 1.1};
        assertThat(verdict(new double[] {0.81}, control)).isEqualTo(Difference.Verdict.WITHIN_NOISE);
        assertThat(verdict(new double[] {1.24}, control)).isEqualTo(Difference.Verdict.WITHIN_NOISE);
        assertThat(verdict(new double[] {0.7}, control)).isEqualTo(Difference.Verdict.LESS);
        assertThat(verdict(new double[] {1.3}, control)).isEqualTo(Difference.Verdict.MORE);
    }

    @Test
    void agreementByChanceIsNoMeasureOfNoise() {
        assertThat(verdict(new double[] {0.99}, new double[] {1, 1})).isEqualTo(Difference.Verdict.WITHIN_NOISE);
    }

    @Test
    void withoutTwoRoundsOfTheControlNothingIsSaid() {
        assertThat(verdict(new double[] {0.1}, new double[] {1})).isEqualTo(Difference.Verdict.UNKNOWN);
        assertThat(verdict(new double[] {0.1}, new double[0])).isEqualTo(Difference.Verdict.UNKNOWN);
        assertThat(verdict(new double[0], new double[] {1, 1})).isEqualTo(Difference.Verdict.UNKNOWN);
    }

    @Test
    void lessTimeIsFasterAndLessOfARateIsSlower() {
        Difference less = Difference.of(new double[] {0.5}, new double[] {1, 1});
        assertThat(less.asTimes()).isEqualTo("faster");
        assertThat(less.asRates()).isEqualTo("slower");
    }

    private static Difference.Verdict verdict(double[] ratios, double[] control) {
        return Difference.of(ratios, control).verdict();
    }
}
