package dev.carillon.monitor.rule;

import java.time.Duration;
import java.time.Instant;

/**
 * Somebody wants to hear nothing of a rule for a while.
 *
 * @param rule its name
 * @param key which of its alarms; empty for all
 * @param by who
 * @param until until when, by the clock on the wall
 */
public record Silence(String rule, String key, String by, Instant until) {
    /** One that begins now; with a span of zero it ends the one there is. */
    public static Silence of(String rule, String key, String by, Duration span) {
        return new Silence(rule, key, by, PeopleEvent.until(span));
    }
}
