package dev.carillon.net;

import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a datagram endpoint has done. Written by the loop's thread alone; other threads may read and see a moment ago.
 */
public final class DatagramStatistics {
    // Plain, as in the loop's own: the fence in an accessor lets one that asks again and again see what is new.
    long received;
    long receivedBytes;
    long receiveCalls;
    long truncated;
    long sent;
    long sentBytes;
    long sendCalls;
    long refused;
    long pauses;
    long allDropped;
    private final Map<DropReason, AtomicLong> dropped = new EnumMap<>(DropReason.class);

    DatagramStatistics() {
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, new AtomicLong()); // all at once: other threads read the map
        }
    }

    void drop(DropReason reason, long datagrams) {
        counter(reason).addAndGet(datagrams);
        allDropped += datagrams;
    }

    /**
     * Datagrams received.
     *
     * @return the count
     */
    public long received() {
        VarHandle.acquireFence();
        return received;
    }

    /**
     * Bytes received.
     *
     * @return the count, without headers
     */
    public long receivedBytes() {
        VarHandle.acquireFence();
        return receivedBytes;
    }

    /**
     * Calls of {@code recvmmsg(2)}, those that found nothing included.
     *
     * @return the count
     */
    public long receiveCalls() {
        VarHandle.acquireFence();
        return receiveCalls;
    }

    /**
     * Datagrams received without their end, {@link Datagram#isTruncated}.
     *
     * @return the count
     */
    public long truncated() {
        VarHandle.acquireFence();
        return truncated;
    }

    /**
     * Datagrams the kernel has taken.
     *
     * @return the count
     */
    public long sent() {
        VarHandle.acquireFence();
        return sent;
    }

    /**
     * Bytes the kernel has taken.
     *
     * @return the count, without headers
     */
    public long sentBytes() {
        VarHandle.acquireFence();
        return sentBytes;
    }

    /**
     * Calls of {@code sendmmsg(2)}, those that found no room included.
     *
     * @return the count
     */
    public long sendCalls() {
        VarHandle.acquireFence();
        return sendCalls;
    }

    /**
     * Errors reported of datagrams sent before, which nobody received: {@code ECONNREFUSED} and the like.
     *
     * @return the count
     */
    public long refused() {
        VarHandle.acquireFence();
        return refused;
    }

    /**
     * Times that receiving paused for want of room to answer, {@link Overflow#PAUSE}.
     *
     * @return the count
     */
    public long pauses() {
        VarHandle.acquireFence();
        return pauses;
    }

    /**
     * Datagrams not sent for a reason.
     *
     * @param reason the reason
     * @return the count
     */
    public long dropped(DropReason reason) {
        return counter(reason).get();
    }

    private AtomicLong counter(DropReason reason) {
        return Objects.requireNonNull(dropped.get(reason));
    }

    /**
     * Why datagrams were not sent.
     *
     * @return a snapshot of the counts that are not zero
     */
    public Map<DropReason, Long> dropped() {
        Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);
        for (DropReason reason : DropReason.values()) {
            if (dropped(reason) > 0) {
                counts.put(reason, dropped(reason));
            }
        }
        return counts;
    }
}
