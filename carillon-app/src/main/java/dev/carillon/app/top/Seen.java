package dev.carillon.app.top;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** How a monitor stood at one time: the same that the page is told, read. */
final class Seen {
    private static final List<String> WORST = List.of("critical", "warning", "info");

    private final long now;
    private final Map<String, Told> ones;
    private final List<Told> standing = new ArrayList<>();
    private final List<Told> ended = new ArrayList<>();
    private final List<Told> sources;
    private final List<Told> actions;
    private final List<Told> hosts;
    private final Map<String, Told> lanes;

    private Seen(Told board) {
        now = board.count("now");
        Told set = board.object("set");
        ones = set.objects("one");
        set.objects("alarms").values().forEach(alarm -> (alarm.has("ended") ? ended : standing).add(alarm));
        standing.sort(Comparator.comparingInt(Seen::order)
                .thenComparing(Comparator.comparingLong((Told alarm) -> alarm.count("since"))
                        .reversed()));
        ended.sort(
                Comparator.comparingLong((Told alarm) -> alarm.count("ended")).reversed());
        sources = new ArrayList<>(set.objects("sources").values());
        sources.sort(Comparator.comparingLong(source -> source.count("place")));
        actions = List.copyOf(set.objects("actions").values());
        hosts = new ArrayList<>(set.objects("fleet").values());
        hosts.sort(Comparator.comparingLong(host -> host.count("place")));
        lanes = board.objects("lanes");
    }

    /**
     * Reads what a monitor has told.
     *
     * @param board as JSON
     * @throws IllegalArgumentException if it is none
     */
    static Seen parse(String board) {
        return new Seen(Told.parse(board));
    }

    private static int order(Told alarm) {
        int place = WORST.indexOf(alarm.text("severity"));
        return place < 0 ? WORST.size() : place;
    }

    /** When it was so. */
    long now() {
        return now;
    }

    /** What there is only one of: {@code verdict}, {@code about}, {@code loop}, {@code ledger}, {@code page}, {@code fleet}. */
    Told one(String name) {
        Told one = ones.get(name);
        return one == null ? Told.parse("{}") : one;
    }

    /** The alarms that stand, the worst first, and of those the newest. */
    List<Told> standing() {
        return standing;
    }

    /** Those that have ended in the last hour, the newest first. */
    List<Told> ended() {
        return ended;
    }

    /** In the order of the file. */
    List<Told> sources() {
        return sources;
    }

    List<Told> actions() {
        return actions;
    }

    /** The machines of a fleet, those first that somebody has to look at. */
    List<Told> hosts() {
        return hosts;
    }

    /** What happened in the last ten minutes, by source. */
    Map<String, Told> lanes() {
        return lanes;
    }

    /** The shape of the worst alarm that a source has raised; empty if none stands. */
    String shapeOf(String source) {
        return standing.stream()
                .filter(alarm -> alarm.text("source").equals(source))
                .findFirst()
                .map(alarm -> shape(alarm.text("severity")))
                .orElse("");
    }

    /** How it is written for that. */
    Ink inkOf(String source) {
        return standing.stream()
                .filter(alarm -> alarm.text("source").equals(source))
                .findFirst()
                .map(alarm -> Ink.of(alarm.text("severity")))
                .orElse(Ink.PLAIN);
    }

    /** A severity, or the level of a verdict, for who sees no colours. */
    static String shape(String level) {
        return switch (level) {
            case "critical" -> "▲";
            case "warning" -> "■";
            case "info" -> "●";
            case "quiet", "cleared" -> "○";
            default -> "◌";
        };
    }
}
