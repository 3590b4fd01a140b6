package dev.carillon.loop;

import dev.carillon.loop.life.SourceState.Hold;
import dev.carillon.loop.timer.Deadline;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a source's failures, and how the loop's error handler is told of them. The first few are told at once; if
 * it goes on, one after a second, after two, four, at last one a minute, with how many were only counted meanwhile. So a
 * handler that always fails floods no log, and no failure goes without a word. After a rest without failures it begins anew.
 */
final class FailureReports extends Deadline {
    /** So many are told at once. */
    static final int AT_ONCE = 8;

    static final long FIRST_REST_NANOS = 1_000_000_000;
    static final long LONGEST_REST_NANOS = 60_000_000_000L;

    private final Source source;
    private long rest = FIRST_REST_NANOS;
    private int told;
    private long heldBack;
    private @Nullable Throwable last;

    FailureReports(Source source) {
        this.source = source;
    }

    /** Its handler, or itself, has failed: what the policy says follows, and then it is told. */
    void failed(Throwable error, FailurePolicy policy) {
        source.statistics().errors++;
        if (source.isOpen()) {
            follow(policy, error);
        }
        tell(error);
    }

    private void follow(FailurePolicy policy, Throwable error) {
        switch (policy) {
            case CONTINUE -> source.onContinued();
            case DISABLE -> disable(error);
            case STOP -> {
                disable(error);
                source.loop().stop();
            }
        }
    }

    private void disable(Throwable error) {
        source.hold(Hold.DISABLED);
        Waiters<?> waiting = source.waiters();
        if (waiting != null) {
            waiting.fail(error);
        }
        source.onDisabled(error);
    }

    /** Tells of a failure from which nothing follows for the source, now or after a rest. */
    void tell(Throwable error) {
        if (isScheduled()) {
            heldBack++;
            last = error;
            return;
        }
        source.loop().report(source, error, 0);
        if (++told >= AT_ONCE && source.isOpen()) { // one that is closed has nobody any more to end a rest
            source.loop().scheduleIn(this, rest);
        }
    }

    /** Tells of what was held back: the last of it, and how many there were before. */
    void flush() {
        Throwable error = last;
        long before = heldBack - 1;
        last = null;
        heldBack = 0;
        if (error != null) {
            source.loop().report(source, error, before);
        }
    }

    void end() {
        source.loop().timers.cancel(this);
        flush();
    }

    @Override
    protected void due() {
        if (last == null) {
            told = 0;
            rest = FIRST_REST_NANOS;
            return;
        }
        rest = Math.min(rest * 2, LONGEST_REST_NANOS);
        source.loop().scheduleIn(this, rest);
        try {
            source.loop().execute(this::flush); // a deadline runs nobody's code itself
        } catch (RejectedExecutionException e) {
            // The loop ends, and closes the source: that tells of it.
        }
    }
}
