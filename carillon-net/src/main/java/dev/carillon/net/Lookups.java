package dev.carillon.net;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * The threads on which names are resolved. Not virtual ones: {@code getaddrinfo(3)} waits for as long as its servers like, and
 * would hold a carrier all that time. Few, so that a server of names that is down does not cost a thread a connection; none
 * when there is nothing to do.
 */
final class Lookups {
    private static final int MOST_THREADS = 8;

    private static final Queue<Runnable> WAITING = new ArrayDeque<>();
    private static int threads;

    private Lookups() {}

    static void execute(Runnable lookup) {
        synchronized (WAITING) {
            WAITING.add(lookup);
            if (threads == MOST_THREADS) {
                return;
            }
            threads++;
        }
        Thread.ofPlatform().daemon().name("carillon resolve").start(Lookups::work);
    }

    private static void work() {
        for (Runnable lookup = next(); lookup != null; lookup = next()) {
            lookup.run();
        }
    }

    private static @Nullable Runnable next() {
        synchronized (WAITING) {
            Runnable lookup = WAITING.poll();
            if (lookup == null) {
                threads--;
            }
            return lookup;
        }
    }
}
