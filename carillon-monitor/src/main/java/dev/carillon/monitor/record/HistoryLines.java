package dev.carillon.monitor.record;

import dev.carillon.config.Printed;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.action.ToldEvent;
import dev.carillon.monitor.rule.AlarmEvent;
import dev.carillon.monitor.rule.Rules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What happened to alarms and to the monitor itself, from the record, a line for each. */
public final class HistoryLines {
    private static final Set<String> LEFT_OUT = Set.of(RulesEvent.KIND, "report", ToldEvent.TO_TELL);
    private static final Set<String> SHOWN_ONCE = Set.of("depth", "causes", "at", "ids", "again");

    private HistoryLines() {}

    /**
     * Reads them.
     *
     * @param since the time of the first
     * @param problems is told what of the record cannot be read
     */
    public static void read(Path record, Instant since, Consumer<String> lines, Consumer<String> problems)
            throws IOException {
        readEvents(record, since, event -> lines.accept(text(event)), problems);
    }

    /** The same, as events. */
    public static void readEvents(Path record, Instant since, Consumer<Event> events, Consumer<String> problems)
            throws IOException {
        RecordReader.read(
                record,
                event -> {
                    if (isTold(event, since)) {
                        events.accept(event);
                    }
                },
                problems);
    }

    private static boolean isTold(Event event, Instant since) {
        return event.source().equals(Rules.MONITOR)
                && !LEFT_OUT.contains(event.kind())
                && !event.time().isBefore(since);
    }

    /** In a line, without what a terminal would obey: programs and strangers have written parts of it. */
    static String text(Event event) {
        return Printed.line(words(event));
    }

    private static String words(Event event) {
        if (AlarmEvent.is(event)) {
            String muted = AlarmEvent.isMuted(event) ? " (silenced)" : "";
            return event.time() + " " + event.kind() + " " + event.text("alarm") + key(event) + muted + ": "
                    + event.text("message");
        }
        String fields = event.fields().entrySet().stream()
                .filter(field -> !SHOWN_ONCE.contains(field.getKey()))
                .map(field -> field.getKey() + " " + field.getValue())
                .collect(Collectors.joining(", "));
        return event.time() + " " + event.kind() + (fields.isEmpty() ? "" : ": " + fields);
    }

    private static String key(Event event) {
        String key = event.text("key");
        return key.isEmpty() ? "" : " " + key;
    }
}
