package dev.carillon.testing;

import dev.carillon.linux.Fd;
import dev.carillon.loop.Poller;
import java.util.Set;

/** The real poller, which lets the test's time pass instead of sleeping. */
final class TestPoller implements Poller {
    private final Poller real;
    private final TestTime time;

    TestPoller(Poller real, TestTime time) {
        this.real = real;
        this.time = time;
    }

    @Override
    public int poll(long timeoutNanos) {
        int events = real.poll(0);
        if (events > 0 || timeoutNanos == 0) {
            return events;
        }
        long wait = time.sleep(timeoutNanos);
        return wait > 0 ? real.poll(wait) : 0;
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public Set<Capability> capabilities() {
        return real.capabilities();
    }

    @Override
    public int descriptorLimit() {
        return real.descriptorLimit();
    }

    @Override
    public boolean add(Fd fd, int interest, long token) {
        return real.add(fd, interest, token);
    }

    @Override
    public void modify(Fd fd, int interest, long token) {
        real.modify(fd, interest, token);
    }

    @Override
    public void remove(Fd fd) {
        real.remove(fd);
    }

    @Override
    public void deliver(Sink sink) {
        real.deliver(sink);
    }

    @Override
    public int descriptor() {
        return real.descriptor();
    }

    @Override
    public void close() {
        real.close();
    }
}
