package dev.carillon.dashboard.board;

import java.time.Instant;

/**
 * How many events a source has had since the last time, where each by itself is told by nobody: a server's connections have too many.
 *
 * @param time when that was seen
 * @param source the source's name
 * @param count how many; 0 where only the number is new
 * @param least the least of their numbers; not a number if they have none
 * @param greatest the greatest, likewise
 * @param value the last of them, which is the source's number now, likewise
 * @param unit of the number; may be empty
 */
public record Tally(Instant time, String source, long count, double least, double greatest, double value, String unit)
        implements News {
    /** One of a source that has one number only. */
    public Tally(Instant time, String source, long count, double value, String unit) {
        this(time, source, count, value, value, value, unit);
    }
}
