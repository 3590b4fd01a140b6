package dev.carillon.monitor.rule;

import java.util.Locale;

/** Numbers that a rule compares: one event's, or one of those of a window of time. */
public enum Measure {
    /** The newest. */
    VALUE,
    /** The mean. */
    AVG,
    /** The least. */
    MIN,
    /** The greatest. */
    MAX,
    /** The sum. */
    SUM,
    /** How many there are. */
    COUNT,
    /** How much greater the newest is than the oldest: less than zero where it fell. */
    RATE,
    /** How far the newest is above the least. */
    RISE,
    /** How far the newest is below the greatest. */
    FALL,
    /** That which half of them do not exceed. */
    P50,
    /** That which 95 of a hundred do not exceed. */
    P95,
    /** That which 99 of a hundred do not exceed. */
    P99;

    /** Its key in the file. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isPercentile() {
        return this == P50 || this == P95 || this == P99;
    }

    /** The share that does not exceed it, in hundredths. */
    int percent() {
        return switch (this) {
            case P50 -> 50;
            case P95 -> 95;
            case P99 -> 99;
            default -> throw new IllegalStateException(this + " is no percentile");
        };
    }

    /** What it is of no event; not a number if nothing. */
    double ofNone() {
        return this == SUM || this == COUNT ? 0 : Double.NaN;
    }
}
