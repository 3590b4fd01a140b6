package dev.carillon.monitor.action;

import java.util.List;

/** Where an action's notices go. For the loop's thread. */
interface Target {
    /** Has a notice told. */
    void take(Notice notice);

    /** Goes on with a notice that was not told by another before this one. */
    default void resume(Load.Part part) {
        throw new IllegalStateException("nothing waits for " + this);
    }

    /** Goes on with a notice that another action was to tell, which is no more. */
    default void takeOver(Load.Part part) {
        throw new IllegalStateException("nothing waits for " + this);
    }

    /** These alarms there are, and no others, of which those know whom it tells. */
    default void stand(List<Notice> notices) {}

    /** How it stands. */
    ActionStatus status();

    /** Ends what is going on; answers what was not told, and could be by another. */
    List<Load.Part> end();
}
