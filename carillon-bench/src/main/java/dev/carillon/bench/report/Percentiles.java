package dev.carillon.bench.report;

import java.util.Locale;

/** The x axis of a plot of percentiles: one by the part that is slower, so that each nine takes a decade. */
public final class Percentiles {
    public static final double MEDIAN = 2;
    public static final double P99 = 100;
    public static final double P999 = 1000;

    private Percentiles() {}

    /** How a place on the axis is written. */
    public static String tick(double x) {
        return String.format(Locale.ROOT, x < 1000 ? "%.0f %%" : "%.1f %%", 100 * (1 - 1 / x));
    }
}
