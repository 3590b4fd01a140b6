package dev.carillon.bench.mechanism;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** A flag, and {@code LockSupport} to wake who waits for it: a futex below platform threads. */
final class HandOff implements Sending, Receiving {
    private final AtomicBoolean given = new AtomicBoolean();
    private final boolean busy;
    private volatile Thread receiver;

    HandOff(boolean busy) {
        this.busy = busy;
    }

    @Override
    public void begin() {
        receiver = Thread.currentThread();
    }

    @Override
    public boolean send() {
        given.set(true);
        LockSupport.unpark(receiver); // nobody yet: begin() comes before the first look at the flag
        return true;
    }

    @Override
    public long take(long nanos) {
        long began = System.nanoTime();
        while (!given.getAndSet(false)) {
            if (nanos >= 0 && System.nanoTime() - began >= nanos) {
                return 0;
            }
            if (busy) {
                Thread.onSpinWait();
            } else if (nanos < 0) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, nanos);
            }
        }
        return 1;
    }
}
