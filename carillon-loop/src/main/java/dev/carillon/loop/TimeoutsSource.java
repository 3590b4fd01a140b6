package dev.carillon.loop;

import java.util.ArrayDeque;

/** Runs the loop's {@link Timeout}s: all of them are one source with one line of statistics. */
final class TimeoutsSource extends Source {
    /** The place of a timeout that has come due and waits for its task to be run. */
    private static final int QUEUED = Integer.MAX_VALUE;

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
        if (timeout.where == QUEUED) {
            timeout.where = Deadline.NOWHERE; // and is passed over when its turn comes
            return true;
        }
        return loop().timers.cancel(timeout);
    }

    void enqueue(Timeout timeout) {
        timeout.where = QUEUED;
        queue.add(timeout);
        pend();
    }

    @Override
    Outcome dispatch(int budget) {
        int left = budget;
        Timeout timeout;
        while (left > 0 && goesOn() && (timeout = queue.poll()) != null) {
            if (timeout.where == QUEUED) {
                left--;
                timeout.where = Deadline.NOWHERE;
                took();
                statistics().late(loop().time() - timeout.when);
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
