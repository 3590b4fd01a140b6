package dev.carillon.app.site;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts who uses something, and ends it with the last of them. Begins with one user: its owner. Safe from any thread. */
final class Lease {
    private final AtomicInteger users = new AtomicInteger(1);
    private final Runnable end;

    /** @param end called once, by whoever gives it back last */
    Lease(Runnable end) {
        this.end = end;
    }

    /** Begins to use it, unless it has ended. */
    boolean take() {
        int now;
        do {
            now = users.get();
            if (now == 0) {
                return false;
            }
        } while (!users.compareAndSet(now, now + 1));
        return true;
    }

    /** Uses it no more. */
    void giveBack() {
        if (users.decrementAndGet() == 0) {
            end.run();
        }
    }
}
