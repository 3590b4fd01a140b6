package dev.carillon.loop;

/** What has become of bytes that a {@link StreamWriter} was given. */
public enum Written {
    /** Taken: they are written, in order, unless the writer comes to its end before. */
    TAKEN,
    /** Taken too, and now more waits than the high-water mark: give it no more until {@link StreamWriter.Handler#drained}. */
    FULL,
    /** Not taken, and counted as lost: with them more would wait than the bound. */
    DROPPED,
    /** Not taken: {@link StreamWriter#finish} was called. */
    FINISHED,
    /** Not taken: the writer is closed, or at its end as its reader has gone or writing has failed. */
    CLOSED;

    /**
     * Whether the writer has them.
     *
     * @return true for {@link #TAKEN} and {@link #FULL}
     */
    public boolean isTaken() {
        return this == TAKEN || this == FULL;
    }
}
