package dev.carillon.app.monitor;

import dev.carillon.app.command.Printable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of the sources in columns; a dash where a source has none. */
final class StatisticsTable {
    private static final int MICROS_PER_MILLI = 1_000;
    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int GAP = 2;
    private static final String NONE = "-";

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
            new Column("received", "received"),
            new Column("sent", "sent"),
            new Column("handled", "handled"),
            new Column("merged", "merged"),
            new Column("missed", "missed"),
            new Column("open", "open"),
            new Column("dropped", "dropped"),
            new Column("blocked", "blocked"),
            new Column("waiting", "waiting"),
            new Column("raised", "raised"),
            new Column("delivered", "delivered"),
            new Column("digested", "digested"),
            new Column("given-up", "givenUp"));

    private StatisticsTable() {}

    /**
     * The table. Columns that do not fit beside the others follow below, beside the sources again; those which no source has
     * a figure for are left out.
     *
     * @param rows the sources
     * @param indent what each line begins with
     * @param width how many columns of text there are
     */
    static String of(List<?> rows, String indent, int width) {
        List<List<String>> columns = columns(rows);
        StringBuilder table = new StringBuilder();
        for (int first = 1; first < columns.size(); ) {
            List<List<String>> block = new ArrayList<>(List.of(columns.getFirst()));
            int taken = indent.length() + widthOf(columns.getFirst());
            int next = first;
            while (next < columns.size() && (next == first || taken + GAP + widthOf(columns.get(next)) <= width)) {
                taken += GAP + widthOf(columns.get(next));
                block.add(columns.get(next++));
            }
            write(block, indent, table);
            first = next;
        }
        return table.toString();
    }

    /** From the heading down. */
    private static List<List<String>> columns(List<?> rows) {
        List<List<String>> columns = new ArrayList<>();
        for (Column column : COLUMNS) {
            List<String> cells = new ArrayList<>(List.of(column.heading()));
            for (Object row : rows) {
                if (row instanceof Map<?, ?> fields) {
                    cells.add(cell(fields, column.field()));
                }
            }
            if (cells.stream().skip(1).anyMatch(cell -> !cell.equals(NONE))) {
                columns.add(cells);
            }
        }
        return columns;
    }

    private static void write(List<List<String>> columns, String indent, StringBuilder table) {
        for (int row = 0; row < columns.getFirst().size(); row++) {
            table.append(indent);
            for (int i = 0; i < columns.size(); i++) {
                List<String> column = columns.get(i);
                String format = i == 0 ? "%-" + widthOf(column) + "s" : "  %" + widthOf(column) + "s";
                table.append(String.format(Locale.ROOT, format, column.get(row)));
            }
            table.append('\n');
        }
    }

    private static int widthOf(List<String> column) {
        return column.stream().mapToInt(String::length).max().orElse(0);
    }

    private static String cell(Map<?, ?> fields, String name) {
        Object value = fields.get(name);
        if (value == null && fields.get("ledger") instanceof Map<?, ?> ledger) {
            value = ledger.get(name);
        }
        if (value == null) {
            return NONE;
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
