package dev.carillon.monitor.action;

import dev.carillon.monitor.rule.AlarmState;
import dev.carillon.monitor.rule.Severity;
import dev.carillon.monitor.rule.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Changes of alarms for tests. */
final class Changes {
    static final Instant TIME = Instant.parse("2026-03-01T12:00:00Z");

    private Changes() {}

    static Transition raised(String rule, String message) {
        return change(rule, 1, AlarmState.CLEAR, AlarmState.RAISED, message);
    }

    static Transition cleared(String rule, String message) {
        return change(rule, 1, AlarmState.RAISED, AlarmState.CLEAR, message);
    }

    static Transition change(String rule, int number, AlarmState from, AlarmState to, String message) {
        return new Transition(
                rule + "/" + number,
                rule,
                "",
                from,
                to,
                Severity.CRITICAL,
                Duration.ofSeconds(100),
                TIME,
                List.of(7L, 9L),
                message);
    }
}
