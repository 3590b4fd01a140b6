package dev.carillon.testing;

import dev.carillon.loop.TimeSource;
import java.time.Duration;

/** A time that passes when the test says so, and no further. Moved by the test's thread, read by any. */
final class TestTime implements TimeSource {
    private volatile long now;
    private long horizon;
    private boolean idle;
    private long next;
    private long patienceNanos;

    @Override
    public long nanos() {
        return now;
    }

    void moveTo(long newNow) {
        now = newNow;
    }

    /** How far the loop may move time on by itself, from deadline to deadline. */
    void allowUntil(long newHorizon) {
        horizon = newHorizon;
    }

    /** The loop has work again; with none, its next wait may really wait so long, while time stands still. */
    void resume(Duration patience) {
        idle = false;
        patienceNanos = patience.toNanos();
    }

    /** The loop has nothing to do, and would sleep so long. How long it may: nanoseconds in the time of the world. */
    long sleep(long timeoutNanos) {
        if (timeoutNanos >= 0 && timeoutNanos <= horizon - now) {
            moveTo(now + timeoutNanos);
            return 0;
        }
        idle = true;
        next = timeoutNanos;
        return patienceNanos;
    }

    /** Whether the loop had nothing to do until the time that was allowed. */
    boolean isIdle() {
        return idle;
    }

    /** How long the idle loop would have slept: until its earliest deadline, if there is one. */
    Duration untilNext() {
        return Duration.ofNanos(next);
    }
}
