package dev.carillon.app.top;

import java.util.ArrayList;
import java.util.List;

/**
 * What the screen shows: whether all is well above, what else there is below it, as much as fits, and a line that says what can be
 * done. The same order as on the page. Made of what is given alone.
 */
final class Frame {
    private static final int MOST_VERDICT = 3;
    private static final String KEYS = "q quit  j k ↑ ↓ scroll  a all alarms  s sort";

    private final Words words;
    private final AlarmRows alarms;

    Frame(Words words) {
        this.words = words;
        this.alarms = new AlarmRows(words);
    }

    /**
     * A whole screen.
     *
     * @param lost what is wrong with the way to the monitor; empty if nothing is
     * @return as many rows as the screen has
     */
    List<Row> rows(Seen seen, View view, String lost) {
        if (!view.isLargeEnough()) {
            return tooSmall(view);
        }
        List<Row> head = head(seen, view, lost);
        List<Row> body = body(seen, view);
        int page = page(head, view);
        int first = view.scrolled(0, body.size(), page).first();
        List<Row> rows = new ArrayList<>(head);
        rows.addAll(body.subList(first, Math.min(body.size(), first + page)));
        while (rows.size() < view.rows() - 1) {
            rows.add(new Row());
        }
        rows.add(
                lost.isEmpty()
                        ? keys(view, first, Math.min(body.size(), first + page), body.size())
                        : band(view, lost));
        return rows;
    }

    /** All there is, however many rows that are: for who has no screen. */
    List<Row> all(Seen seen, View view) {
        List<Row> rows = head(seen, view, "");
        rows.addAll(body(seen, view));
        return rows;
    }

    /** Looks at another part of it. */
    View scrolled(Seen seen, View view, long by) {
        return view.scrolled(by, body(seen, view).size(), page(head(seen, view, ""), view));
    }

    private static int page(List<Row> head, View view) {
        return view.rows() - head.size() - 1;
    }

    /** Until the first answer. */
    static List<Row> waiting(View view, String lost) {
        return List.of(new Row().at(0, view.columns(), Ink.BAND, lost.isEmpty() ? "Connecting …" : lost));
    }

    private static List<Row> tooSmall(View view) {
        String text = View.LEAST_COLUMNS + " × " + View.LEAST_ROWS + " at least, please: this terminal has "
                + view.columns() + " × " + view.rows() + "; q quits";
        return List.of(new Row().at(0, view.columns(), Ink.STRONG, text));
    }

    /** What nobody confirms any more is not the verdict. */
    private List<Row> head(Seen seen, View view, String lost) {
        Told verdict = seen.one("verdict");
        boolean isNow = lost.isEmpty();
        String level = isNow ? verdict.text("level") : "unknown";
        String text = (isNow ? "" : "At " + words.clock(seen.now()) + " it was: ") + verdict.text("words");
        Ink ink = Ink.of(level);
        List<Row> wrapped = Row.paragraph(
                view.columns(), 0, 2, ink == Ink.PLAIN ? Ink.STRONG : ink, Seen.shape(level) + " " + text);
        List<Row> rows = new ArrayList<>(wrapped.subList(0, Math.min(wrapped.size(), MOST_VERDICT)));
        rows.add(new Row().at(2, view.columns() - 2, Ink.DIM, about(seen)));
        return rows;
    }

    private String about(Seen seen) {
        Told about = seen.one("about");
        String file = about.text("file");
        long failed = about.count("failedReloads");
        return words.clock(seen.now()) + ", " + about.text("host") + ", process " + about.count("pid")
                + ", for " + Words.span(seen.now() - about.count("since"))
                + (file.isEmpty() ? "" : ", " + file + " read " + words.clock(about.count("read")))
                + (failed > 0 ? ", " + Words.many(failed, "reload") + " refused" : "");
    }

    private List<Row> body(Seen seen, View view) {
        List<Row> rows = new ArrayList<>(alarms.rows(seen, view));
        rows.addAll(FleetRows.rows(seen, view));
        rows.addAll(RollRows.rows(seen, view));
        rows.addAll(SourceRows.rows(seen, view));
        rows.addAll(FootRows.rows(seen, view));
        return rows;
    }

    private static Row keys(View view, int first, int last, int all) {
        String place = "lines " + (first + 1) + " to " + last + " of " + all;
        return new Row().at(0, view.columns(), Ink.DIM, KEYS).right(0, view.columns(), Ink.DIM, place);
    }

    private static Row band(View view, String text) {
        return new Row()
                .at(0, view.columns(), Ink.BAND, text + " ".repeat(Math.max(0, view.columns() - Cells.of(text))));
    }
}
