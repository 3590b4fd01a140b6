package dev.carillon.bench.mechanism;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Fd;
import java.util.List;
import java.util.function.LongSupplier;

/** Waits for a descriptor in an epoll of its own. */
class Watched implements Receiving {
    private final Fd fd;
    private final List<Fd> owned;
    private final boolean edge;
    private final boolean busy;
    private final LongSupplier read;
    private Epoll epoll;

    /**
     * @param fd what is waited for
     * @param owned what is closed with it
     * @param edge whether epoll reports changes only
     * @param busy whether it asks again and again instead of sleeping
     * @param read takes what there is: how many events it tells of
     */
    Watched(Fd fd, List<Fd> owned, boolean edge, boolean busy, LongSupplier read) {
        this.fd = fd;
        this.owned = List.copyOf(owned);
        this.edge = edge;
        this.busy = busy;
        this.read = read;
    }

    /** A signalfd in an epoll looks at the signals of whoever added it, so the receiver does. */
    @Override
    public void begin() {
        if (epoll == null) {
            epoll = Epoll.open(1);
            epoll.add(fd, edge ? Epoll.IN | Epoll.EDGE : Epoll.IN, 0);
        }
    }

    @Override
    public long take(long nanos) {
        int ready = busy ? ask(nanos) : epoll.await(nanos);
        return ready == 0 ? 0 : read.getAsLong();
    }

    private int ask(long nanos) {
        long began = System.nanoTime();
        int ready;
        do {
            ready = epoll.await(0);
        } while (ready == 0 && (nanos < 0 || System.nanoTime() - began < nanos));
        return ready;
    }

    @Override
    public void close() {
        if (epoll != null) {
            epoll.close();
        }
        owned.forEach(Fd::close);
    }
}
