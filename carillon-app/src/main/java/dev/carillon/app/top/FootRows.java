package dev.carillon.app.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The loop, the ledger, and what is told to whom. */
final class FootRows {
    private static final int INDENT = 2;
    private static final Map<String, String> CIRCUITS =
            Map.of("closed", "works", "open", "fails; rests for a while", "half-open", "failed; is tried again");

    private FootRows() {}

    static List<Row> rows(Seen seen, View view) {
        List<Row> rows = new ArrayList<>();
        loop(seen, view, rows);
        ledger(seen, view, rows);
        if (!seen.actions().isEmpty()) {
            rows.add(new Row().then(view.columns(), Ink.STRONG, "Actions"));
            seen.actions().forEach(action -> rows.addAll(action(action, view)));
        }
        return rows;
    }

    private static void loop(Seen seen, View view, List<Row> rows) {
        Told loop = seen.one("loop");
        rows.add(new Row()
                .then(view.columns(), Ink.STRONG, "The loop ")
                .then(view.columns(), Ink.PLAIN, loop.text("words")));
        String figures = Words.fine(loop.number("turnsPerSecond")) + " turns/s, "
                + Words.fine(loop.number("eventsPerTurn")) + " events a turn; waiting "
                + Words.fine(loop.number("waiting")) + " %, working " + Words.fine(loop.number("working"))
                + " %, kernel " + Words.fine(loop.number("kernel")) + " %; longest handler "
                + Words.duration(loop.number("longest")) + " (" + loop.text("longestSource") + "); timers late "
                + Words.duration(loop.number("lateness")) + " (99 %); queue " + Words.whole(loop.count("queue"))
                + "; slow handlers " + Words.whole(loop.count("slowHandlers"));
        rows.addAll(Row.paragraph(view.columns(), INDENT, INDENT, Ink.DIM, figures));
    }

    private static void ledger(Seen seen, View view, List<Row> rows) {
        rows.add(new Row().then(view.columns(), Ink.STRONG, "The ledger"));
        Told events = seen.one("ledger");
        rows.addAll(closed(
                view,
                Words.many(events.count("received"), "event") + " received",
                events.count("received"),
                List.of("handled", "merged", "dropped", "waiting"),
                List.of(
                        events.count("handled"),
                        events.count("merged"),
                        events.count("dropped"),
                        events.count("waiting"))));
        rows.addAll(closed(
                view,
                Words.whole(sum(seen, "raised")) + " to be told",
                sum(seen, "raised"),
                List.of("delivered", "digested", "waiting", "given up"),
                List.of(sum(seen, "delivered"), sum(seen, "digested"), sum(seen, "waiting"), sum(seen, "givenUp"))));
        long lost = seen.one("verdict").count("lost");
        rows.add(
                lost == 0
                        ? line(view, Ink.PLAIN, "✓ all that was to be kept is kept")
                        : line(view, Ink.CRITICAL, "✗ " + Words.whole(lost) + " were to be kept and are not"));
        long passed = seen.one("page").count("passedBy");
        if (passed > 0) {
            rows.add(line(view, Ink.DIM, Words.many(passed, "event") + " came too fast to be drawn one by one"));
        }
    }

    private static long sum(Seen seen, String name) {
        return seen.actions().stream().mapToLong(action -> action.count(name)).sum();
    }

    private static List<Row> closed(View view, String whole, long total, List<String> names, List<Long> counts) {
        long open = total;
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            open -= counts.get(i);
            parts.add(Words.whole(counts.get(i)) + " " + names.get(i));
        }
        String text = whole + " = " + String.join(" + ", parts);
        return open == 0
                ? Row.paragraph(view.columns(), 0, INDENT, Ink.PLAIN, "✓ " + text)
                : Row.paragraph(
                        view.columns(),
                        0,
                        INDENT,
                        Ink.CRITICAL,
                        "✗ " + text + "; " + Words.whole(open) + " unaccounted for");
    }

    private static Row line(View view, Ink ink, String text) {
        return new Row().at(0, view.columns(), ink, text);
    }

    private static List<Row> action(Told action, View view) {
        String circuit = action.text("circuit");
        String answer = action.text("answer");
        String text = action.text("name") + ": " + action.text("kind") + ", "
                + CIRCUITS.getOrDefault(circuit, circuit) + "; " + Words.whole(action.count("raised")) + " to tell, "
                + Words.whole(action.count("delivered")) + " delivered, " + Words.whole(action.count("digested"))
                + " in digests, " + Words.whole(action.count("waiting")) + " waiting, "
                + Words.whole(action.count("givenUp")) + " given up"
                + (answer.isEmpty() ? "" : "; last answer: " + answer);
        return Row.paragraph(view.columns(), 0, INDENT, circuit.equals("closed") ? Ink.PLAIN : Ink.CRITICAL, text);
    }
}
