package dev.carillon.monitor.source;

/** What a source reads from, open. For the loop's thread. */
public interface OpenInput extends AutoCloseable {
    /**
     * Has it read, or not: what comes meanwhile waits in the kernel. Does nothing where that is not possible, which {@link
     * Input#canWait} says.
     */
    default void reading(boolean isOn) {}

    /** Adds to it, where it is a counter; false if it is full. */
    default boolean add(long value) {
        throw new IllegalArgumentException("it is no counter");
    }

    /** Reads nothing more, and ends what it has started. */
    @Override
    void close();
}
