package dev.carillon.loop;

import dev.carillon.loop.timer.Timers;
import java.util.ArrayDeque;

/** Runs the loop's {@link Timeout}s: all of them are one source with one line of statistics. */
final class TimeoutsSource extends Source {
    /** Those that have come due, and wait for their tasks to be run. */
    private final ArrayDeque<Timeout> queue = new ArrayDeque<>();

    TimeoutsSource(EventLoop loop) {
        super(loop, "timeouts", "timer");
    }

    void schedule(Timeout timeout, long delayNanos) {
        loop().checkThread();
        checkOpen();
        cancel(timeout);
        loop().scheduleIn(timeout, delayNanos);
    }

    /** At a time of {@link Timers}, with the loop's accuracy; one that has passed keeps its place before later ones. */
    void scheduleAt(Timeout timeout, long when) {
        loop().checkThread();
        checkOpen();
        cancel(timeout);
        loop().scheduleAt(timeout, when);
    }

    boolean cancel(Timeout timeout) {
        loop().checkThread();
        if (timeout.queued) {
            timeout.queued = false; // and is passed over when its turn comes
            return true;
        }
        return loop().timers.cancel(timeout);
    }

    void enqueue(Timeout timeout) {
        timeout.queued = true;
        queue.add(timeout);
        pend();
    }

    @Override
    boolean isLoopsOwn() {
        return true;
    }

    @Override
    Outcome dispatch(int budget) {
        int left = budget;
        Timeout timeout;
        while (left > 0 && goesOn() && (timeout = queue.poll()) != null) {
            if (timeout.queued) {
                left--;
                timeout.queued = false;
                took();
                statistics().late(loop().time() - timeout.when());
                timeout.task.run();
            }
        }
        return queue.isEmpty() ? Outcome.DONE : Outcome.MORE;
    }

    /** The timeouts behind the one that failed are others' own. */
    @Override
    void onContinued() {
        pend();
    }
}
