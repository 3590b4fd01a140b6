package dev.carillon.net;

/**
 * Who keeps a connection from taking input. Each holds and lets go for itself: one never undoes what another has asked for.
 * A {@link dev.carillon.loop.WorkerPool} that has the connection, and {@link Connection#disable}, hold it too; those are the
 * loop's affair.
 */
public enum Hold {
    /** The program: {@link Connection#pause()}. */
    APPLICATION,
    /** A protocol between the connection and the program, such as one whose answer is being made elsewhere. */
    PROTOCOL,
    /** More waits to be sent than the high-water mark. */
    OUTPUT,
    /** What comes is forwarded to a connection that has more to send than its high-water mark. */
    FORWARDING,
    /** Straight-line code that reads nothing at the moment. */
    STREAM;

    private static final int SHIFT = 16;

    /** Its place in a {@link ConnectionState}. */
    @SuppressWarnings("EnumOrdinal") // nobody else sees it
    int bit() {
        return 1 << SHIFT + ordinal();
    }
}
