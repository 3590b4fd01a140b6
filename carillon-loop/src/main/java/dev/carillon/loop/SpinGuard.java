package dev.carillon.loop;

import dev.carillon.loop.life.SourceState;
import dev.carillon.loop.timer.Deadline;
import java.lang.System.Logger.Level;

/**
 * Sets a source aside that fires again and again without anything to handle: a hang-up nobody reacts to, a handler that
 * never reads. Otherwise one such source takes a whole core. It comes back after a while that doubles each time.
 */
final class SpinGuard extends Deadline {
    /** After so many fruitless turns in a row the kernel is asked whether the descriptor is ready still. */
    static final int LIMIT = 256;

    private static final long FIRST_REST_NANOS = 10_000_000;
    private static final long LONGEST_REST_NANOS = 1_000_000_000;
    private static final System.Logger LOG = System.getLogger(SpinGuard.class.getName());

    private final Source source;
    private final Reminder reminder = new Reminder();
    private int streak;
    private long rest = FIRST_REST_NANOS;

    SpinGuard(Source source) {
        this.source = source;
    }

    /**
     * Another turn with nothing to handle. That alone is no spinning, however often: a handler may take what there is without
     * saying so, or another process may have been faster. What spins is ready still.
     */
    void fruitless() {
        if (++streak < LIMIT) {
            return;
        }
        streak = 0;
        if (source.isStillReady()) {
            setAside();
        } else {
            rest = FIRST_REST_NANOS;
        }
    }

    private void setAside() {
        source.statistics().quarantined++;
        if (reminder.isDue(source.loop().time())) {
            tell();
        }
        source.hold(SourceState.Hold.QUARANTINED);
        source.loop().timers.schedule(this, source.loop().time() + rest, (byte) 0);
        rest = Math.min(rest * 2, LONGEST_REST_NANOS);
    }

    private void tell() {
        LOG.log(
                Level.WARNING,
                "{0} was reported ready {1} times in a row without progress: set aside for {2} ms, {3} times so far."
                        + " Does its handler read what is there, or close it?",
                source,
                LIMIT,
                rest / 1_000_000,
                source.statistics().quarantined);
    }

    void reset() {
        streak = 0;
        rest = FIRST_REST_NANOS;
    }

    void cancel() {
        source.loop().timers.cancel(this);
    }

    @Override
    protected void due() {
        source.release(SourceState.Hold.QUARANTINED);
    }
}
