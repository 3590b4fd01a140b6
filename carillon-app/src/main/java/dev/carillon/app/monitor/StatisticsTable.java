package dev.carillon.app.monitor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of the sources in columns; a dash where a source has none. */
final class StatisticsTable {
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int MICROS_PER_SECOND = 1_000_000;

    /** A column: its heading, and the field it shows. */
    private record Column(String heading, String field) {}

    private static final List<Column> COLUMNS = List.of(
            new Column("source", "source"),
            new Column("events", "events"),
            new Column("per-s", "perSecond"),
            new Column("bytes", "bytes"),
            new Column("p99", "p99Micros"),
            new Column("longest", "longestMicros"),
            new Column("late-p99", "lateMicros"),
            new Column("latest", "latestMicros"),
            new Column("errors", "errors"),
            new Column("sent", "sent"),
            new Column("handled", "handled"),
            new Column("merged", "merged"),
            new Column("missed", "missed"),
            new Column("open", "open"));

    private StatisticsTable() {}

    static String of(List<?> rows, String indent) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(COLUMNS.stream().map(Column::heading).toList());
        for (Object row : rows) {
            if (row instanceof Map<?, ?> fields) {
                lines.add(COLUMNS.stream()
                        .map(column -> cell(fields, column.field()))
                        .toList());
            }
        }
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            table.append(indent);
            for (int i = 0; i < line.size(); i++) {
                int width = width(lines, i);
                String format = i == 0 ? "%-" + width + "s" : "  %" + width + "s";
                table.append(String.format(Locale.ROOT, format, line.get(i)));
            }
            table.append('\n');
        }
        return table.toString();
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    private static String cell(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value == null && fields.get("ledger") instanceof Map<?, ?> ledger) {
            value = ledger.get(name);
        }
        if (value == null) {
            return "-";
        }
        return name.endsWith("Micros") && value instanceof Long micros ? time(micros) : Printable.of(value);
    }

    private static String time(long micros) {
        if (micros < MICROS_PER_MILLI) {
            return micros + "us";
        }
        boolean seconds = micros >= MICROS_PER_SECOND;
        double number = (double) micros / (seconds ? MICROS_PER_SECOND : MICROS_PER_MILLI);
        return String.format(Locale.ROOT, "%.1f%s", number, seconds ? "s" : "ms");
    }
}
