package dev.carillon.metrics;

import java.util.function.BinaryOperator;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a figure that only grows has grown by of late: within the last minute to two, or since it was last asked for if that is
 * longer ago. Two past states are kept; nothing runs between questions. Safe from any thread.
 *
 * @param <T> a snapshot of the figure
 */
final class Recent<T> {
    private static final long SPAN_NANOS = 60_000_000_000L;

    private final Supplier<T> now;
    private final LongSupplier clock;
    private T earlier;
    private T last;
    private long lastTaken;

    /**
     * @param now takes a snapshot
     * @param clock nanoseconds since some moment
     */
    Recent(Supplier<T> now, LongSupplier clock) {
        this.now = now;
        this.clock = clock;
        this.earlier = now.get();
        this.last = earlier;
        this.lastTaken = clock.getAsLong();
    }

    /** What has come: a function of the present state and the earlier one. */
    synchronized T compare(BinaryOperator<T> since) {
        T present = now.get();
        long time = clock.getAsLong();
        if (time - lastTaken >= SPAN_NANOS) {
            earlier = last;
            last = present;
            lastTaken = time;
        }
        return since.apply(present, earlier);
    }
}
