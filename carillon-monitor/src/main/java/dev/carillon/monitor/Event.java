package dev.carillon.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, at a source or in the monitor itself. The one record of the monitor: what rules look at, what is
 * recorded and replayed, and what is shown.
 *
 * @param id its number, 1 and up without gaps, in the order of handling
 * @param boot when it was handled, since the machine's start and with the time it was suspended (CLOCK_BOOTTIME): what
 *     windows and spans of rules go by
 * @param time when it was handled, by the clock on the wall, which may be set
 * @param source the source's name in the file; {@code monitor} for what happens in the monitor itself
 * @param kind what kind of event it is: {@code line}, {@code exit}, {@code signal}, {@code raised}, …
 * @param fields what else there is to say, in order: strings, numbers, booleans, and maps and lists of them. A number that rules
 *     compare with is {@code value}
 */
public record Event(long id, Duration boot, Instant time, String source, String kind, Map<String, Object> fields) {
    /** A field as text; empty if there is none of that name. */
    public String text(String name) {
        @Nullable Object value = fields.get(name);
        return value == null ? "" : value.toString();
    }
}
