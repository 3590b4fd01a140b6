package dev.carillon.loop;

import org.jspecify.annotations.Nullable;

/**
 * What a source has done. Always on: a handler call costs a few additions and one look at the clock.
 *
 * <p>Written by the loop's thread alone; other threads may read and see a moment ago.
 */
public final class SourceStatistics {
    long events;
    long bytes;
    long merged;
    long missed;
    long again;
    long errors;
    long limited;
    long quarantined;
    private final Histogram handlerTime = new Histogram();
    private @Nullable Histogram lateness;

    /** Statistics at zero, for a {@link CustomSource}: several of a loop may share them. */
    public SourceStatistics() {}

    void turn(long durationNanos) {
        handlerTime.record(durationNanos);
    }

    void late(long nanosLate) {
        Histogram histogram = lateness;
        if (histogram == null) {
            lateness = histogram = new Histogram();
        }
        histogram.record(nanosLate);
    }

    /**
     * Handler calls.
     *
     * @return the count
     */
    public long events() {
        Figures.lookAgain();
        return events;
    }

    /**
     * Bytes read or written by the source.
     *
     * @return the count; 0 for sources that carry none
     */
    public long bytes() {
        Figures.lookAgain();
        return bytes;
    }

    /**
     * Turns of the loop in which the source was handled; one turn may have several handler calls.
     *
     * @return the count
     */
    public long turns() {
        return handlerTime.count();
    }

    /**
     * Time spent on the source: its reads and its handler.
     *
     * @return nanoseconds
     */
    public long nanos() {
        return handlerTime.sum();
    }

    /**
     * The longest time one turn took.
     *
     * @return nanoseconds
     */
    public long longestNanos() {
        return handlerTime.max();
    }

    /**
     * What came together with another in one handler call.
     *
     * @return the count
     */
    public long merged() {
        Figures.lookAgain();
        return merged;
    }

    /**
     * What was given up by policy.
     *
     * @return the count
     */
    public long missed() {
        Figures.lookAgain();
        return missed;
    }

    /**
     * Times the source was reported ready and there was nothing, EAGAIN.
     *
     * @return the count
     */
    public long again() {
        Figures.lookAgain();
        return again;
    }

    /**
     * Handler calls that threw.
     *
     * @return the count
     */
    public long errors() {
        Figures.lookAgain();
        return errors;
    }

    /**
     * Times the rate limit made the source wait.
     *
     * @return the count
     */
    public long limited() {
        Figures.lookAgain();
        return limited;
    }

    /**
     * Times the source was set aside because it fired without progress.
     *
     * @return the count
     */
    public long quarantined() {
        Figures.lookAgain();
        return quarantined;
    }

    /**
     * The times of single turns.
     *
     * @return nanoseconds
     */
    public Histogram handlerTime() {
        return handlerTime;
    }

    /**
     * How late a timer's handler was called.
     *
     * @return nanoseconds; null for sources that are not due at a time
     */
    public @Nullable Histogram lateness() {
        Figures.lookAgain();
        return lateness;
    }
}
