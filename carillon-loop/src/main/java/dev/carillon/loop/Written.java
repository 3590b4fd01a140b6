package dev.carillon.loop;

/**
 * What has become of bytes that were given to be written: to a {@link StreamWriter}, or a connection of {@code carillon-net}.
 */
public enum Written {
    /** Taken: they are written, in order and completely, unless the writer comes to its end or the connection breaks off. */
    TAKEN,
    /** Taken too, and now more waits than the high-water mark: give it no more until its handler is told {@code drained}. */
    FULL,
    /** Not taken, and counted as lost: with them more would wait than the bound. Connections have none. */
    DROPPED,
    /** Not taken: this side has ended already, {@code finish} or {@code endOutput}. */
    FINISHED,
    /** Not taken: it is closed, or at its end, as nobody takes anything any more or writing has failed. */
    CLOSED;

    /**
     * Whether the bytes will be written.
     *
     * @return true for {@link #TAKEN} and {@link #FULL}
     */
    public boolean isTaken() {
        return this == TAKEN || this == FULL;
    }
}
