package dev.carillon.monitor.action;

import java.time.Duration;
import java.util.Optional;

/**
 * What came of a call.
 *
 * @param verdict what follows from it
 * @param text for people
 * @param after how long the other side wants to be left alone
 */
record Answer(Verdict verdict, String text, Optional<Duration> after) {
    /** What follows. */
    enum Verdict {
        /** It was told. */
        TAKEN,
        /** It is to be told again. */
        FAILED,
        /** It will never be taken as it is. */
        REFUSED
    }

    static Answer taken(String text) {
        return new Answer(Verdict.TAKEN, text, Optional.empty());
    }

    static Answer failed(String text) {
        return new Answer(Verdict.FAILED, text, Optional.empty());
    }
}
