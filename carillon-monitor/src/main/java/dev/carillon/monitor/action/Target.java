package dev.carillon.monitor.action;

/** Where an action's notices go. For the loop's thread. */
interface Target extends AutoCloseable {
    /** Has a notice told. */
    void take(Notice notice);

    /** How it stands. */
    ActionStatus status();

    /** Ends what is going on, and gives up what waits. */
    @Override
    void close();
}
