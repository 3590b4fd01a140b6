package dev.carillon.net;

/**
 * What a listener has done. Written by the loop's thread alone; other threads may read and see a moment ago.
 */
public final class AcceptStatistics {
    long accepted;
    long perAddress;
    long exhausted;
    long gone;
    long rests;

    AcceptStatistics() {}

    /**
     * Connections taken.
     *
     * @return the count
     */
    public long accepted() {
        return accepted;
    }

    /**
     * Connections closed at once because their address had as many as it may.
     *
     * @return the count
     */
    public long rejectedPerAddress() {
        return perAddress;
    }

    /**
     * Connections closed at once because no descriptor was left.
     *
     * @return the count
     */
    public long rejectedExhausted() {
        return exhausted;
    }

    /**
     * Connections that were gone before they were taken.
     *
     * @return the count
     */
    public long gone() {
        return gone;
    }

    /**
     * Times the listener rested, because there were as many connections as may be or no descriptor was left.
     *
     * @return the count
     */
    public long rests() {
        return rests;
    }
}
