package dev.carillon.loop.timer;

import org.jspecify.annotations.Nullable;

/**
 * A point in time at which something is due: a node of {@link Timers}. The links are fields, so that scheduling allocates
 * nothing and cancelling finds the node at once. 40 bytes.
 */
public abstract class Deadline {
    /** Where a node is that is not scheduled. */
    static final int NOWHERE = 0;

    /** When it is due, in the time of {@link Timers}. */
    long when;

    @Nullable
    Deadline next;

    @Nullable
    Deadline previous;

    /** Tells deadlines of the same time apart: first scheduled, first due. */
    int sequence;

    /** {@link #NOWHERE}; 1 + the wheel's slot; or -1 - the position in the heap. */
    int where;

    /** The power of two of nanoseconds it may be late by choice; 0 for as exact as the kernel can. */
    byte accuracyBits;

    /** Called on the loop's thread once the time has come. Marks something as pending; runs no handler itself. */
    protected abstract void due();

    /** When it is due, or was when it was scheduled last, in the time of {@link Timers}. */
    public final long when() {
        return when;
    }

    /** Until when it may wait by choice. */
    final long latest() {
        long latest = accuracyBits == 0 ? when : when + (1L << accuracyBits);
        return latest < 0 ? Long.MAX_VALUE : latest;
    }

    /** Whether it is still to come. */
    public final boolean isScheduled() {
        return where != NOWHERE;
    }
}
