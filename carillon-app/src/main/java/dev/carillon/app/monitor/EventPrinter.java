package dev.carillon.app.monitor;

import dev.carillon.app.command.Lines;
import dev.carillon.app.command.StandardOutput;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints a monitor's events, as text or as JSON. Waits for no reader: what one does not take is left out, and counted. */
final class EventPrinter {
    private final EventWriter writer;
    private final boolean asJson;

    EventPrinter(Lines lines, boolean asJson) {
        this(text -> lines.say(text.stripTrailing()), asJson);
    }

    EventPrinter(TextOutput out, boolean asJson) {
        this.asJson = asJson;
        this.writer = asJson
                ? new JsonEventWriter(out)
                : new TextEventWriter(
                        out,
                        MonitorCommand.styleFor(
                                StandardOutput.isTerminal(), System.getenv("NO_COLOR"), System.getenv("TERM")),
                        () -> StandardOutput.columns(Integer.MAX_VALUE));
    }

    void print(dev.carillon.monitor.Event event) {
        try {
            writer.write(new Event(
                    event.id(), event.time(), event.source(), event.kind(), asJson ? event.fields() : shown(event)));
        } catch (ReaderGoneException e) {
            // What nobody reads is printed for nobody; the monitor goes on.
        }
    }

    /** A whole file's worth of them is for who replays it; who reads along misses no number. */
    private static long rules(dev.carillon.monitor.Event event) {
        return String.valueOf(event.fields().get("text"))
                .lines()
                .filter(line -> line.startsWith("[rule.") && line.indexOf('.') == line.lastIndexOf('.'))
                .count();
    }

    /** In a line of text a source is named, and not what kind of event it is. */
    private static Map<String, Object> shown(dev.carillon.monitor.Event event) {
        if (event.source().equals("monitor")) {
            return event.kind().equals("rules") ? Map.of("count", rules(event)) : event.fields();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("event", event.kind());
        fields.putAll(event.fields());
        return fields;
    }
}
