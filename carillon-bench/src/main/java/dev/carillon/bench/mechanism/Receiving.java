package dev.carillon.bench.mechanism;

/** The end that is told. For one thread, but for its making. */
interface Receiving extends AutoCloseable {
    /** Waits for ever. */
    long FOREVER = -1;

    /** Makes the calling thread the one that waits. */
    default void begin() {}

    /**
     * Waits for an event.
     *
     * @param nanos how long at the most, or {@link #FOREVER}
     * @return how many events it was told of at once; 0 if there were none in that time
     */
    long take(long nanos);

    @Override
    default void close() {}
}
