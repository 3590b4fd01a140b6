package dev.carillon.loop;

import dev.carillon.loop.life.SourceState;
import dev.carillon.loop.timer.Accuracy;
import dev.carillon.loop.timer.Deadline;
import java.time.Duration;

/** So many events in so much time, then a rest until the time is over. */
final class RateLimit extends Deadline {
    private final Source source;
    private final int events;
    private final long intervalNanos;
    private long windowStart;
    private int left;

    RateLimit(Source source, int events, Duration interval) {
        if (events < 1) {
            throw new IllegalArgumentException("a rate limit is 1 event or more, not " + events);
        }
        if (interval.isZero() || interval.isNegative()) {
            throw new IllegalArgumentException("a rate limit's interval is longer than zero, not " + interval);
        }
        this.source = source;
        this.events = events;
        this.intervalNanos = Accuracy.saturatedNanos(interval);
        this.windowStart = source.loop().time();
        this.left = events;
    }

    /** How many events are left now. */
    int left(long now) {
        if (now - windowStart >= intervalNanos) {
            windowStart = now;
            left = events;
        }
        return left;
    }

    /** Counts events; with none left the source rests until the window ends. */
    void used(long count) {
        left -= (int) Math.min(count, left);
        if (left == 0) {
            source.statistics().limited++;
            source.hold(SourceState.Hold.LIMITED);
            source.loop().timers.cancel(this);
            source.loop().timers.schedule(this, windowStart + intervalNanos, (byte) 0);
        }
    }

    void cancel() {
        source.loop().timers.cancel(this);
        source.release(SourceState.Hold.LIMITED);
    }

    @Override
    protected void due() {
        source.release(SourceState.Hold.LIMITED);
    }
}
