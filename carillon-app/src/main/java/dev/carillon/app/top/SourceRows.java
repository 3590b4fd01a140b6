package dev.carillon.app.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A row a source: how often, when last, how fast it is handled, what it said, how it does. */
final class SourceRows {
    private static final int MARK = 2;
    /** From so many columns on there is room for the kind. */
    private static final int WIDE = 100;

    private final Seen seen;
    private final int nameWidth;
    private final List<Column> columns = new ArrayList<>();

    /** What is told of each source in one place, to the right of what is left of it. */
    private record Column(String head, int at, int width, boolean isNumber, Ink ink, Function<Told, String> text) {
        void put(Row row, Ink inkOfText, String shown) {
            if (isNumber) {
                row.right(at, width, inkOfText, shown);
            } else {
                row.at(at, width, inkOfText, shown);
            }
        }
    }

    private SourceRows(Seen seen, View view) {
        this.seen = seen;
        boolean isWide = view.columns() >= WIDE;
        int more = (view.columns() - (isWide ? WIDE : View.LEAST_COLUMNS)) / 4;
        nameWidth = 18 + more;
        if (isWide) {
            add("kind", 11, false, Ink.DIM, source -> source.text("kind"));
        }
        add("/s", 7, true, Ink.PLAIN, source -> Words.rate(source.number("rate")));
        add("last, ago", 10, false, Ink.DIM, this::last);
        add(
                "99 % in",
                9, true, Ink.DIM, source -> source.number("p99") > 0 ? Words.duration(source.number("p99")) : "");
        add("it said", 13 + more, false, Ink.PLAIN, SourceRows::said);
        add("state", view.columns() - end(), false, Ink.DIM, SourceRows::state);
    }

    private void add(String head, int width, boolean isNumber, Ink ink, Function<Told, String> text) {
        columns.add(new Column(head, end(), width, isNumber, ink, text));
    }

    /** Where the next one begins. */
    private int end() {
        return columns.isEmpty()
                ? MARK + nameWidth + 1
                : columns.getLast().at() + columns.getLast().width() + 1;
    }

    static List<Row> rows(Seen seen, View view) {
        SourceRows all = new SourceRows(seen, view);
        List<Row> rows = new ArrayList<>();
        rows.add(all.head());
        Stream<Told> sources = seen.sources().stream();
        if (view.isByRate()) {
            sources = sources.sorted(Comparator.comparingDouble(source -> -source.number("rate")));
        }
        sources.forEach(source -> rows.add(all.row(source)));
        return rows;
    }

    private Row head() {
        long all = seen.one("ledger").count("sources");
        int shown = seen.sources().size();
        String note = shown < all ? shown + " of " + Words.whole(all) : Words.whole(all);
        Row row = new Row().then(MARK + nameWidth, Ink.STRONG, "Sources ").then(MARK + nameWidth, Ink.DIM, note);
        columns.forEach(column -> column.put(row, Ink.DIM, column.head()));
        return row;
    }

    private Row row(Told source) {
        String name = source.text("name");
        Row row = new Row().at(0, 1, seen.inkOf(name), seen.shapeOf(name)).at(MARK, nameWidth, Ink.PLAIN, name);
        columns.forEach(column -> column.put(row, column.ink(), column.text().apply(source)));
        return row;
    }

    private String last(Told source) {
        return source.has("last") ? Words.since(source.count("last"), seen.now()) : "never";
    }

    /** The last number with its unit, else the last words. */
    static String said(Told source) {
        return source.has("value")
                ? (Words.fine(source.number("value")) + " " + source.text("unit")).strip()
                : source.text("words");
    }

    private static String state(Told source) {
        long lost = source.count("received")
                - source.count("handled")
                - source.count("merged")
                - source.count("dropped")
                - source.count("waiting");
        return Stream.of(
                        counted(lost, "unaccounted for"),
                        counted(source.count("dropped"), "dropped"),
                        counted(source.count("merged"), "merged"),
                        source.text("state"),
                        source.text("budget"))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining("; "));
    }

    private static String counted(long number, String what) {
        return number == 0 ? "" : Words.whole(number) + " " + what;
    }
}
