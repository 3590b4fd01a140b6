package dev.carillon.net;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;

/**
 * What readers of straight-line code have got in this turn. They are told at its end, all together: told one by one, their
 * threads' scheduler would wake a thread for each, and have it fall asleep again before the next. For one loop.
 */
final class Answers {
    private final ArrayDeque<CompletableFuture<Integer>> readers = new ArrayDeque<>();
    private final ArrayDeque<Integer> counts = new ArrayDeque<>();

    /** Tells a reader at the end of the turn, or in the next one. */
    void add(Connection connection, CompletableFuture<Integer> reader, int count) {
        if (readers.isEmpty()) {
            connection.settleLater();
        }
        readers.add(reader);
        counts.add(count);
    }

    /** All that was due in the turn has been handled. */
    void tell() {
        CompletableFuture<Integer> reader;
        while ((reader = readers.poll()) != null) {
            reader.complete(counts.remove());
        }
    }
}
