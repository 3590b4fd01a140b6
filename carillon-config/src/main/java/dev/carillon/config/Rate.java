package dev.carillon.config;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So many in a span of time.
 *
 * @param count how many, 1 or more
 * @param span in how long
 */
public record Rate(int count, Duration span) {
    static final String PATTERN = "[0-9]{1,9} ?/ ?(?:[0-9]{1,9} ?)?(?:ms|s|m|h)";

    private static final Pattern PARTS = Pattern.compile("([0-9]{1,9}) ?/ ?([0-9]{1,9})? ?(ms|s|m|h)");

    /** Reads one; empty if it is none, or one of nothing. */
    static Optional<Rate> parse(String text) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int count = Integer.parseInt(parts.group(1));
        String number = parts.group(2) == null ? "1" : parts.group(2);
        Duration span = SpanOfTime.parse(number + parts.group(3));
        return count == 0 || span.isZero() ? Optional.empty() : Optional.of(new Rate(count, span));
    }

    /** As a file has it. */
    @Override
    public String toString() {
        return count + "/" + SpanOfTime.text(span);
    }
}
