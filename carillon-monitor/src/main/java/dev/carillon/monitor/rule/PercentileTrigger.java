package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares a percentile (by nearest rank) of a window of time. It is exact and costs the same for each event whatever the window
 * holds, because the percentile itself need not be known: it is above a limit when fewer numbers than its rank are not. What is
 * shown of it is made of {@link Samples} when somebody asks.
 */
final class PercentileTrigger implements Trigger {
    private static final int BUCKETS = SlidingWindow.BUCKETS;
    private static final long NONE = Long.MIN_VALUE;

    /** Some of the numbers, counted by bucket. */
    private static final class Row {
        private final int[] counts = new int[BUCKETS];
        private long total;

        void count(int slot, boolean is) {
            if (is) {
                counts[slot]++;
                total++;
            }
        }

        void drop(int slot) {
            total -= counts[slot];
            counts[slot] = 0;
        }
    }

    private final int percent;
    private final Limits limits;
    private final Field field;
    private final long span;
    private final long width;
    private final Row all = new Row();
    private final Row notAbove = new Row();
    private final Row below = new Row();
    private final Row belowClear = new Row();
    private final Row notAboveClear = new Row();
    private final List<Row> rows = List.of(all, notAbove, below, belowClear, notAboveClear);
    private final Samples samples = new Samples();
    private long newest = NONE;

    PercentileTrigger(Condition.Threshold threshold, Field field) {
        percent = threshold.measure().percent();
        limits = threshold.limits();
        this.field = field;
        span = threshold.window().toNanos();
        width = SlidingWindow.width(span);
    }

    @Override
    public void accept(Event event, long boot) {
        advance(boot);
        double number = field.number(event);
        int slot = slot(newest);
        samples.add(slot, number);
        all.count(slot, true);
        notAbove.count(slot, isNotAbove(number, limits.above()));
        below.count(slot, isBelow(number, limits.below()));
        belowClear.count(slot, isBelow(number, limits.clearBelow()));
        notAboveClear.count(slot, isNotAbove(number, limits.clearAbove()));
    }

    private static boolean isNotAbove(double number, @Nullable Double limit) {
        return limit != null && number <= limit;
    }

    private static boolean isBelow(double number, @Nullable Double limit) {
        return limit != null && number < limit;
    }

    @Override
    public void advance(long boot) {
        long bucket = boot / width;
        if (newest != NONE) {
            for (long passed = Math.max(newest + 1, bucket - BUCKETS + 1); passed <= bucket; passed++) {
                drop(slot(passed));
            }
        }
        newest = Math.max(newest, bucket);
    }

    private void drop(int slot) {
        rows.forEach(row -> row.drop(slot));
        samples.drop(slot);
    }

    private static int slot(long bucket) {
        return (int) (bucket % BUCKETS);
    }

    @Override
    public long due() {
        if (all.total == 0) {
            return NEVER;
        }
        long oldest = Math.max(0, newest - BUCKETS + 1);
        while (all.counts[slot(oldest)] == 0) {
            oldest++;
        }
        return (oldest + BUCKETS) * width;
    }

    /** The percentile is that number which stands at this place when they are sorted, from 1. */
    private long rank() {
        return Math.ceilDiv(percent * all.total, 100L);
    }

    @Override
    public boolean raises() {
        if (all.total == 0) {
            return false;
        }
        return limits.above() != null && notAbove.total < rank() || limits.below() != null && below.total >= rank();
    }

    @Override
    public boolean clears() {
        return all.total == 0 || clearsFromAbove() && clearsFromBelow();
    }

    private boolean clearsFromAbove() {
        if (limits.clearBelow() != null) {
            return belowClear.total >= rank();
        }
        return limits.above() == null || notAbove.total >= rank();
    }

    private boolean clearsFromBelow() {
        if (limits.clearAbove() != null) {
            return notAboveClear.total < rank();
        }
        return limits.below() == null || below.total < rank();
    }

    @Override
    public double number() {
        return samples.percentile(percent);
    }

    @Override
    public long memory() {
        return span;
    }

    @Override
    public int looksAt() {
        return Causes.MOST;
    }
}
