package dev.carillon.net;

import java.lang.invoke.VarHandle;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has become of the connections of a listener or connector. Written by the loop's thread alone; other threads may read
 * and see a moment ago.
 */
public final class ConnectionStatistics {
    // Plain, as in the loop's own: the fence in an accessor lets one that asks again and again see what is new.
    long opened;
    long received;
    long sent;
    private long closedCount;
    private final Buffers.Budget budget;
    private final Map<CloseReason, AtomicLong> closed = new EnumMap<>(CloseReason.class);

    ConnectionStatistics(Buffers.Budget budget) {
        this.budget = budget;
        for (CloseReason reason : CloseReason.values()) {
            closed.put(reason, new AtomicLong()); // all at once: other threads read the map
        }
    }

    void count(CloseReason reason) {
        closedCount++;
        counter(reason).incrementAndGet();
    }

    /**
     * Connections that there were, those in progress included.
     *
     * @return the count
     */
    public long opened() {
        VarHandle.acquireFence();
        return opened;
    }

    /**
     * Connections that there are now.
     *
     * @return the count
     */
    public long open() {
        VarHandle.acquireFence();
        return opened - closedCount;
    }

    /**
     * Connections that have ended for a reason.
     *
     * @param reason the reason
     * @return the count
     */
    public long closed(CloseReason reason) {
        return counter(reason).get();
    }

    private AtomicLong counter(CloseReason reason) {
        return Objects.requireNonNull(closed.get(reason));
    }

    /**
     * Why connections have ended.
     *
     * @return a snapshot of the counts that are not zero
     */
    public Map<CloseReason, Long> closed() {
        Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
        closed.forEach((reason, counter) -> {
            if (counter.get() > 0) {
                counts.put(reason, counter.get());
            }
        });
        return counts;
    }

    /**
     * Bytes received by all connections together, as the network carried them.
     *
     * @return the count
     */
    public long received() {
        VarHandle.acquireFence();
        return received;
    }

    /**
     * Bytes sent by all connections together, as the network carried them.
     *
     * @return the count
     */
    public long sent() {
        VarHandle.acquireFence();
        return sent;
    }

    /**
     * Memory for what waits: to be sent, or to be decoded. Files and what is read at once take none of it.
     *
     * @return bytes, in whole buffers
     */
    public long buffered() {
        VarHandle.acquireFence();
        return budget.leased();
    }

    /**
     * Times there was no buffer to be had, {@link ConnectionOptions#bufferBudget}, at the cost of a connection.
     *
     * @return the count
     */
    public long unbuffered() {
        VarHandle.acquireFence();
        return budget.refused();
    }
}
