package dev.carillon.monitor.action;

import java.time.Instant;

/** Keeps what is to be told to other machines, so that it is told also by a monitor that is started after this one's death. */
@FunctionalInterface
public interface Outbox {
    /** Keeps nothing. */
    Outbox NONE = (action, notice, since, whenKept) -> whenKept.run();

    /**
     * Keeps a notice until an attempt with a last outcome is told of it.
     *
     * @param whenKept run on the loop's thread when it is kept, or when it is clear that it cannot be: it is told then all the same
     */
    void keep(String action, Notice notice, Instant since, Runnable whenKept);
}
