package dev.carillon.monitor.rule;

import dev.carillon.config.Kind;
import dev.carillon.config.SpanOfTime;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * So often in a time, {@code "3 in 5 m"}; or only a time, or never.
 *
 * @param times zero if only the time is given, or never
 * @param in within which time; zero for never
 */
record Often(int times, Duration in) {
    private static final String SPAN = "[0-9]{1,9} ?(?:ms|s|m|h)";
    private static final Pattern PARTS = Pattern.compile("(?:([0-9]{1,6}) in )?([0-9]{1,9}) ?(ms|s|m|h)");

    static Kind<Often> orTime(int most) {
        String allowed = "how often in a time, at most " + most + ": \"3 in 5 m\"; or a time, with above or below";
        return Kind.text(allowed, "(?:[0-9]{1,6} in )?" + SPAN, text -> parse(text, most));
    }

    static Kind<Often> orNever(int most) {
        String allowed = "how often in a time, at most " + most + ": \"6 in 10 m\"; or \"never\"";
        return Kind.text(allowed, "never|[0-9]{1,6} in " + SPAN, text -> {
            Often often = text.equals("never") ? new Often(0, Duration.ZERO) : parse(text, most);
            if (often.times == 0 && !often.in.isZero()) {
                throw new IllegalArgumentException("");
            }
            return often;
        });
    }

    private static Often parse(String text, int most) {
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("");
        }
        Duration in = SpanOfTime.parse(parts.group(2) + parts.group(3));
        int times = parts.group(1) == null ? 0 : Integer.parseInt(parts.group(1));
        if (in.isZero() || times > most || times == 0 && parts.group(1) != null) {
            throw new IllegalArgumentException("");
        }
        return new Often(times, in);
    }

    @Override
    public String toString() {
        return (times == 0 ? "" : times + " in ") + SpanOfTime.text(in);
    }
}
