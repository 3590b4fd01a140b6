package dev.carillon.net;

import java.util.EnumMap;
import java.util.Map;

/**
 * What has become of the connections of a listener or connector. Written by the loop's thread alone; other threads may read
 * and see a moment ago.
 */
public final class ConnectionStatistics {
    private static final CloseReason[] REASONS = CloseReason.values();

    long opened;
    long received;
    long sent;
    private long closedCount;
    private final long[] closed = new long[REASONS.length];

    ConnectionStatistics() {}

    void count(CloseReason reason) {
        closedCount++;
        closed[reason.ordinal()]++;
    }

    /**
     * Connections that there were, those in progress included.
     *
     * @return the count
     */
    public long opened() {
        return opened;
    }

    /**
     * Connections that there are now.
     *
     * @return the count
     */
    public long open() {
        return opened - closedCount;
    }

    /**
     * Connections that have ended for a reason.
     *
     * @param reason the reason
     * @return the count
     */
    public long closed(CloseReason reason) {
        return closed[reason.ordinal()];
    }

    /**
     * Why connections have ended.
     *
     * @return a snapshot of the counts that are not zero
     */
    public Map<CloseReason, Long> closed() {
        Map<CloseReason, Long> counts = new EnumMap<>(CloseReason.class);
        for (CloseReason reason : REASONS) {
            if (closed(reason) > 0) {
                counts.put(reason, closed(reason));
            }
        }
        return counts;
    }

    /**
     * Bytes received by all connections together, as the network carried them.
     *
     * @return the count
     */
    public long received() {
        return received;
    }

    /**
     * Bytes sent by all connections together, as the network carried them.
     *
     * @return the count
     */
    public long sent() {
        return sent;
    }
}
