package dev.carillon.app.server;

import dev.carillon.app.control.Held;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a {@link Service} serves with. Its methods are called on the thread of the service. */
interface Served extends AutoCloseable {
    /** Where it serves, in words. */
    String place();

    /** What it listens with, for a successor; empty if it cannot be handed over. */
    default List<Held> held() {
        return List.of();
    }

    /** Begins to accept with what a predecessor has handed over. */
    default void start() {}

    /** What who uses it should know, such as how much it takes, in lines. */
    default List<String> terms() {
        return List.of();
    }

    /**
     * Reads again what it has read, and opens again what it writes to.
     *
     * @return what was done, in words; empty if there is nothing to read
     * @throws Exception why nothing was done
     */
    default Optional<String> reload() throws Exception {
        return Optional.empty();
    }

    /** Another process serves what this one did: nobody is to hear that it ends. */
    default void succeeded() {}

    /** Takes no more; what is on its way is sent, as far as there is time for it. Completed when that is over. */
    CompletionStage<?> drain(Duration limit);

    /** How much is on its way still. */
    long pending();

    /** What it has done, in a line. */
    String figures();

    /** Ends it at once. */
    @Override
    void close();
}
