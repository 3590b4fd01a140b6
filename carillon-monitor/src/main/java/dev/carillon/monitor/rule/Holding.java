package dev.carillon.monitor.rule;

import java.time.Duration;

/**
 * How long a condition has to last.
 *
 * @param hold how long it has to be met without a gap before the alarm is raised
 * @param clearFor how long it has to be over without a gap before the alarm is cleared
 * @param untilAck whether an alarm stays raised until somebody has acknowledged it
 */
public record Holding(Duration hold, Duration clearFor, boolean untilAck) {
    /** At once. */
    public static final Holding NONE = new Holding(Duration.ZERO, Duration.ZERO, false);
}
