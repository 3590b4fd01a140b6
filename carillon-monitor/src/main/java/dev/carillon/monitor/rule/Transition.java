package dev.carillon.monitor.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An alarm's change from one state to another: what actions are started for.
 *
 * @param alarm the alarm's id, the same from its raising to its clearing and never used again: {@code too-hot/17}
 * @param rule the rule's name in the file
 * @param key what the rule has an alarm for each of, by {@code by}; empty if it has only one
 * @param from how it stood
 * @param to how it stands now
 * @param severity the rule's
 * @param boot when, since the machine's start
 * @param time when, by the clock on the wall
 * @param causes the ids of the events that made it change
 * @param message what people are told
 */
public record Transition(
        String alarm,
        String rule,
        String key,
        AlarmState from,
        AlarmState to,
        Severity severity,
        Duration boot,
        Instant time,
        List<Long> causes,
        String message) {
    /** With a list that stays as it is. */
    public Transition {
        causes = List.copyOf(causes);
    }

    /** Whether the alarm is over with it. */
    public boolean isClearing() {
        return to == AlarmState.CLEAR;
    }
}
