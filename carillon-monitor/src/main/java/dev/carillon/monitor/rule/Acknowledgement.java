package dev.carillon.monitor.rule;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody sees to an alarm: until its end nothing is told of it.
 *
 * @param by who
 * @param until until when, by the clock on the wall; none for as long as the alarm is raised
 */
public record Acknowledgement(String by, Optional<Instant> until) {}
