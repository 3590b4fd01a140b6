package dev.carillon.bench.mechanism;

import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** Tasks to a loop, which the receiver turns. */
final class Mail implements Sending, Receiving {
    /** How far the sender may be ahead of the loop, looked at every so many tasks. */
    private static final int BACKLOG = 1 << 16;

    private static final int EVERY = 1 << 10;
    private static final Duration LONG = Duration.ofDays(1);

    private final boolean busy;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final Runnable task = this::arrive;
    private EventLoop loop;
    private long sent;
    private long arrived;
    private long taken;

    Mail(boolean busy) {
        this.busy = busy;
    }

    @Override
    public void begin() {
        if (loop == null) {
            loop = EventLoop.open("mail");
            opened.countDown();
        }
    }

    @Override
    public boolean send() {
        if (sent++ % EVERY == 0) {
            awaitLoop();
        }
        loop.execute(task);
        return true;
    }

    private void awaitLoop() {
        try {
            opened.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        while (loop.queueDepth() > BACKLOG) {
            Thread.yield();
        }
    }

    private void arrive() {
        arrived++;
    }

    @Override
    public long take(long nanos) {
        Duration wait = busy ? Duration.ZERO : nanos < 0 ? LONG : Duration.ofNanos(nanos);
        long began = System.nanoTime();
        while (arrived == taken) {
            loop.turn(wait);
            if (arrived == taken && nanos >= 0 && System.nanoTime() - began >= nanos) {
                return 0;
            }
        }
        taken++;
        return 1;
    }

    @Override
    public void close() {
        if (loop != null) {
            loop.close();
        }
    }
}
