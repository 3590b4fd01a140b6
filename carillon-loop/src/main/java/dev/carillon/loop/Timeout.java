package dev.carillon.loop;

import dev.carillon.loop.timer.Accuracy;
import dev.carillon.loop.timer.Deadline;
import dev.carillon.loop.timer.Timers;
import java.time.Duration;

/**
 * A task that a loop runs once at a time: the cheap timer, for connection timeouts by the hundred thousand. It has no
 * name and no statistics of its own (the loop's source {@code timeouts} has them for all); for those take
 * {@link Sources#timer}.
 *
 * <p>Never early. May be scheduled again after it ran or was cancelled, without allocating. Loop thread only.
 */
@SuppressWarnings(
        "exports") // what it is scheduled by is the loop's affair, and an object more would be one a connection
public final class Timeout extends Deadline {
    final Runnable task;
    private final TimeoutsSource owner;

    /** Its time has come and its turn has not. */
    boolean queued;

    Timeout(TimeoutsSource owner, Runnable task) {
        this.owner = owner;
        this.task = task;
    }

    /**
     * Schedules it, or moves it if it is scheduled.
     *
     * @param delay from now; zero or less means in this loop's next turn
     */
    public void schedule(Duration delay) {
        schedule(Accuracy.saturatedNanos(delay));
    }

    /**
     * Schedules it, or moves it if it is scheduled.
     *
     * @param delayNanos from now in nanoseconds; zero or less means in this loop's next turn
     */
    public void schedule(long delayNanos) {
        owner.schedule(this, delayNanos);
    }

    /** Schedules it for a time of {@link Timers}, or moves it there. */
    void scheduleAt(long when) {
        owner.scheduleAt(this, when);
    }

    /**
     * Takes it back.
     *
     * @return false if it was not scheduled or has been run
     */
    public boolean cancel() {
        return owner.cancel(this);
    }

    /**
     * Whether it is still to run.
     *
     * @return true from {@code schedule} until it is run or cancelled
     */
    public boolean isPending() {
        return queued || isScheduled();
    }

    @Override
    protected void due() {
        owner.enqueue(this);
    }
}
