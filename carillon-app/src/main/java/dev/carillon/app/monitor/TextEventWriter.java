package dev.carillon.app.monitor;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

/** One line of text an event; colours and a header where a person watches. */
final class TextEventWriter implements EventWriter {
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());
    private static final String HEADER = "     #  time          source     event\n";
    private static final String INDENT = "  ";
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

    /** How much there is for the eye. */
    enum Style {
        /** Lines alone. */
        PLAIN,
        /** With a header. */
        TERMINAL,
        /** With a header and colours. */
        COLOURED
    }

    private final LineOutput out;
    private final Style style;
    private final IntSupplier width;

    /**
     * Writes text.
     *
     * @param out where to
     * @param style how much there is for the eye
     * @param width how wide a table may be, which may change
     */
    TextEventWriter(LineOutput out, Style style, IntSupplier width) {
        this.out = out;
        this.style = style;
        this.width = width;
    }

    @Override
    public void write(Event event) throws ReaderGoneException {
        StringBuilder line = new StringBuilder(128);
        line.append(event.seq() > 0 ? String.format(Locale.ROOT, "%6d", event.seq()) : "      ");
        line.append("  ").append(paint(DIM, CLOCK.format(event.time())));
        line.append("  ").append(paint(COLOURS.getOrDefault(event.kind(), DIM), pad(label(event))));
        event.fields().forEach((name, value) -> append(line, name, value));
        line.append('\n');
        event.fields().forEach((name, value) -> {
            if (value instanceof List<?> rows) {
                line.append(paint(DIM, StatisticsTable.of(rows, INDENT, width.getAsInt())));
            }
        });
        if (event.kind().equals("start") && style != Style.PLAIN) {
            line.append(paint(DIM, HEADER));
        }
        out.write(line.toString());
    }

    private static String label(Event event) {
        boolean byKind = event.source().equals("monitor") || event.kind().equals("pressure");
        return byKind ? event.kind() : event.source();
    }

    private static String pad(String label) {
        return String.format(Locale.ROOT, "%-9s", label);
    }

    private static void append(StringBuilder line, String name, Object value) {
        switch (value) {
            case List<?> rows -> {} // follow below
            case Map<?, ?> map when name.equals("delivery") -> line.append("  ").append(SignalNames.byDelivery(map));
            case Map<?, ?> map -> map.forEach((key, element) -> append(line, String.valueOf(key), element));
            default -> line.append("  ").append(name).append('=').append(Printable.of(value));
        }
    }

    private String paint(String colour, String text) {
        return style == Style.COLOURED ? colour + text + RESET : text;
    }
}
