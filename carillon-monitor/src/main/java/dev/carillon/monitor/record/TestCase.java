package dev.carillon.monitor.record;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.config.SpanOfTime;
import dev.carillon.monitor.json.EventLine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A case that stands in a file, {@code [test.NAME]}: what happens, and which alarms ought to come of it.
 *
 * @param name its name
 * @param happenings what happens, in order of time
 * @param alarms what ought to be told, each {@code "10s raised too-hot"}
 * @param until how long it goes on at least
 */
public record TestCase(String name, List<Happening> happenings, List<String> alarms, Duration until) {
    private static final String SPAN = "(0|[0-9]{1,9} ?(?:ms|s|m|h))";
    private static final Pattern LINE = Pattern.compile(SPAN + " ([A-Za-z0-9_.-]+): (.*)", Pattern.DOTALL);
    private static final Pattern EVENT = Pattern.compile(SPAN + " ([A-Za-z0-9_.-]+) ([a-z-]+)(?: (\\{.*\\}))?");
    private static final Pattern ALARM = Pattern.compile(SPAN + " (raised|cleared|flapping|repeated) (.+)");

    private static final Key<Happening> EVENTS = new Key<>(
            "events",
            Kind.text(
                    "a line of a source, \"5 s boiler: 81\", or an event with its kind and fields: \"5 s api exit"
                            + " {\\\"code\\\":1}\"",
                    "(?:0|[0-9]{1,9} ?(?:ms|s|m|h)) .+",
                    TestCase::happening),
            "What happens, and how long after the start.");
    private static final Key<String> ALARMS = new Key<>(
            "alarms",
            Kind.text(
                    "when, what, and which rule: \"10 s raised too-hot\"; with by, the key behind it",
                    "(?:0|[0-9]{1,9} ?(?:ms|s|m|h)) (?:raised|cleared|flapping|repeated) .+",
                    TestCase::alarm),
            "All that ought to be told, in order.");
    private static final Key<Duration> UNTIL =
            new Key<>("until", Kind.span(), "How long it goes on at least, after the start.");

    /**
     * Something that happens.
     *
     * @param at how long after the start
     * @param line a line of the source, of which it takes what it takes; empty for an event of any kind
     */
    public record Happening(
            Duration at, String source, String kind, Optional<String> line, Map<String, Object> fields) {}

    /** With lists that stay as they are. */
    public TestCase {
        happenings = List.copyOf(happenings);
        alarms = List.copyOf(alarms);
    }

    /** Reads one. */
    public static TestCase read(String name, Section section) {
        List<Happening> happenings = section.list(EVENTS);
        for (int i = 1; i < happenings.size(); i++) {
            if (happenings.get(i).at.compareTo(happenings.get(i - 1).at) < 0) {
                section.wrong(EVENTS.name(), "they are not in the order of time; allowed: the earlier first");
                break;
            }
        }
        return new TestCase(name, happenings, section.list(ALARMS), section.get(UNTIL, Duration.ZERO));
    }

    private static Happening happening(String text) {
        Matcher line = LINE.matcher(text);
        if (line.matches()) {
            return new Happening(span(line.group(1)), line.group(2), "line", Optional.of(line.group(3)), Map.of());
        }
        Matcher event = EVENT.matcher(text);
        if (!event.matches()) {
            throw new IllegalArgumentException("");
        }
        Map<String, Object> fields = event.group(4) == null
                ? Map.of()
                : EventLine.object(event.group(4))
                        .orElseThrow(() -> new IllegalArgumentException("the fields are no JSON"));
        return new Happening(span(event.group(1)), event.group(2), event.group(3), Optional.empty(), fields);
    }

    private static String alarm(String text) {
        Matcher alarm = ALARM.matcher(text);
        if (!alarm.matches()) {
            throw new IllegalArgumentException("");
        }
        return SpanOfTime.text(span(alarm.group(1))) + " " + alarm.group(2) + " " + alarm.group(3);
    }

    private static Duration span(String text) {
        return SpanOfTime.parse(text.replace(" ", ""));
    }
}
