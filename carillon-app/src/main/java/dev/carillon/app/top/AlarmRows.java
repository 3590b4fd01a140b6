package dev.carillon.app.top;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The alarms: what, for how long, what it says, and who was told with what answer. */
final class AlarmRows {
    private static final int SEVERITY = 11;
    private static final int SPAN = 10;
    /** Lines of what else is to be seen without scrolling: the verdict, the busiest lanes, the headings. */
    private static final int REST = 16;

    private static final int LINES_EACH = 2;
    private static final int FEWEST = 2;
    private static final int MOST_ENDED = 2;

    private final Words words;

    AlarmRows(Words words) {
        this.words = words;
    }

    List<Row> rows(Seen seen, View view) {
        List<Row> rows = new ArrayList<>();
        int most = view.isWhole() ? Integer.MAX_VALUE : Math.max(FEWEST, (view.rows() - REST) / LINES_EACH);
        List<Told> shown = seen.standing().stream().limit(most).toList();
        rows.add(
                new Row().then(view.columns(), Ink.STRONG, "Alarms ").then(view.columns(), Ink.DIM, note(seen, shown)));
        for (Told alarm : shown) {
            rows.add(standing(alarm, seen, view));
            rows.add(told(alarm, seen, view));
        }
        seen.ended().stream()
                .limit(view.isWhole() ? Integer.MAX_VALUE : MOST_ENDED)
                .forEach(alarm -> rows.add(ended(alarm, view)));
        return rows;
    }

    private String note(Seen seen, List<Told> shown) {
        long all = seen.one("verdict").count("standing");
        if (all == 0) {
            long last = seen.one("verdict").count("lastAlarm");
            return last == 0 ? "none since the start" : "none; the last one was raised " + words.day(last);
        }
        return shown.size() == all ? "" : "the worst " + shown.size() + " of " + Words.whole(all) + "; a shows more";
    }

    private static Row standing(Told alarm, Seen seen, View view) {
        Ink ink = Ink.of(alarm.text("severity"));
        int width = nameWidth(view);
        int message = SEVERITY + width + SPAN + 2;
        return new Row()
                .at(0, SEVERITY, ink, Seen.shape(alarm.text("severity")) + " " + alarm.text("severity"))
                .at(SEVERITY, width, Ink.STRONG, name(alarm))
                .at(SEVERITY + width + 1, SPAN, Ink.PLAIN, Words.span(seen.now() - alarm.count("since")))
                .at(message, view.columns() - message, Ink.PLAIN, alarm.text("message"));
    }

    private Row told(Told alarm, Seen seen, View view) {
        List<String> parts = new ArrayList<>();
        parts.add("since " + words.clock(alarm.count("since")));
        if (alarm.text("state").equals("flapping")) {
            parts.add("flapping");
        }
        if (alarm.is("acknowledged")) {
            parts.add("acknowledged");
        }
        if (alarm.count("silentUntil") > seen.now()) {
            parts.add("silent until " + words.clock(alarm.count("silentUntil")));
        }
        parts.add(
                alarm.list("told").isEmpty()
                        ? nobody(alarm)
                        : alarm.list("told").stream().map(AlarmRows::one).collect(Collectors.joining("; ")));
        return new Row().at(2, view.columns() - 2, Ink.DIM, String.join(", ", parts));
    }

    private static String nobody(Told alarm) {
        return alarm.is("found") ? "raised before the start: monitor why knows who was told" : "nobody was told";
    }

    /** What came of an action. */
    private static String one(Told action) {
        String answer = action.text("answer");
        long tries = action.count("tries");
        return action.text("action") + ": " + action.text("outcome") + (answer.isEmpty() ? "" : " (" + answer + ")")
                + " in " + Words.duration(action.number("tookMillis") * 1000) + (tries > 1 ? ", try " + tries : "");
    }

    private Row ended(Told alarm, View view) {
        long end = alarm.count("ended");
        String text = Seen.shape("cleared") + " " + name(alarm) + " ended at " + words.clock(end) + ", after "
                + Words.span(end - alarm.count("since")) + ": " + alarm.text("message");
        return new Row().at(0, view.columns(), Ink.DIM, text);
    }

    private static String name(Told alarm) {
        String key = alarm.text("key");
        return key.isEmpty() ? alarm.text("rule") : alarm.text("rule") + " (" + key + ")";
    }

    private static int nameWidth(View view) {
        return 20 + (view.columns() - View.LEAST_COLUMNS) / 4;
    }
}
