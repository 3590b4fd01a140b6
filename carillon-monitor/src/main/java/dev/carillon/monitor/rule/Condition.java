package dev.carillon.monitor.rule;

import java.time.Duration;
import java.util.Optional;

/** What raises an alarm. */
public sealed interface Condition {
    /**
     * A number that is too great or too small.
     *
     * @param measure which number
     * @param window of which time; zero where the measure is of one event
     * @param limits where it is too great or too small
     */
    record Threshold(Measure measure, Duration window, Limits limits) implements Condition {}

    /**
     * So many events within a time.
     *
     * @param events how many
     * @param in within which time
     */
    record Count(int events, Duration in) implements Condition {
        /** Of each, the time is kept. */
        public static final int MOST = 10_000;
    }

    /**
     * No event for a time.
     *
     * @param time how long
     */
    record Absent(Duration time) implements Condition {}

    /**
     * Any event; over when there was none for a time, or at once by one that says so.
     *
     * @param healthyAfter how long there has to be none
     * @param clearMatch a regular expression of RE2: an event of this source in whose field it is found ends it
     * @param clearWhen an expression of CEL: an event of this source for which it is true ends it
     */
    record Occurrence(Duration healthyAfter, Optional<String> clearMatch, Optional<String> clearWhen)
            implements Condition {
        /** How long there has to be none if nothing is said. */
        public static final Duration USUAL = Duration.ofMinutes(1);
    }
}
