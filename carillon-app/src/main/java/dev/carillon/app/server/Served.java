package dev.carillon.app.server;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a {@link Service} serves with. Its methods are called on the thread of the service. */
interface Served extends AutoCloseable {
    /** Where it serves, in words. */
    String place();

    /** How much it takes, in words, if it has such limits. */
    Optional<String> limits();

    /** What it serves besides, and where, in words. */
    default Optional<String> besides() {
        return Optional.empty();
    }

    /** Reads again what it has read, and opens again what it writes to; in words, empty if there is nothing. */
    default Optional<String> reload() {
        return Optional.empty();
    }

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
