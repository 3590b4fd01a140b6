package dev.carillon.net;

import dev.carillon.loop.LoopStatistics;

/**
 * How much one connection may send before others have their turn. Who sends little is never held up. For those who send much
 * there is so much time in a turn; who has not had a share by then has one in the turns after it, before anybody has a second.
 * Or a thousand clients that fetch large files at once would make a turn of a gigabyte, for which all others wait. By time and
 * not by bytes, for that is what others wait for, and what a byte costs depends on who takes it.
 */
final class TurnShare {
    static final long MUCH = 2 * 1024 * 1024;
    static final long LITTLE = 64 * 1024;
    /** In a turn, for all who send much, from the first share on; in nanoseconds. */
    static final long TIME = 5_000_000;

    private final LoopStatistics loop;
    private long turn = -1;
    private int shares;
    private long began;
    /** In each round everybody has a share who wants one; it is as many turns as that takes. */
    private int round;

    private boolean isSomebodyLeft;

    TurnShare(LoopStatistics loop) {
        this.loop = loop;
    }

    /**
     * The share of who has more to send than {@link #LITTLE}; 0 if that is nothing in this turn.
     *
     * @param now the time, in nanoseconds
     */
    long of(Outbox outbox, long now) {
        long present = loop.polls();
        if (present != turn) {
            turn = present;
            begin();
        }
        if (outbox.round() == round) {
            return 0;
        }
        if (shares == 0) {
            began = now; // so that there is one in each turn, whatever else takes long
        } else if (now - began >= TIME) {
            isSomebodyLeft = true;
            return 0;
        }
        shares++;
        outbox.round(round);
        return MUCH;
    }

    private void begin() {
        shares = 0;
        if (!isSomebodyLeft) {
            round++;
        }
        isSomebodyLeft = false;
    }
}
