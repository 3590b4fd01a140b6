package dev.carillon.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Time that passes when a test says so. */
final class ManualTime implements TimeSource {
    private final AtomicLong nanos = new AtomicLong();

    @Override
    public long nanos() {
        return nanos.get();
    }

    void pass(Duration span) {
        nanos.addAndGet(span.toNanos());
    }
}
