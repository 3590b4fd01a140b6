package dev.carillon.monitor.rule;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How an alarm stands that is not clear: what is shown of it, and what is kept of it over a restart.
 *
 * @param alarm its id
 * @param rule the rule's name
 * @param key what the rule has it for; empty if it has only one
 * @param state raised or flapping
 * @param severity the rule's
 * @param boot since when, since the machine's start
 * @param time since when, by the clock on the wall
 * @param message what was told last
 * @param ackedUntil until when it is acknowledged, since the machine's start, if it is
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
        Optional<Duration> ackedUntil) {}
