package dev.carillon.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DifferenceTest {
    @ParameterizedTest
    @CsvSource({
        "0.85, LESS, faster, slower",
        "1.20, MORE, slower, faster",
        "0.95, WITHIN_NOISE, within noise (10 %), within noise (10 %)",
        "1.09, WITHIN_NOISE, within noise (10 %), within noise (10 %)"
    })
    void onlyWhatIsFurtherApartThanTheControlIsCalledDifferent(
            double ratio, Difference.Verdict verdict, String times, String rates) {
        Difference difference = Difference.of(new double[] {ratio}, new double[] {0.98, 1.1, 1.0});
        assertThat(difference.verdict()).isEqualTo(verdict);
        assertThat(difference.asTimes()).isEqualTo(times);
        assertThat(difference.asRates()).isEqualTo(rates);
    }

    @Test
    void theControlsWorstRoundCountsInBothDirections() {
        assertThat(Difference.of(new double[] {1.2}, new double[] {0.8, 1.0}).verdict())
                .isEqualTo(Difference.Verdict.WITHIN_NOISE); // 1 / 0.8 is 1.25
        assertThat(Difference.of(new double[] {0.82}, new double[] {1.0, 1.25}).verdict())
                .isEqualTo(Difference.Verdict.WITHIN_NOISE);
    }

    @Test
    void theMedianDecidesAndNotTheBestRound() {
        assertThat(Difference.of(new double[] {0.5, 1.0, 1.01}, new double[] {1.0, 1.05})
                        .verdict())
                .isEqualTo(Difference.Verdict.WITHIN_NOISE);
    }

    @Test
    void whatIsNotSoInEveryRoundIsNotSaid() {
        Difference difference = Difference.of(new double[] {0.8, 0.85, 1.01}, new double[] {1.0, 1.05});
        assertThat(difference.verdict()).isEqualTo(Difference.Verdict.MIXED);
        assertThat(difference.asTimes()).isEqualTo("not the same in every round");
        assertThat(Difference.of(new double[] {1.2, 1.25, 0.99}, new double[] {1.0, 1.05})
                        .verdict())
                .isEqualTo(Difference.Verdict.MIXED);
    }

    @Test
    void aControlThatAgreesByChanceDoesNotMakeTrifles() {
        assertThat(Difference.of(new double[] {0.99}, new double[] {1.0, 1.0}).verdict())
                .isEqualTo(Difference.Verdict.WITHIN_NOISE);
    }

    @Test
    void withoutTwoRoundsOfControlNothingIsCalledDifferent() {
        for (double[] control : new double[][] {{}, {1.001}}) {
            Difference difference = Difference.of(new double[] {0.1}, control);
            assertThat(difference.verdict()).isEqualTo(Difference.Verdict.UNKNOWN);
            assertThat(difference.asTimes()).isEqualTo("no control of two rounds");
        }
        assertThat(Difference.of(new double[0], new double[] {1, 1}).asTimes()).isEqualTo("-");
    }

    @Test
    void aControlIsARowOfTheNoise() {
        assertThat(Difference.row("echo", new double[] {1.1, 0.9, 1.0}).getFirst())
                .containsExactly("echo", "1.000", "0.900 .. 1.100", "11.1 %");
        assertThat(Difference.row("echo", new double[0])).isEmpty();
    }
}
