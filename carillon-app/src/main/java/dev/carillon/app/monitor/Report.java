package dev.carillon.app.monitor;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Histogram;
import dev.carillon.loop.Ledger;
import dev.carillon.loop.LoopStatistics;
import dev.carillon.loop.Source;
import dev.carillon.loop.SourceStatistics;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures: totals, per second since the last report, and per source. */
final class Report {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final long NANOS_PER_MICRO = 1000;

    private final EventLoop loop;
    private final Journal journal;
    private final Map<Source, Long> eventsBefore = new HashMap<>();
    private final long began = System.nanoTime();
    private long totalBefore;
    private long before = began;

    Report(EventLoop loop, Journal journal) {
        this.loop = loop;
        this.journal = journal;
    }

    /** The figures now; rates are since the last call. */
    Map<String, Object> take(List<Source> sources) {
        return take(sources, System.nanoTime());
    }

    /** The figures at the end; rates are those of the whole run. */
    Map<String, Object> takeAll(List<Source> sources) {
        before = began;
        totalBefore = 0;
        eventsBefore.clear();
        return take(sources, System.nanoTime());
    }

    private Map<String, Object> take(List<Source> sources, long now) {
        double seconds = Math.max(now - before, 1) / NANOS_PER_SECOND;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("total", journal.total());
        report.put("seconds", rounded(seconds));
        report.put("perSecond", rounded((journal.total() - totalBefore) / seconds));
        LoopStatistics figures = loop.statistics();
        report.put("turns", figures.turns());
        report.put("waits", figures.polls());
        report.put("workMicros", figures.workingNanos() / NANOS_PER_MICRO);
        Ledger sum = Ledger.EMPTY;
        List<Object> rows = new ArrayList<>();
        for (Source source : sources) {
            sum = sum.plus(source.ledger());
            rows.add(row(source, seconds));
        }
        report.put("ledger", ledger(sum));
        report.put("sources", rows);
        before = now;
        totalBefore = journal.total();
        return report;
    }

    private Map<String, Object> row(Source source, double seconds) {
        SourceStatistics figures = source.statistics();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("source", source.name());
        long events = journal.count(source);
        Long earlier = eventsBefore.put(source, events);
        row.put("events", events);
        row.put("perSecond", rounded((events - (earlier == null ? 0 : earlier)) / seconds));
        row.put("bytes", figures.bytes());
        row.put("p99Micros", figures.handlerTime().percentile(99) / NANOS_PER_MICRO);
        row.put("longestMicros", figures.longestNanos() / NANOS_PER_MICRO);
        Histogram lateness = figures.lateness();
        if (lateness != null) {
            row.put("lateMicros", lateness.percentile(99) / NANOS_PER_MICRO);
            row.put("latestMicros", lateness.max() / NANOS_PER_MICRO);
        }
        row.put("errors", figures.errors());
        if (!source.ledger().equals(Ledger.EMPTY)) {
            row.put("ledger", ledger(source.ledger()));
        }
        return row;
    }

    private static double rounded(double number) {
        return Math.round(number * 10) / 10.0;
    }

    private static Map<String, Object> ledger(Ledger ledger) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("sent", ledger.sent());
        map.put("handled", ledger.handled());
        map.put("merged", ledger.merged());
        map.put("missed", ledger.missed());
        map.put("open", ledger.open());
        return map;
    }
}
