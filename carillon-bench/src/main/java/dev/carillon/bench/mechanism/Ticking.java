package dev.carillon.bench.mechanism;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.TimeSpec;
import dev.carillon.linux.TimerFd;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A timerfd: one way is how late it is; its flood is a period shorter than its reader takes. */
final class Ticking extends Measuring {
    private static final long PERIOD = TimeUnit.MICROSECONDS.toNanos(100);
    private static final long TICK = TimeUnit.MICROSECONDS.toNanos(10);

    private final TimerFd timer = TimerFd.open(Clock.MONOTONIC);
    private final Epoll epoll = Epoll.open(1);
    private final boolean busy;

    Ticking(boolean busy) {
        this.busy = busy;
        epoll.add(timer, Epoll.IN, 0);
    }

    @Override
    void begin() {}

    @Override
    void trip() {
        long due = System.nanoTime() + PERIOD;
        timer.armAtNanos(due);
        take();
        oneWay.recordValue(Math.max(0, System.nanoTime() - due));
    }

    private long take() {
        while (epoll.await(busy ? 0 : Receiving.FOREVER) == 0) {
            // Asked again and again.
        }
        return timer.read();
    }

    @Override
    int eventsOfTrip() {
        return 1;
    }

    @Override
    Usage usage() {
        return Usage.ofThread();
    }

    @Override
    String flood(long millis) {
        long span = TimeUnit.MILLISECONDS.toNanos(millis);
        long start = System.nanoTime();
        TimeSpec tick = TimeSpec.of(Duration.ofNanos(TICK));
        timer.arm(tick, tick);
        long delivered = 0;
        long units = 0;
        long last = start;
        while (last - start < span) {
            units += take();
            delivered++;
            last = System.nanoTime();
        }
        timer.disarm();
        return flooded((last - start) / TICK, delivered, units, last - start);
    }

    @Override
    public void close() {
        epoll.close();
        timer.close();
    }
}
