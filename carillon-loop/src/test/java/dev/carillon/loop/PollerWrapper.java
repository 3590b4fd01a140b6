package dev.carillon.loop;

import dev.carillon.linux.Fd;
import java.util.Set;

/** A poller for tests that change one thing about another. */
class PollerWrapper implements Poller {
    private final Poller real;

    PollerWrapper(Poller real) {
        this.real = real;
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
    public int poll(long timeoutNanos) {
        return real.poll(timeoutNanos);
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
