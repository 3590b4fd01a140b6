package dev.carillon.loop;

import java.time.Duration;

/** Time that passes when a test says so. */
final class ManualTime implements TimeSource {
    private volatile long nanos;

    @Override
    public long nanos() {
        return nanos;
    }

    void pass(Duration span) {
        nanos += span.toNanos();
    }
}
