package dev.carillon.dashboard.board;

import java.time.Instant;
import java.util.Map;

/**
 * Something that happened, as it is shown: a pin of the barrel.
 *
 * @param id its number, 1 and up in the order of handling
 * @param time when it was handled
 * @param source the source's name, {@link #MONITOR} for the monitor itself
 * @param kind what kind of event it is
 * @param fields what else there is to say: strings, numbers, booleans, and maps and lists of them; the number is {@code value}
 */
public record Occurrence(long id, Instant time, String source, String kind, Map<String, Object> fields)
        implements News {
    /** The source of what happens in the monitor itself. */
    public static final String MONITOR = "monitor";

    private static final String VALUE = "value";

    /** Whether it is the monitor's own. */
    public boolean isOwn() {
        return source.equals(MONITOR);
    }

    /** Its number; not a number if it has none. */
    public double value() {
        return fields.get(VALUE) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /** A field as text; empty if there is none. */
    public String text(String name) {
        Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }

    /** When it was handled, in microseconds since 1970. */
    long micros() {
        return Times.micros(time);
    }
}
