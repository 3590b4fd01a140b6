package dev.carillon.monitor.fleet;

import dev.carillon.config.Kind;
import dev.carillon.monitor.rule.Standing;
import java.time.Instant;

/**
 * An alarm of a host that is not clear, as the fleet has it.
 *
 * @param alarm its id at that host
 * @param key what the rule has it for; empty if it has only one
 * @param severity a word
 * @param state a word
 * @param since since when there is this alarm
 * @param isAcknowledged whether somebody sees to it
 */
public record HostAlarm(
        String alarm,
        String rule,
        String key,
        String severity,
        String state,
        Instant since,
        String message,
        boolean isAcknowledged) {
    private static final int LONGEST = 300;

    static HostAlarm of(Standing standing) {
        return new HostAlarm(
                standing.alarm(),
                standing.rule(),
                standing.key(),
                Kind.word(standing.severity()),
                Kind.word(standing.state()),
                standing.time(),
                cut(standing.message()),
                standing.acknowledged().isPresent());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
