package dev.carillon.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads spans of time as people write them: {@code 500ms}, {@code 3s}, {@code 2m}, {@code 1h}, or {@code 0}. */
public final class SpanOfTime {
    private static final Pattern TEXT = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    /** A year is long for a monitor, and every longer one would have to be checked where nanoseconds are counted. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private SpanOfTime() {}

    /**
     * Reads a span.
     *
     * @throws IllegalArgumentException if it is none, with the reason
     */
    public static Duration parse(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" is no span of time: 500ms, 3s, 2m or 1h");
        }
        long number = Long.parseLong(matcher.group(1));
        Duration span = switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
        if (span.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than a year");
        }
        return span;
    }

    /** Writes a span as {@link #parse} reads it, in the greatest unit of which it is a whole number. */
    public static String text(Duration span) {
        if (span.toMillis() % 1000 != 0) {
            return span.toMillis() + "ms";
        }
        if (span.toSeconds() % 60 != 0) {
            return span.toSeconds() + "s";
        }
        return span.toMinutes() % 60 != 0 ? span.toMinutes() + "m" : span.toHours() + "h";
    }
}
