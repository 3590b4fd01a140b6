package dev.carillon.monitor;

/**
 * What came to a source and what became of it: {@code received = handled + merged + dropped + waiting}. It closes when nothing waits.
 * For the loop's thread.
 */
public final class Ledger {
    private long received;
    private long handled;
    private long merged;
    private long dropped;
    private long blocked;

    /** Nothing has come yet. */
    public Ledger() {}

    /** Something came. */
    public void received() {
        received++;
    }

    /** It became an event. */
    public void handled() {
        handled++;
    }

    /** It was taken together with another. */
    public void merged() {
        merged++;
    }

    /** It was left out. */
    public void dropped() {
        dropped++;
    }

    /** The source was not read for a while: what comes meanwhile waits in the kernel. */
    public void blocked() {
        blocked++;
    }

    /** The figures now. */
    public Figures figures() {
        return new Figures(received, handled, merged, dropped, blocked);
    }

    /**
     * Figures of a ledger.
     *
     * @param received what came
     * @param handled what became an event
     * @param merged what was taken together with another
     * @param dropped what was left out
     * @param blocked how often the source was not read for a while
     */
    public record Figures(long received, long handled, long merged, long dropped, long blocked) {
        /** What came and waits to be merged; 0 when the ledger is closed. */
        public long waiting() {
            return received - handled - merged - dropped;
        }
    }
}
