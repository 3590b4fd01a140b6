package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What people ask of rules is an event of the monitor, and what rules do is what that event says: so a record gives the same again.
 */
public final class PeopleEvent {
    /** Of an alarm that somebody sees to. */
    public static final String ACKNOWLEDGED = "acknowledged";

    /** Of a rule of which nobody wants to hear. */
    public static final String SILENCED = "silenced";

    private static final String UNTIL = "until";
    private static final String BY = "by";

    /** As long as the clock on the wall can be reckoned with. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private PeopleEvent() {}

    /** Whether an event is one of these. */
    public static boolean is(Event event) {
        return event.source().equals(Rules.MONITOR)
                && Set.of(ACKNOWLEDGED, SILENCED).contains(event.kind())
                && isTime(event.text(UNTIL), event.kind().equals(ACKNOWLEDGED));
    }

    /** A record may be damaged, or written by others. */
    private static boolean isTime(String text, boolean mayBeNone) {
        if (text.isEmpty()) {
            return mayBeNone;
        }
        try {
            Instant.parse(text);
            return true;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /** When a span ends that begins now, to the millisecond. */
    public static Instant until(Duration span) {
        Duration bounded = span.compareTo(LONGEST) > 0 ? LONGEST : span;
        return Instant.now().plus(bounded).truncatedTo(ChronoUnit.MILLIS);
    }

    /** What is in an event of kind {@link #ACKNOWLEDGED}. */
    public static Map<String, Object> fields(Standing alarm, Acknowledgement acknowledgement) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("alarm", alarm.alarm());
        fields.put("rule", alarm.rule());
        fields.put("key", alarm.key());
        fields.put(BY, acknowledgement.by());
        acknowledgement.until().ifPresent(until -> fields.put(UNTIL, until.toString()));
        return fields;
    }

    /** What is in an event of kind {@link #SILENCED}. */
    public static Map<String, Object> fields(Silence silence) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("rule", silence.rule());
        fields.put("key", silence.key());
        fields.put(BY, silence.by());
        fields.put(UNTIL, silence.until().toString());
        return fields;
    }

    /** The id of the alarm that somebody sees to. */
    public static String alarm(Event event) {
        return event.text("alarm");
    }

    /** Who sees to it, and until when. */
    public static Acknowledgement acknowledgement(Event event) {
        Optional<Instant> until =
                Optional.of(event.text(UNTIL)).filter(text -> !text.isEmpty()).map(Instant::parse);
        return new Acknowledgement(event.text(BY), until);
    }

    /** Who wants to hear nothing of what, and until when. */
    public static Silence silence(Event event) {
        return new Silence(event.text("rule"), event.text("key"), event.text(BY), Instant.parse(event.text(UNTIL)));
    }

    /** Has rules do what an event says that they have accepted; what has no such rule or alarm by now does nothing. */
    public static void apply(Event event, Rules rules) {
        if (event.kind().equals(SILENCED)) {
            rules.silence(silence(event));
        } else {
            rules.acknowledge(event.text("rule"), event.text("key"), acknowledgement(event));
        }
    }
}
