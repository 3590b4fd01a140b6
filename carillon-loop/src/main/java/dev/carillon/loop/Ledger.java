package dev.carillon.loop;

/**
 * The conservation ledger of a source: everything sent is handled, merged into another event, missed by a stated policy,
 * or still on its way. What is counted: the sum of what was added to a counter, the expirations of a timer, the deliveries
 * of signals.
 *
 * @param sent what was sent, as far as this process can know
 * @param handled handler calls
 * @param merged what came together with another in one handler call
 * @param missed what was given up: refused by a full counter, left in one that closed, skipped by a timer's policy
 */
public record Ledger(long sent, long handled, long merged, long missed) {
    /** An account without entries. */
    public static final Ledger EMPTY = new Ledger(0, 0, 0, 0);

    /**
     * What was sent and is not accounted for yet: on its way while the loop runs, zero when everything has arrived.
     *
     * @return {@code sent - handled - merged - missed}
     */
    public long open() {
        return sent - handled - merged - missed;
    }

    /**
     * Two accounts together.
     *
     * @param other the other account
     * @return the sums
     */
    public Ledger plus(Ledger other) {
        return new Ledger(sent + other.sent, handled + other.handled, merged + other.merged, missed + other.missed);
    }
}
