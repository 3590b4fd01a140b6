package dev.carillon.app.monitor;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One line of text an event; colours where a person watches. */
final class TextEventWriter implements EventWriter {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final String RESET = "\u001b[0m";
    private static final String DIM = "\u001b[2m";
    private static final Map<String, String> COLOURS = Map.of(
            "counter", "\u001b[36m",
            "timer", "\u001b[34m",
            "signal", "\u001b[35m",
            "pipe", "\u001b[32m",
            "stdin", "\u001b[1;32m",
            "path", "\u001b[33m",
            "pressure", "\u001b[31m",
            "child", "\u001b[1;34m",
            "end", "\u001b[1m");

    private final LineOutput out;
    private final boolean coloured;

    TextEventWriter(LineOutput out, boolean coloured) {
        this.out = out;
        this.coloured = coloured;
    }

    @Override
    public void write(Event event) throws ReaderGoneException {
        StringBuilder line = new StringBuilder(128);
        line.append(event.seq() > 0 ? String.format(Locale.ROOT, "%6d", event.seq()) : "      ");
        line.append("  ").append(paint(DIM, CLOCK.format(event.time())));
        line.append("  ").append(paint(COLOURS.getOrDefault(event.kind(), DIM), pad(label(event))));
        event.fields().forEach((name, value) -> {
            if (!(value instanceof List)) {
                line.append("  ").append(name).append('=').append(text(value));
            }
        });
        line.append('\n');
        event.fields().forEach((name, value) -> {
            if (value instanceof List<?> rows) {
                rows.forEach(row -> appendRow(line, row));
            }
        });
        out.write(line.toString());
    }

    private static String label(Event event) {
        return event.source().equals(event.kind()) || event.source().equals("monitor") ? event.kind() : event.source();
    }

    private static String pad(String label) {
        return String.format(Locale.ROOT, "%-9s", label);
    }

    private static void appendRow(StringBuilder line, Object row) {
        line.append("                      - ").append(text(row)).append('\n');
    }

    private static String text(Object value) {
        return switch (value) {
            case Map<?, ?> map ->
                map.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + text(entry.getValue()))
                        .collect(Collectors.joining(" "));
            case String string when string.indexOf(' ') >= 0 || string.isEmpty() -> '"' + string + '"';
            case Double number -> String.format(Locale.ROOT, "%.1f", number);
            default -> String.valueOf(value);
        };
    }

    private String paint(String colour, String text) {
        return coloured ? colour + text + RESET : text;
    }
}
