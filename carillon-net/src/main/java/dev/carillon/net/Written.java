package dev.carillon.net;

/** What has become of bytes that a connection was given to send. */
public enum Written {
    /** Taken: they are sent, in order and completely, unless the connection is broken off. */
    TAKEN,
    /** Taken too, and with them more waits than the high-water mark: feed it no more until {@link ConnectionHandler#drained}. */
    FULL,
    /** Not taken: this side has ended by {@link Connection#endOutput} or {@link Connection#finish}. */
    FINISHED,
    /** Not taken: the connection has ended, or the peer takes nothing any more. */
    CLOSED;

    /**
     * Whether the bytes will be sent.
     *
     * @return true for {@link #TAKEN} and {@link #FULL}
     */
    public boolean isTaken() {
        return this == TAKEN || this == FULL;
    }
}
