package dev.carillon.net;

import dev.carillon.linux.AcceptFailure;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.loop.CustomSource;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Outcome;
import dev.carillon.loop.SourceStatistics;
import dev.carillon.loop.Timeout;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;

/** Begins a {@link HandOver} with each process that connects. Made by {@link HandOver#listen}. For the loop's thread. */
public final class HandOverListener extends CustomSource {
    private static final Duration REST = Duration.ofSeconds(1);

    private final Bound bound;
    private final Timeout wakeUp;
    private final HandOverHandler handler;

    private HandOverListener(EventLoop loop, String name, Bound bound, HandOverHandler handler) {
        super(loop, name, "hand-over listener", bound.socket(), Epoll.IN, new SourceStatistics());
        this.bound = bound;
        this.handler = handler;
        this.wakeUp = loop.timeout(() -> watchFor(Epoll.IN));
    }

    static HandOverListener open(
            EventLoop loop, String name, UnixDomainSocketAddress address, HandOverHandler handler) {
        Bound bound = Bound.to(address, ListenerOptions.DEFAULTS);
        try {
            return new HandOverListener(loop, name, bound, handler);
        } catch (RuntimeException e) {
            bound.close();
            throw e;
        }
    }

    @Override
    protected Outcome ready(int events, int budget) {
        Socket way;
        try {
            way = bound.socket().accept();
        } catch (LinuxException e) {
            if (AcceptFailure.of(e) == AcceptFailure.BROKEN) {
                throw e;
            }
            report(e); // without a descriptor there is nothing to hand over with; it is tried again, but not at once
            watchFor(0);
            wakeUp.schedule(REST);
            return Outcome.DONE;
        }
        if (way == null) {
            return Outcome.NOTHING;
        }
        handled(1, 0);
        try {
            HandOver.over(loop(), name(), way, handler);
        } catch (SecurityException | LinuxException e) { // also for want of descriptors: the next may find some
            report(e);
        }
        return Outcome.DONE;
    }

    /**
     * Where it listens.
     *
     * @return the address
     */
    public SocketAddress address() {
        return bound.address();
    }

    @Override
    protected void closed() {
        wakeUp.cancel();
        bound.close();
    }
}
