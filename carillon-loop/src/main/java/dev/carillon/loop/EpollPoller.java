package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.Fd;
import dev.carillon.linux.LinuxException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The default poller: {@code epoll(7)}. */
final class EpollPoller implements Poller {
    private static final Set<Capability> ALL = Collections.unmodifiableSet(EnumSet.allOf(Capability.class));

    private final Epoll epoll;
    private int count;

    EpollPoller(int batch) {
        epoll = Epoll.open(batch);
    }

    @Override
    public String name() {
        return PollerKind.EPOLL.text();
    }

    @Override
    public Set<Capability> capabilities() {
        return ALL;
    }

    @Override
    public boolean add(Fd fd, int interest, long token) {
        try {
            epoll.add(fd, interest, token);
            return true;
        } catch (LinuxException e) {
            if (e.errno() == Errno.EEXIST) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void modify(Fd fd, int interest, long token) {
        epoll.modify(fd, interest, token);
    }

    @Override
    public void remove(Fd fd) {
        epoll.remove(fd);
    }

    @Override
    public int poll(long timeoutNanos) {
        count = epoll.await(timeoutNanos);
        return count;
    }

    @Override
    public void deliver(Sink sink) {
        for (int i = 0; i < count; i++) {
            sink.ready(epoll.dataOf(i), epoll.eventsOf(i));
        }
    }

    @Override
    public int descriptor() {
        return epoll.number();
    }

    @Override
    public void close() {
        epoll.close();
    }
}
