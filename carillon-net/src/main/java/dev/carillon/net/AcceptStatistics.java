package dev.carillon.net;

import dev.carillon.linux.Errno;
import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a listener has done. Written by the loop's thread alone; other threads may read and see a moment ago.
 */
public final class AcceptStatistics {
    // Plain, as in the loop's own: the fence in an accessor lets one that asks again and again see what is new.
    long accepted;
    long perAddress;
    long exhausted;
    long gone;
    long rests;
    long full;
    private final Map<Errno, AtomicLong> wants = new EnumMap<>(Errno.class);

    AcceptStatistics() {
        for (Errno want : List.of(Errno.EMFILE, Errno.ENFILE, Errno.ENOBUFS, Errno.ENOMEM)) {
            wants.put(want, new AtomicLong()); // all at once: other threads read the map
        }
    }

    /** A rest for want of something; allocates nothing and loads no class, for there may be no descriptor to do it with. */
    void countWant(Errno want) {
        Objects.requireNonNull(wants.get(want)).incrementAndGet();
    }

    /**
     * Connections taken.
     *
     * @return the count
     */
    public long accepted() {
        VarHandle.acquireFence();
        return accepted;
    }

    /**
     * Connections closed at once because their address had as many as it may.
     *
     * @return the count
     */
    public long rejectedPerAddress() {
        VarHandle.acquireFence();
        return perAddress;
    }

    /**
     * Connections closed at once because no descriptor was left.
     *
     * @return the count
     */
    public long rejectedExhausted() {
        VarHandle.acquireFence();
        return exhausted;
    }

    /**
     * Connections that were gone before they were taken.
     *
     * @return the count
     */
    public long gone() {
        VarHandle.acquireFence();
        return gone;
    }

    /**
     * Times the listener rested, because there were as many connections as may be or no descriptor was left.
     *
     * @return the count
     */
    public long rests() {
        VarHandle.acquireFence();
        return rests;
    }

    /**
     * Times it rested because there were as many connections as may be.
     *
     * @return the count
     */
    public long full() {
        VarHandle.acquireFence();
        return full;
    }

    /**
     * What was wanting when the listener rested though there might have been more connections: descriptors of this process
     * ({@code EMFILE}) or of the system ({@code ENFILE}), or memory ({@code ENOBUFS}, {@code ENOMEM}).
     *
     * @return a snapshot of the counts that are not zero
     */
    public Map<Errno, Long> wants() {
        Map<Errno, Long> counts = new EnumMap<>(Errno.class);
        wants.forEach((want, counter) -> {
            if (counter.get() > 0) {
                counts.put(want, counter.get());
            }
        });
        return counts;
    }
}
