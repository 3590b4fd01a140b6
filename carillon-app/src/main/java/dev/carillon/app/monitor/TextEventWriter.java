package dev.carillon.app.monitor;

import dev.carillon.app.command.Printable;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;

/** One line of text an event; colours and a header where a person watches. */
final class TextEventWriter implements EventWriter {
    private static final int NUMBER_WIDTH = 6;
    private static final int LABEL_WIDTH = 9;
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

    private final TextOutput out;
    private final Style style;
    private final IntSupplier width;
    private final TimeText clock = new TimeText(ZoneId.systemDefault());
    private final StringBuilder line = new StringBuilder(256);

    /**
     * Writes text.
     *
     * @param out where to
     * @param style how much there is for the eye
     * @param width how wide a table may be, which may change
     */
    TextEventWriter(TextOutput out, Style style, IntSupplier width) {
        this.out = out;
        this.style = style;
        this.width = width;
    }

    @Override
    public void write(Event event) throws ReaderGoneException {
        line.setLength(0);
        appendNumber(event.seq());
        begin(DIM);
        clock.appendMilliseconds(line, event.time());
        end();
        appendLabel(label(event), COLOURS.getOrDefault(event.kind(), DIM));
        event.fields().forEach(this::append);
        line.append('\n');
        event.fields().forEach((name, value) -> {
            if (value instanceof List<?> rows) {
                appendDim(StatisticsTable.of(rows, INDENT, width.getAsInt()));
            }
        });
        if (event.kind().equals("start") && style != Style.PLAIN) {
            appendDim(HEADER);
        }
        out.write(line.toString());
    }

    private void appendNumber(long number) {
        if (number > 0) {
            TimeText.append(line, number, NUMBER_WIDTH, ' ');
        } else {
            line.repeat(' ', NUMBER_WIDTH);
        }
        line.append("  ");
    }

    private void appendLabel(String label, String colour) {
        line.append("  ");
        begin(colour);
        line.append(label);
        line.repeat(' ', Math.max(0, LABEL_WIDTH - label.length()));
        end();
    }

    private void appendDim(String text) {
        begin(DIM);
        line.append(text);
        end();
    }

    private static String label(Event event) {
        boolean byKind = event.source().equals("monitor") || event.kind().equals("pressure");
        return byKind ? event.kind() : event.source();
    }

    private void append(String name, Object value) {
        switch (value) {
            case List<?> rows -> {} // follow below
            case Map<?, ?> map when name.equals("delivery") -> line.append("  ").append(SignalNames.byDelivery(map));
            case Map<?, ?> map -> map.forEach((key, element) -> append(String.valueOf(key), element));
            default -> line.append("  ").append(name).append('=').append(Printable.of(value));
        }
    }

    private void begin(String colour) {
        if (style == Style.COLOURED) {
            line.append(colour);
        }
    }

    private void end() {
        begin(RESET);
    }
}
