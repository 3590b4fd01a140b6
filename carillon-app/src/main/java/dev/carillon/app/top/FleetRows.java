package dev.carillon.app.top;

import java.util.ArrayList;
import java.util.List;

/** The machines of a fleet, those first that somebody has to look at; nothing where there is none. */
final class FleetRows {
    private static final int MARK = 2;
    private static final int MOST = 5;

    private FleetRows() {}

    static List<Row> rows(Seen seen, View view) {
        Told fleet = seen.one("fleet");
        List<Row> rows = new ArrayList<>();
        if (fleet.text("where").isEmpty()) {
            return rows;
        }
        String trouble = fleet.text("trouble");
        rows.add(new Row()
                .then(view.columns(), Ink.STRONG, "The fleet ")
                .then(
                        view.columns(),
                        trouble.isEmpty() ? Ink.DIM : Ink.CRITICAL,
                        "at " + fleet.text("where") + ": " + note(seen, fleet, trouble)));
        seen.hosts().stream()
                .limit(view.isWhole() ? Integer.MAX_VALUE : MOST)
                .forEach(host -> rows.add(host(host, seen.now(), view)));
        return rows;
    }

    private static String note(Seen seen, Told fleet, String trouble) {
        String hosts = count(seen, "here") + " here, " + count(seen, "vanished") + " vanished, " + count(seen, "left")
                + " left, of " + Words.whole(fleet.count("hosts"));
        return trouble.isEmpty() ? hosts : hosts + "; cannot be asked: " + trouble;
    }

    private static long count(Seen seen, String presence) {
        return seen.hosts().stream()
                .filter(host -> host.text("presence").equals(presence))
                .count();
    }

    private static Row host(Told host, long now, View view) {
        String presence = host.text("presence");
        boolean isBad = presence.equals("vanished")
                || presence.equals("here") && !host.text("verdict").equals("quiet");
        String level = isBad ? host.text("verdict") : "quiet";
        String shape = presence.equals("vanished") ? "critical" : level;
        return new Row()
                .at(0, 1, Ink.of(shape), Seen.shape(shape))
                .at(MARK, 18, Ink.STRONG, host.text("name"))
                .at(MARK + 19, view.columns() - MARK - 19, isBad ? Ink.PLAIN : Ink.DIM, state(host, now));
    }

    private static String state(Told host, long now) {
        String alarms = Words.many(host.count("count"), "alarm");
        String heard = Words.span(now - host.count("heard"));
        return switch (host.text("presence")) {
            case "here" -> host.text("verdict") + ", " + alarms + first(host);
            case "left" -> "ended in order " + heard + " ago";
            default -> "vanished, not heard of for " + heard + ", with " + alarms + " then" + first(host);
        };
    }

    private static String first(Told host) {
        return host.texts("alarms").stream()
                .findFirst()
                .map(text -> ": " + text)
                .orElse("");
    }
}
