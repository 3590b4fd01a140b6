package dev.carillon.loop;

/**
 * Where a loop has its time from: the one clock of its timers, timeouts, limits and statistics. Its times mean something
 * only beside one another.
 *
 * <p>A loop sleeps in the kernel, whose time is {@link #SYSTEM}. Under another time source it asks the poller to wait as long
 * as there is to wait by its own time, and has no kernel timer wake it; a source whose time stands still while the loop sleeps
 * belongs with a poller that moves time on instead of sleeping. The module {@code dev.carillon.testing} has both for tests.
 */
@FunctionalInterface
public interface TimeSource {
    /** The clock of the system, {@code CLOCK_MONOTONIC}: {@link System#nanoTime}. */
    TimeSource SYSTEM = new SystemTime();

    /**
     * The present. Safe from any thread; never goes back.
     *
     * @return nanoseconds since some fixed moment
     */
    long nanos();
}
