package dev.carillon.bench.plot;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * A logarithmic axis, for a plot of logarithms: XChart leaves nobody a say in where its ticks are.
 *
 * @param from where it begins, as a logarithm
 * @param to where it ends, as a logarithm
 * @param ticks what is written where, by logarithms
 */
record LogAxis(double from, double to, Map<Double, String> ticks) {
    private static final double DECADE = 10;
    private static final List<Integer> STEPS = List.of(1, 2, 5);
    /** From so many decades on only they have ticks. */
    private static final double MANY = 2.2;

    /** As long as these values need, from tick to tick. */
    static LogAxis of(double[] values, DoubleFunction<String> written) {
        double least = Arrays.stream(values).filter(value -> value > 0).min().orElse(1);
        double most = Arrays.stream(values).max().orElse(DECADE);
        boolean many = Math.log10(most / least) > MANY;
        double from = Double.NaN;
        double to = Double.NaN;
        Map<Double, String> ticks = new LinkedHashMap<>();
        int first = (int) Math.floor(Math.log10(least));
        for (int exponent = first; Double.isNaN(to); exponent++) {
            for (int step : many ? STEPS.subList(0, 1) : STEPS) {
                double value = step * Math.pow(DECADE, exponent);
                if (value <= least * (1 + 1e-9)) {
                    ticks.clear();
                    from = Math.log10(value);
                }
                if (Double.isNaN(to)) {
                    ticks.put(Math.log10(value), written.apply(value));
                    to = value >= most * (1 - 1e-9) && value > least ? Math.log10(value) : Double.NaN;
                }
            }
        }
        return new LogAxis(from, to, ticks);
    }
}
