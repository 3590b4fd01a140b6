package dev.carillon.bench.plot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LogAxisTest {
    @ParameterizedTest
    @CsvSource({
        "10, 10000, 10 100 1000 10000",
        "0.6, 5000, 0.1 1 10 100 1000 10000",
        "566000, 870000, 500000 1000000",
        "1, 8, 1 2 5 10",
        "15, 1100, 10 20 50 100 200 500 1000 2000",
        "7, 7, 5 10",
        "10, 10, 10 20"
    })
    void itGoesFromTickToTickAroundTheValues(double least, double most, String ticks) {
        LogAxis axis = LogAxis.of(new double[] {most, least}, value -> String.format(Locale.ROOT, "%s", number(value)));
        assertThat(String.join(" ", axis.ticks().values())).isEqualTo(ticks);
        assertThat(axis.ticks().keySet()).first().isEqualTo(axis.from());
        assertThat(axis.ticks().keySet()).last().isEqualTo(axis.to());
        assertThat(axis.from()).isLessThanOrEqualTo(Math.log10(least) + 1e-6);
        assertThat(axis.to()).isGreaterThanOrEqualTo(Math.log10(most) - 1e-6);
    }

    @Test
    void withoutValuesItIsADecade() {
        LogAxis axis = LogAxis.of(new double[0], Double::toString);
        assertThat(axis.from()).isZero();
        assertThat(axis.to()).isCloseTo(1, Assertions.within(1e-9));
    }

    private static String number(double value) {
        return new java.math.BigDecimal(value)
                .round(new java.math.MathContext(1))
                .stripTrailingZeros()
                .toPlainString();
    }
}
