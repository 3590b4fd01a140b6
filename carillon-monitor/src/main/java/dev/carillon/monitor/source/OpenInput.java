package dev.carillon.monitor.source;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.Socket;
import java.util.Optional;

/** What a source reads from, open. For the loop's thread. */
public interface OpenInput extends AutoCloseable {
    /**
     * Has it read, or not: what comes meanwhile waits in the kernel. Does nothing where that is not possible, which {@link
     * Input#canWait} says.
     */
    default void reading(boolean isOn) {}

    /** What it listens with, of which whoever takes its place gets a duplicate. */
    default Optional<Socket> socket() {
        return Optional.empty();
    }

    /** Whether the file of what it listens with is its own, to be removed when it closes: of two that share a socket, one's. */
    default void owningFile(boolean isOwn) {}

    /** Whether it may start what it is to start: who takes another's place waits for that one's end. */
    default void starting(boolean isOn) {}

    /** Closes it when what it has started has ended by itself, which it is asked to. */
    default void end(Runnable whenEnded) {
        close();
        whenEnded.run();
    }

    /** Adds to it, where it is a counter; false if it is full. */
    default boolean add(long value) {
        throw new IllegalArgumentException("it is no counter");
    }

    /** The counter that others may add to by a descriptor of their own. */
    default Optional<EventFd> eventFd() {
        return Optional.empty();
    }

    /** Reads nothing more, and ends what it has started. */
    @Override
    void close();
}
