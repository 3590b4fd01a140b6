package dev.carillon.app.server;

import dev.carillon.app.control.Held;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** What a {@link Service} serves with. Its methods are called on the thread of the service. */
interface Served extends AutoCloseable {
    /** Where it serves, in words. */
    String place();

    /** Where it listens itself, over TCP or at a Unix socket: nothing else of it can be there. */
    default List<SocketAddress> addresses() {
        return List.of();
    }

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

    /** Its configuration; empty if it has none. */
    default String file() {
        return "";
    }

    /** What it does that is no source's of its loops; the same names each time. */
    default List<Work> work() {
        return List.of();
    }

    /** How much of what it was to write down is not written. */
    default long lost() {
        return 0;
    }

    /**
     * Such as a listener's requests.
     *
     * @param name what it is called
     * @param begun how much there was, of which each comes to its end
     * @param inFlight how much of that has not ended yet
     */
    record Work(String name, long begun, long inFlight) {
        /** What kind of source it is shown as. */
        static final String KIND = "requests";
    }

    /** Ends it at once. */
    @Override
    void close();
}
