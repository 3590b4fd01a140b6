package dev.carillon.monitor.record;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.rule.RuleSettings;
import dev.carillon.monitor.rule.RuleText;
import dev.carillon.monitor.rule.Rules;
import java.util.List;
import java.util.Map;

/** The event that says by which rules the monitor goes from now on: with it, a record can be read without any file beside it. */
public final class RulesEvent {
    /** Its kind. */
    public static final String KIND = "rules";

    private static final String TEXT = "text";
    private static final String START = "start";

    private RulesEvent() {}

    /** What is in it; at the start of a monitor, or at a reload. */
    public static Map<String, Object> fields(List<RuleSettings> rules, boolean isStart) {
        return Map.of(START, isStart, TEXT, RuleText.of(rules));
    }

    static boolean is(Event event) {
        return event.source().equals(Rules.MONITOR)
                && event.kind().equals(KIND)
                && event.fields().containsKey(TEXT);
    }

    static boolean isStart(Event event) {
        return is(event) && Boolean.TRUE.equals(event.fields().get(START));
    }

    static String text(Event event) {
        return event.text(TEXT);
    }
}
