package dev.carillon.loop;

import dev.carillon.loop.timer.Deadline;

/**
 * Has a source look again, soon and then later and later, for what the kernel has no event for: that a process group is empty,
 * that somebody else has reaped a process.
 */
final class Recheck extends Deadline {
    private static final long FIRST_PAUSE_NANOS = 100_000;
    private static final long LONGEST_PAUSE_NANOS = 100_000_000;

    private final Source source;
    private long pauseNanos = FIRST_PAUSE_NANOS;

    Recheck(Source source) {
        this.source = source;
    }

    void schedule() {
        if (!isScheduled()) {
            source.loop().scheduleIn(this, pauseNanos);
            pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
        }
    }

    @Override
    protected void due() {
        source.pend();
    }
}
