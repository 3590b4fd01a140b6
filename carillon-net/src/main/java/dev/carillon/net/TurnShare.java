package dev.carillon.net;

import dev.carillon.loop.LoopStatistics;

/**
 * How much one connection may send before others have their turn: much as long as few send much in a turn, and little once they
 * are many. Or a thousand clients that fetch large files at once would make a turn of a gigabyte, for which all others wait.
 */
final class TurnShare {
    static final long MUCH = 1024 * 1024;
    static final long LITTLE = 64 * 1024;
    /** So much is sent in one turn, from its first large share on, before shares become little. */
    static final long MUCH_IN_A_TURN = 8 * MUCH;

    private final LoopStatistics loop;
    private long turn = -1;
    private long sent;

    TurnShare(LoopStatistics loop) {
        this.loop = loop;
    }

    /** The share of a connection with so much to send. */
    long of(long waiting) {
        if (waiting <= LITTLE) {
            return LITTLE;
        }
        long present = loop.polls();
        if (present != turn) {
            turn = present;
            sent = 0;
        }
        return sent < MUCH_IN_A_TURN ? MUCH : LITTLE;
    }

    /** A connection has sent so much of its share. */
    void spend(long bytes) {
        sent += bytes;
    }
}
