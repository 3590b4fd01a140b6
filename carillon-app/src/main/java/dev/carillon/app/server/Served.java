package dev.carillon.app.server;

import java.util.Optional;

/** What a {@link Service} serves with. Its methods are called on the thread of the service. */
interface Served extends AutoCloseable {
    /** Where it serves, in words. */
    String place();

    /** How much it takes, in words, if it has such limits. */
    Optional<String> limits();

    /** Takes no more; what is on its way is sent. */
    void finish();

    /** How much is on its way still. */
    long pending();

    /** What it has done, in a line. */
    String figures();

    /** Ends it at once. */
    @Override
    void close();
}
