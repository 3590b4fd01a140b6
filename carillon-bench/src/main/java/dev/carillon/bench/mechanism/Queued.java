package dev.carillon.bench.mechanism;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A queue of the JDK's. Who takes from it may ask again and again; who gives to it sleeps where it has no room. */
final class Queued implements Sending, Receiving {
    private final BlockingQueue<Object> queue;
    private final boolean busy;

    Queued(BlockingQueue<Object> queue, boolean busy) {
        this.queue = queue;
        this.busy = busy;
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
        if (busy) {
            return ask(nanos);
        }
        try {
            Object taken = nanos < 0 ? queue.take() : queue.poll(nanos, TimeUnit.NANOSECONDS);
            return taken == null ? 0 : 1;
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private long ask(long nanos) {
        long began = System.nanoTime();
        while (queue.poll() == null) {
            if (nanos >= 0 && System.nanoTime() - began >= nanos) {
                return 0;
            }
            Thread.onSpinWait();
        }
        return 1;
    }
}
