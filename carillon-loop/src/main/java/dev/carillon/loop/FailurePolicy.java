package dev.carillon.loop;

/**
 * What becomes of a source whose handler throws, {@link Source#onFailure}. The loop's error handler hears of it in any case.
 *
 * <p>A source that fails before it has an event to hand out, because the kernel refuses a read for example, would fail again
 * at once: it is disabled also where its policy is to go on. And whatever the policy is, a handler that throws
 * {@link InterruptedException} leaves the thread interrupted, which ends {@link EventLoop#run}.
 */
public enum FailurePolicy {
    /**
     * The event is spent and the source goes on. The default of all sources that take an event before they call the handler:
     * counters, timers, signals, lines, bytes, children, paths, pressure, and those of the loop itself.
     */
    CONTINUE,
    /**
     * The source is disabled until {@link Source#enable}. The default where the handler itself takes the event, which would
     * be reported again at once if it did not: descriptors, and sources of libraries.
     */
    DISABLE,
    /** The loop is told to stop, {@link EventLoop#stop}. */
    STOP
}
