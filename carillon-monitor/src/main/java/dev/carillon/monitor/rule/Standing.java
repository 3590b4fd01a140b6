package dev.carillon.monitor.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an alarm stands: what is shown of it, and what is kept of it over a restart.
 *
 * @param alarm its id
 * @param rule the rule's name
 * @param key what the rule has it for; empty if it has only one
 * @param state how it is; clear only where who heard of an alarm does not know yet that it is over
 * @param severity the rule's
 * @param boot since when there is this alarm, since the machine's start
 * @param time since when, by the clock on the wall
 * @param message what was told last
 * @param acknowledged who sees to it, if somebody does
 * @param heard what was told last with actions
 */
public record Standing(
        String alarm,
        String rule,
        String key,
        AlarmState state,
        Severity severity,
        Duration boot,
        Instant time,
        String message,
        Optional<Acknowledgement> acknowledged,
        Heard heard) {
    /**
     * What those know whom actions tell: of what changes in a silence they know nothing.
     *
     * @param state how it was
     * @param alarm the id of the alarm that was so, which may be one before this
     */
    public record Heard(AlarmState state, String alarm) {
        /** Nothing was told yet. */
        public static final Heard NOTHING = new Heard(AlarmState.CLEAR, "");
    }
}
