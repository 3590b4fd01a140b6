package dev.carillon.app.monitor;

import dev.carillon.loop.Histogram;
import dev.carillon.monitor.Ledger;
import dev.carillon.monitor.action.ActionLedger;
import dev.carillon.monitor.rule.Silence;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.run.Monitor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How a monitor does, at a time: what came to each source and what became of it, the alarms that are raised, what was told of them.
 *
 * @param events how many there were
 * @param sources a row for each
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
        List<Map<String, Object>> alarms,
        List<Map<String, Object>> silences,
        List<Map<String, Object>> actions,
        Map<String, Histogram> reactions,
        long reloads,
        long failedReloads,
        long lost) {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final int ALL = Integer.MAX_VALUE;
    private static final String NAME = "source"; // what the first column of the table shows

    static Figures of(Monitor monitor, FileReloads reloads) {
        List<Map<String, Object>> sources = new ArrayList<>();
        monitor.ledgers().forEach((name, ledger) -> sources.add(row(name, ledger.figures())));
        List<Map<String, Object>> alarms =
                monitor.standing().stream().map(Figures::row).toList();
        List<Map<String, Object>> silences =
                monitor.silences().stream().map(Figures::row).toList();
        List<Map<String, Object>> actions = new ArrayList<>();
        monitor.actions().forEach(status -> actions.add(row(status.name(), status.ledger())));
        return new Figures(
                monitor.events(),
                sources,
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
        row.put("rule", standing.rule());
        row.put("key", standing.key());
        row.put("severity", word(standing.severity()));
        row.put("state", word(standing.state()));
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
        row.put("rule", silence.rule());
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

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** For an event. */
    Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("events", events);
        fields.put("raised", alarms.size());
        fields.put("sources", sources);
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

    /** For people. */
    String text() {
        StringBuilder text = new StringBuilder(line()).append('\n');
        text.append(StatisticsTable.of(sources, "  ", ALL));
        alarms.forEach(alarm -> text.append(line(alarm)).append('\n'));
        silences.forEach(silence -> text.append(silent(silence)).append('\n'));
        if (!actions.isEmpty()) {
            text.append(StatisticsTable.of(actions, "  ", ALL));
        }
        reactions.forEach((rule, times) -> text.append(String.format(
                Locale.ROOT,
                "  %s: from the kernel to the started action p50 %.1f ms, p99 %.1f ms, longest %.1f ms%n",
                rule,
                times.percentile(50) / NANOS_PER_MILLI,
                times.percentile(99) / NANOS_PER_MILLI,
                times.max() / NANOS_PER_MILLI)));
        return text.toString().stripTrailing();
    }

    private static String silent(Map<String, Object> silence) {
        String key = String.valueOf(silence.get("key"));
        return "  " + silence.get("rule") + (key.isEmpty() ? "" : " " + Printable.of(key)) + " is silent until "
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
