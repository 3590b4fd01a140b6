package dev.carillon.bench.report;

import java.util.function.DoublePredicate;

/** What a row of the table has to reach. */
public enum Target {
    /** At most 1.15 times the peer's time. */
    NEAR("<= 1.15", Judged.RATIO, ratio -> ratio <= 1.15),
    /** At least 0.95 times the peer's events a second; the figures are times. */
    EVENTS(">= 0.95", Judged.RECIPROCAL, ratio -> ratio >= 0.95),
    /** At most 2.5 times the peer's time. */
    START("<= 2.50", Judged.RATIO, ratio -> ratio <= 2.5),
    /** Less than the peer. */
    AHEAD("< 1", Judged.RATIO, ratio -> ratio < 1),
    /** At most 400 bytes, whatever the peer takes. */
    SMALL("<= 400 B", Judged.VALUE, bytes -> bytes <= 400),
    /** At most 1 KiB, whatever the peer takes. */
    KIB("<= 1024 B", Judged.VALUE, bytes -> bytes <= 1024),
    /** At most four times the peer's time. */
    FIRST_ANSWER("<= 4.00", Judged.RATIO, ratio -> ratio <= 4),
    /** Nothing allocated, however long it takes. */
    NO_ALLOCATION("0 B/op", Judged.VALUE, _ -> true),
    /** At most so much by the way; for the eye only. */
    NONE("-", Judged.NOTHING, _ -> true);

    /** What decides whether it is reached. */
    enum Judged {
        /** Ours by the peer's. */
        RATIO,
        /** The peer's by ours. */
        RECIPROCAL,
        /** Ours. */
        VALUE,
        /** Nothing does. */
        NOTHING
    }

    private final String text;
    private final Judged judged;
    private final DoublePredicate reached;

    Target(String text, Judged judged, DoublePredicate reached) {
        this.text = text;
        this.judged = judged;
        this.reached = reached;
    }

    String text() {
        return text;
    }

    Judged judged() {
        return judged;
    }

    boolean isReached(double value) {
        return reached.test(value);
    }
}
