package dev.carillon.monitor.store;

import dev.carillon.monitor.Event;
import java.io.IOException;
import java.util.function.Consumer;

/** What has happened, from elsewhere than the database: a new one is filled with it. */
@FunctionalInterface
public interface Origin {
    /** Nothing is known. */
    Origin NONE = events -> {};

    /**
     * Tells all of it, in order; on the store's thread.
     *
     * @throws IOException if it cannot be read
     */
    void read(Consumer<Event> events) throws IOException;
}
