package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Fd;
import java.util.EnumSet;
import java.util.Set;

/** The default poller: {@code epoll(7)}. */
final class EpollPoller implements Poller {
    private final Epoll epoll;

    EpollPoller(int batch) {
        epoll = Epoll.open(batch);
    }

    @Override
    public String name() {
        return "epoll";
    }

    @Override
    public Set<Capability> capabilities() {
        return EnumSet.allOf(Capability.class);
    }

    @Override
    public void add(Fd fd, int interest, long token) {
        epoll.add(fd, interest, token);
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
        return epoll.await(timeoutNanos);
    }

    @Override
    public long tokenOf(int index) {
        return epoll.dataOf(index);
    }

    @Override
    public int eventsOf(int index) {
        return epoll.eventsOf(index);
    }

    @Override
    public int auditDescriptor() {
        return epoll.number();
    }

    @Override
    public void close() {
        epoll.close();
    }
}
