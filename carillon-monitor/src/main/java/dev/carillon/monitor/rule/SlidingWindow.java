package dev.carillon.monitor.rule;

import java.util.Arrays;

/**
 * Numbers of the last time in 60 buckets, of which the oldest is dropped whole: so the window is up to a sixtieth shorter than the
 * time. What it costs does not depend on how many numbers there are.
 */
final class SlidingWindow {
    static final int BUCKETS = 60;
    static final long NEVER = Long.MAX_VALUE;

    private static final long NONE = Long.MIN_VALUE;

    private final long width;
    private final long[] counts = new long[BUCKETS];
    private final double[] sums = new double[BUCKETS];
    private final double[] leasts = new double[BUCKETS];
    private final double[] greatests = new double[BUCKETS];
    private final double[] firsts = new double[BUCKETS];

    /** The bucket that numbers go to now, counted from the machine's start, and the oldest one that is not empty. */
    private long newest = NONE;

    private long oldest = NONE;

    // Of all buckets but the newest: summed up anew whenever one is dropped, so that no error of rounding stays.
    private long count;
    private double sum;
    private double least;
    private double greatest;

    private double last;

    SlidingWindow(long span) {
        width = width(span);
        forget();
    }

    /** How much time a bucket of a window of a time takes. */
    static long width(long span) {
        return Math.ceilDiv(span, (long) BUCKETS);
    }

    /** Drops what is too old. */
    void advance(long boot) {
        long bucket = boot / width;
        if (bucket <= newest) {
            return;
        }
        if (newest != NONE) {
            for (long passed = Math.max(newest + 1, bucket - BUCKETS + 1); passed <= bucket; passed++) {
                counts[slot(passed)] = 0;
            }
        }
        newest = bucket;
        sumUp();
    }

    private void sumUp() {
        forget();
        for (long bucket = Math.max(0, newest - BUCKETS + 1); bucket < newest; bucket++) {
            int slot = slot(bucket);
            if (counts[slot] > 0) {
                oldest = oldest == NONE ? bucket : oldest;
                count += counts[slot];
                sum += sums[slot];
                least = Math.min(least, leasts[slot]);
                greatest = Math.max(greatest, greatests[slot]);
            }
        }
    }

    private void forget() {
        oldest = NONE;
        count = 0;
        sum = 0;
        least = Double.POSITIVE_INFINITY;
        greatest = Double.NEGATIVE_INFINITY;
    }

    /** Adds a number of now; after {@link #advance}. */
    void add(double number) {
        int slot = slot(newest);
        if (counts[slot] == 0) {
            oldest = oldest == NONE ? newest : oldest;
            sums[slot] = 0;
            leasts[slot] = number;
            greatests[slot] = number;
            firsts[slot] = number;
        }
        counts[slot]++;
        sums[slot] += number;
        leasts[slot] = Math.min(leasts[slot], number);
        greatests[slot] = Math.max(greatests[slot], number);
        last = number;
    }

    private static int slot(long bucket) {
        return (int) (bucket % BUCKETS);
    }

    /** When something is dropped next. */
    long expiry() {
        return oldest == NONE ? NEVER : (oldest + BUCKETS) * width;
    }

    long count() {
        return newest == NONE ? 0 : count + counts[slot(newest)];
    }

    /** Not a number where the window is empty and the measure needs one. */
    double of(Measure measure) {
        if (count() == 0) {
            return measure.ofNone();
        }
        int slot = slot(newest);
        boolean isNew = counts[slot] > 0;
        return switch (measure) {
            case AVG -> (sum + (isNew ? sums[slot] : 0)) / count();
            case SUM -> sum + (isNew ? sums[slot] : 0);
            case COUNT -> count();
            case MIN -> least(slot, isNew);
            case MAX -> greatest(slot, isNew);
            case RATE -> last - firsts[slot(oldest)];
            case RISE -> last - least(slot, isNew);
            case FALL -> greatest(slot, isNew) - last;
            case VALUE, P50, P95, P99 -> throw new IllegalArgumentException(measure + " is of no window of sums");
        };
    }

    private double least(int slot, boolean isNew) {
        return isNew ? Math.min(least, leasts[slot]) : least;
    }

    private double greatest(int slot, boolean isNew) {
        return isNew ? Math.max(greatest, greatests[slot]) : greatest;
    }

    @Override
    public String toString() {
        return count() + " numbers, of buckets " + Arrays.toString(counts);
    }
}
