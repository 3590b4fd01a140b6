package dev.carillon.monitor.rule;

import dev.carillon.config.Kind;
import dev.carillon.monitor.Event;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is told of a transition is an event of the monitor: one place for how it is called and what is in it. */
public final class AlarmEvent {
    private static final String AT = "at";
    private static final String FROM = "from";
    private static final String TO = "to";
    private static final String SEVERITY = "severity";
    private static final String MUTED = "muted";
    private static final String RAISED = "raised";
    private static final String CLEARED = "cleared";
    private static final String FLAPPING = "flapping";
    private static final String REPEATED = "repeated";
    private static final Set<String> KINDS = Set.of(RAISED, CLEARED, FLAPPING, REPEATED);

    private AlarmEvent() {}

    /** Of which kind the event of a transition is. */
    public static String kind(Transition transition) {
        if (transition.from() == transition.to()) {
            return REPEATED;
        }
        return switch (transition.to()) {
            case CLEAR -> CLEARED;
            case RAISED -> RAISED;
            case FLAPPING -> FLAPPING;
        };
    }

    /** Whether an event is that of a transition. */
    public static boolean is(Event event) {
        return event.source().equals(Rules.MONITOR) && KINDS.contains(event.kind());
    }

    /** Whether an event of a transition says that the alarm is over. */
    public static boolean isEnd(Event event) {
        return event.kind().equals(CLEARED);
    }

    /** Whether an event of a transition says that the alarm comes and goes too often. */
    public static boolean isFlapping(Event event) {
        return event.kind().equals(FLAPPING);
    }

    /**
     * What is in the event of a transition.
     *
     * @param depth of how many transitions in a row it comes
     */
    public static Map<String, Object> fields(Transition transition, int depth, boolean muted) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("alarm", transition.alarm());
        fields.put("rule", transition.rule());
        if (!transition.key().isEmpty()) {
            fields.put("key", transition.key());
        }
        fields.put(FROM, Kind.word(transition.from()));
        fields.put(TO, Kind.word(transition.to()));
        fields.put(SEVERITY, Kind.word(transition.severity()));
        fields.put("message", transition.message());
        fields.put("causes", transition.causes());
        fields.put(AT, transition.boot().toNanos()); // when it was due, which may be before it is told
        fields.put(Rules.DEPTH, depth);
        if (muted) {
            fields.put(MUTED, true);
        }
        return fields;
    }

    /** When the transition was, since the machine's start. */
    public static Duration at(Event event) {
        return event.fields().get(AT) instanceof Number nanos ? Duration.ofNanos(nanos.longValue()) : event.boot();
    }

    /** Whether nobody was told of it. */
    public static boolean isMuted(Event event) {
        return Boolean.TRUE.equals(event.fields().get(MUTED));
    }

    /** The transition of an event, from a record; empty if the event does not say all of it. */
    public static Optional<Transition> transition(Event event) {
        if (!is(event) || !(event.fields().get("causes") instanceof List<?> causes)) {
            return Optional.empty();
        }
        Duration boot = at(event);
        try {
            return Optional.of(new Transition(
                    event.text("alarm"),
                    event.text("rule"),
                    event.text("key"),
                    AlarmState.valueOf(constant(event, FROM)),
                    AlarmState.valueOf(constant(event, TO)),
                    Severity.valueOf(constant(event, SEVERITY)),
                    boot,
                    event.time().minus(event.boot()).plus(boot),
                    causes.stream()
                            .map(cause -> cause instanceof Number number ? number.longValue() : 0L)
                            .toList(),
                    event.text("message")));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty(); // of an earlier version, or damaged
        }
    }

    private static String constant(Event event, String name) {
        return event.text(name).toUpperCase(Locale.ROOT);
    }
}
