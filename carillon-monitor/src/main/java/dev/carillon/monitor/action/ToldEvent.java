package dev.carillon.monitor.action;

import dev.carillon.config.Kind;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.rule.Rules;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What is to be told and what becomes of it are events of the monitor: one place for how they are called and what is in them. With
 * those of alarms they say what has not been told yet.
 */
public final class ToldEvent {
    /** Of a notice that is to be told to another machine. */
    public static final String TO_TELL = "to-tell";

    /** Of what became of notices. */
    public static final String ACTION = "action";

    private static final String IDS = "ids";
    private static final String ALARMS = "alarms";

    private ToldEvent() {}

    /** Whether a notice is to be told. */
    public static boolean isToTell(Event event) {
        return event.source().equals(Rules.MONITOR) && event.kind().equals(TO_TELL);
    }

    /** Whether something became of notices. */
    public static boolean isAttempt(Event event) {
        return event.source().equals(Rules.MONITOR) && event.kind().equals(ACTION);
    }

    /** What is in an event of kind {@link #TO_TELL}. */
    public static Map<String, Object> fields(String action, Notice notice, int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(ACTION, action);
        fields.put("id", notice.id());
        fields.put("alarm", notice.transition().alarm());
        fields.put(Rules.DEPTH, depth);
        return fields;
    }

    /** What is in an event of kind {@link #ACTION}. */
    public static Map<String, Object> fields(Attempt attempt, int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(ACTION, attempt.action());
        fields.put("outcome", Kind.word(attempt.outcome()));
        fields.put("try", attempt.number());
        fields.put("answer", attempt.answer());
        fields.put("tookMillis", attempt.took().toMillis());
        fields.put(ALARMS, alarms(attempt));
        fields.put(IDS, attempt.notices().stream().map(Notice::id).toList());
        fields.put(Rules.DEPTH, depth);
        return fields;
    }

    /** The ids of the alarms that an attempt is about. */
    public static List<String> alarms(Attempt attempt) {
        return attempt.notices().stream()
                .map(notice -> notice.transition().alarm())
                .toList();
    }

    /** The ids of the notices that an attempt was about, as {@link #alarms(Event)} has their alarms; empty where it does not say. */
    public static List<String> ids(Event event) {
        return texts(event, IDS);
    }

    /** The ids of the alarms that an attempt was about. */
    public static List<String> alarms(Event event) {
        return texts(event, ALARMS);
    }

    private static List<String> texts(Event event, String name) {
        return event.fields().get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** What became of the notices; what is unknown is not the last of it. */
    public static Attempt.Outcome outcome(Event event) {
        String word = String.valueOf(event.fields().get("outcome"))
                .toUpperCase(Locale.ROOT)
                .replace('-', '_');
        for (Attempt.Outcome outcome : Attempt.Outcome.values()) {
            if (outcome.name().equals(word)) {
                return outcome;
            }
        }
        return Attempt.Outcome.STARTED;
    }

    /** How long it took, to the millisecond. */
    public static Duration took(Event event) {
        return event.fields().get("tookMillis") instanceof Number millis
                ? Duration.ofMillis(millis.longValue())
                : Duration.ZERO;
    }
}
