package dev.carillon.app.monitor;

import dev.carillon.app.command.Printable;
import dev.carillon.config.Kind;
import dev.carillon.loop.Histogram;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.action.ActionLedger;
import dev.carillon.monitor.rule.RuleFigures;
import dev.carillon.monitor.rule.Silence;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.run.Monitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * How a monitor does, at a time: what came to each source and what became of it, the alarms that are raised, what was told of them.
 *
 * @param events how many there were
 * @param sources a row for each
 * @param rules a row for each, with what it looked at and what it could not
 * @param alarms a row for each that is not clear
 * @param silences a row for each that has not ended
 * @param actions a row for each
 * @param reactions from the kernel's readiness to the started action, in nanoseconds, a rule
 * @param reloads how many were done
 * @param failedReloads how many were refused
 * @param lost how much was to be kept and is not
 */
record Figures(
        long events,
        List<Map<String, Object>> sources,
        List<Map<String, Object>> rules,
        List<Map<String, Object>> alarms,
        List<Map<String, Object>> silences,
        List<Map<String, Object>> actions,
        Map<String, Histogram> reactions,
        long reloads,
        long failedReloads,
        long lost) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int ALL = Integer.MAX_VALUE;
    /** Characters for what there is one of a source, an action, or an alarm. */
    private static final int ROOM = 12 * 1024;

    private static final String RULE = "rule";
    private static final String REFUSED = "refused";
    private static final String FAILED = "failed";
    private static final String NAME = "source"; // what the first column of the table shows

    static Figures of(Monitor monitor, FileReloads reloads) {
        List<Map<String, Object>> sources = new ArrayList<>();
        monitor.ledgers().forEach((name, ledger) -> sources.add(row(name, ledger.figures())));
        List<Map<String, Object>> rules = new ArrayList<>();
        monitor.rules().figures().forEach((name, figures) -> rules.add(row(name, figures)));
        List<Map<String, Object>> alarms =
                monitor.standing().stream().map(Figures::row).toList();
        List<Map<String, Object>> silences =
                monitor.silences().stream().map(Figures::row).toList();
        List<Map<String, Object>> actions = new ArrayList<>();
        monitor.actions().forEach(status -> actions.add(row(status.name(), status.ledger())));
        return new Figures(
                monitor.events(),
                sources,
                rules,
                alarms,
                silences,
                actions,
                monitor.reactions(),
                reloads.done(),
                reloads.failed(),
                monitor.lost());
    }

    private static Map<String, Object> row(Standing standing) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("alarm", standing.alarm());
        row.put(RULE, standing.rule());
        row.put("key", standing.key());
        row.put("severity", Kind.word(standing.severity()));
        row.put("state", Kind.word(standing.state()));
        row.put("since", standing.time().toString());
        row.put("message", standing.message());
        standing.acknowledged().ifPresent(acknowledgement -> {
            row.put("acknowledgedBy", acknowledgement.by());
            acknowledgement.until().ifPresent(until -> row.put("acknowledgedUntil", until.toString()));
        });
        return row;
    }

    private static Map<String, Object> row(Silence silence) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(RULE, silence.rule());
        row.put("key", silence.key());
        row.put("by", silence.by());
        row.put("until", silence.until().toString());
        return row;
    }

    private static Map<String, Object> row(String name, Ledger.Figures ledger) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(NAME, name);
        row.put("received", ledger.received());
        row.put("handled", ledger.handled());
        row.put("merged", ledger.merged());
        row.put("dropped", ledger.dropped());
        row.put("blocked", ledger.blocked());
        row.put("waiting", ledger.waiting());
        return row;
    }

    private static Map<String, Object> row(String name, ActionLedger ledger) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(NAME, name);
        row.put("raised", ledger.raised());
        row.put("delivered", ledger.delivered());
        row.put("digested", ledger.digested());
        row.put("waiting", ledger.waiting());
        row.put("givenUp", ledger.givenUp());
        return row;
    }

    private static Map<String, Object> row(String name, RuleFigures figures) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put(RULE, name);
        row.put("passed", figures.passed());
        row.put("unfit", figures.unfit());
        row.put("left", figures.left());
        row.put(REFUSED, figures.refused());
        row.put(FAILED, figures.failed());
        return row;
    }

    /** For an event. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("events", events);
        fields.put("raised", alarms.size());
        fields.put("sources", sources);
        fields.put("rules", rules);
        if (!alarms.isEmpty()) {
            fields.put("alarms", alarms);
        }
        if (!silences.isEmpty()) {
            fields.put("silences", silences);
        }
        if (!actions.isEmpty()) {
            fields.put("actions", actions);
        }
        return fields;
    }

    /** In a line. */
    String line() {
        return events + " events of " + sources.size() + " sources, " + alarms.size() + " alarms";
    }

    /** For people: what may be of any number comes last, and all of it fits into an answer. */
    String text() {
        return new BoundedText()
                .line(line())
                .lines(table(sources), ROOM)
                .lines(table(actions), ROOM)
                .lines(reactions.entrySet().stream().map(Figures::line).toList(), ROOM / 2)
                .lines(rules.stream().flatMap(Figures::complaints).toList(), ROOM / 2)
                .lines(silences.stream().map(Figures::silent).toList(), ROOM / 2)
                .lines(alarms.stream().map(Figures::line).toList(), ROOM)
                .toString();
    }

    private static List<String> table(List<Map<String, Object>> rows) {
        return rows.isEmpty()
                ? List.of()
                : StatisticsTable.of(rows, "  ", ALL).lines().toList();
    }

    private static String line(Map.Entry<String, Histogram> reaction) {
        Histogram times = reaction.getValue();
        return String.format(
                Locale.ROOT,
                "  %s: from the kernel to the started action p50 %.1f ms, p99 %.1f ms, longest %.1f ms",
                reaction.getKey(),
                times.percentile(50) / NANOS_PER_MILLI,
                times.percentile(99) / NANOS_PER_MILLI,
                times.max() / NANOS_PER_MILLI);
    }

    /** What a rule could not do, if anything. */
    private static Stream<String> complaints(Map<String, Object> rule) {
        List<String> all = new ArrayList<>();
        if (!Objects.equals(rule.get(REFUSED), 0L)) {
            all.add("  " + rule.get(RULE) + ": all its keys are raised, and " + rule.get(REFUSED)
                    + " events of other keys raised nothing");
        }
        if (!Objects.equals(rule.get(FAILED), 0L)) {
            all.add("  " + rule.get(RULE) + ": its expression failed for " + rule.get(FAILED) + " events");
        }
        return all.stream();
    }

    private static String silent(Map<String, Object> silence) {
        String key = String.valueOf(silence.get("key"));
        return "  " + silence.get(RULE) + (key.isEmpty() ? "" : " " + Printable.of(key)) + " is silent until "
                + silence.get("until") + ", by " + silence.get("by");
    }

    private static String line(Map<String, Object> alarm) {
        String seen = alarm.containsKey("acknowledgedBy")
                ? ", acknowledged by " + alarm.get("acknowledgedBy")
                        + (alarm.containsKey("acknowledgedUntil") ? " until " + alarm.get("acknowledgedUntil") : "")
                : "";
        return "  " + alarm.get("severity") + " " + alarm.get("alarm") + " " + alarm.get("state") + " since "
                + alarm.get("since") + seen + ": " + Printable.of(String.valueOf(alarm.get("message")));
    }
}
