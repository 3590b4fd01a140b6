package dev.carillon.bench.mechanism;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A queue of the JDK's. */
final class Queued implements Sending, Receiving {
    private final BlockingQueue<Object> queue;

    Queued(BlockingQueue<Object> queue) {
        this.queue = queue;
    }

    @Override
    public boolean send() {
        try {
            queue.put(this);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @Override
    public long take(long nanos) {
        try {
            Object taken = nanos < 0 ? queue.take() : queue.poll(nanos, TimeUnit.NANOSECONDS);
            return taken == null ? 0 : 1;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
