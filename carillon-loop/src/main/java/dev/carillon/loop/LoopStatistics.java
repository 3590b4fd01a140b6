package dev.carillon.loop;

/**
 * What a loop has done: the terms of its cost. Always on.
 *
 * <p>Written by the loop's thread alone; other threads may read and see a moment ago.
 */
public final class LoopStatistics {
    long turns;
    long polls;
    long kernelEvents;
    long dispatches;
    long stale;
    long waitingNanos;
    long workingNanos;
    long interestChanges;
    long slowHandlers;
    long unreported;
    long ringCalls;
    long ringSends;
    private final Histogram batch = new Histogram();
    private final Histogram turnTime = new Histogram();
    private final Histogram dispatchDelay = new Histogram();

    LoopStatistics() {}

    void polled(int events, long waitNanos) {
        polls++;
        waitingNanos += waitNanos;
        kernelEvents += events;
        if (events > 0) {
            batch.record(events);
        }
    }

    /** The handlers of a turn have run, in so much time; the last one began so long after the first. */
    void handled(int sources, long nanos, long lastBegan) {
        dispatches += sources;
        workingNanos += nanos;
        if (sources > 0) {
            turnTime.record(nanos);
            dispatchDelay.record(lastBegan);
        }
    }

    /**
     * Turns: once around, from wait to wait.
     *
     * @return the count
     */
    public long turns() {
        Figures.lookAgain();
        return turns;
    }

    /**
     * Waits that were asked of the kernel.
     *
     * @return the count
     */
    public long polls() {
        Figures.lookAgain();
        return polls;
    }

    /**
     * Ready descriptors the kernel reported.
     *
     * @return the count
     */
    public long kernelEvents() {
        Figures.lookAgain();
        return kernelEvents;
    }

    /**
     * Times a source was handled.
     *
     * @return the count
     */
    public long dispatches() {
        Figures.lookAgain();
        return dispatches;
    }

    /**
     * Events of sources that had been closed when their turn came, and were dropped.
     *
     * @return the count
     */
    public long stale() {
        Figures.lookAgain();
        return stale;
    }

    /**
     * Time asleep in the kernel.
     *
     * @return nanoseconds
     */
    public long waitingNanos() {
        Figures.lookAgain();
        return waitingNanos;
    }

    /**
     * Time awake.
     *
     * @return nanoseconds
     */
    public long workingNanos() {
        Figures.lookAgain();
        return workingNanos;
    }

    /**
     * Registrations changed in the kernel, {@code epoll_ctl(2)}.
     *
     * @return the count
     */
    public long interestChanges() {
        Figures.lookAgain();
        return interestChanges;
    }

    /**
     * Handlers that took longer than {@link LoopOptions#slowHandler}.
     *
     * @return the count
     */
    public long slowHandlers() {
        Figures.lookAgain();
        return slowHandlers;
    }

    /**
     * Failures that neither the error handler nor the log could be told of, because telling failed as well.
     *
     * @return the count
     */
    public long unreported() {
        Figures.lookAgain();
        return unreported;
    }

    /**
     * Calls by which the loop's {@link SendRing} has handed sends to the kernel.
     *
     * @return the count
     */
    public long ringCalls() {
        Figures.lookAgain();
        return ringCalls;
    }

    /**
     * Sends that went by the loop's {@link SendRing}, many by one call.
     *
     * @return the count
     */
    public long ringSends() {
        Figures.lookAgain();
        return ringSends;
    }

    /**
     * Events a wait, of waits that had any.
     *
     * @return the distribution
     */
    public Histogram batch() {
        return batch;
    }

    /**
     * How long the handlers of one turn took together, of turns that had any: so long what comes meanwhile has to wait.
     *
     * @return nanoseconds
     */
    public Histogram turnTime() {
        return turnTime;
    }

    /**
     * How long the last source of a turn waited for its handler while those before it were handled: nothing of the same turn has
     * waited longer.
     *
     * @return nanoseconds
     */
    public Histogram dispatchDelay() {
        return dispatchDelay;
    }
}
