package dev.carillon.monitor.rule;

import java.util.Locale;

/** Numbers that a rule compares: one event's, or one of those of a window of time. */
public enum Measure {
    /** The newest. */
    VALUE("the newest"),
    /** The mean. */
    AVG("the mean"),
    /** The least. */
    MIN("the least"),
    /** The greatest. */
    MAX("the greatest"),
    /** The sum. */
    SUM("the sum"),
    /** How many there are. */
    COUNT("how many there are"),
    /** How much greater the newest is than the oldest: less than zero where it fell. */
    RATE("how much greater the newest is than the oldest: less than zero where it fell"),
    /** How far the newest is above the least. */
    RISE("how far the newest is above the least"),
    /** How far the newest is below the greatest. */
    FALL("how far the newest is below the greatest"),
    /** That which half of them do not exceed. */
    P50("that which half of them do not exceed"),
    /** That which 95 of a hundred do not exceed. */
    P95("that which 95 of a hundred do not exceed"),
    /** That which 99 of a hundred do not exceed. */
    P99("that which 99 of a hundred do not exceed");

    private final String about;

    Measure(String about) {
        this.about = about;
    }

    /** What it is, in words. */
    String about() {
        return about;
    }

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
