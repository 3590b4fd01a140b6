package dev.carillon.dashboard.board;

import java.time.Instant;

/**
 * How many events a source has had since the last time, where each by itself is told by nobody: a server's connections have too many.
 *
 * @param time when that was seen
 * @param source the source's name
 * @param count how many; 0 where only the number is new
 * @param value the source's number, if it has one, else not a number
 * @param unit of the number; may be empty
 */
public record Tally(Instant time, String source, long count, double value, String unit) implements News {}
