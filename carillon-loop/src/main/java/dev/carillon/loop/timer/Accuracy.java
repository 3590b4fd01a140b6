package dev.carillon.loop.timer;

import java.time.Duration;

/**
 * How exact a timer has to be. A timer may be late by its accuracy, never early; within that window it is moved to the
 * roundest point of time, so that timers of many sources, loops and processes come due together and cost one wake-up.
 */
public final class Accuracy {
    private Accuracy() {}

    /** The power of two of nanoseconds that an accuracy allows: the greatest not above it, 0 for zero. */
    public static byte bitsOf(Duration accuracy) {
        if (accuracy.isNegative()) {
            throw new IllegalArgumentException("an accuracy is zero or more, not " + accuracy);
        }
        long nanos = saturatedNanos(accuracy);
        return (byte) (nanos == 0 ? 0 : Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos));
    }

    /** The roundest number (most zero bits at its end) from {@code when} to {@code when + 2^bits}; bits 0 leaves it. */
    public static long round(long when, int bits) {
        if (bits == 0 || when <= 0 || when > Long.MAX_VALUE - (1L << bits)) {
            return when;
        }
        long latest = when + (1L << bits);
        return latest & -Long.highestOneBit(when - 1 ^ latest);
    }

    /** A duration in nanoseconds; what is longer than 146 years, also into the past, counts as that. */
    public static long saturatedNanos(Duration duration) {
        if (duration.compareTo(LONGEST) >= 0) {
            return LONGEST.toNanos();
        }
        return duration.compareTo(SHORTEST) <= 0 ? SHORTEST.toNanos() : duration.toNanos();
    }

    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    /** Not LONGEST.negated(): that computes by BigDecimal, which takes 30 ms to load and garbage a call. */
    private static final Duration SHORTEST = Duration.ofNanos(-(Long.MAX_VALUE / 2));
}
