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
    private final Map<Source, Long> eventsBefore = new HashMap<>();
    private long totalBefore;
    private long before = System.nanoTime();

    Report(EventLoop loop) {
        this.loop = loop;
    }

    Map<String, Object> take(long total, List<Source> sources) {
        long now = System.nanoTime();
        double seconds = Math.max(now - before, 1) / NANOS_PER_SECOND;
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("total", total);
        report.put("perSecond", rate(total - totalBefore, seconds));
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
        totalBefore = total;
        return report;
    }

    private Map<String, Object> row(Source source, double seconds) {
        SourceStatistics figures = source.statistics();
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("source", source.name());
        row.put("events", figures.events());
        long earlier = eventsBefore.getOrDefault(source, 0L);
        eventsBefore.put(source, figures.events());
        row.put("perSecond", rate(figures.events() - earlier, seconds));
        if (figures.bytes() > 0) {
            row.put("bytes", figures.bytes());
        }
        row.put("p99Micros", figures.handlerTime().percentile(99) / NANOS_PER_MICRO);
        row.put("longestMicros", figures.longestNanos() / NANOS_PER_MICRO);
        Histogram lateness = figures.lateness();
        if (lateness != null) {
            row.put("lateMicros", lateness.percentile(99) / NANOS_PER_MICRO);
        }
        if (figures.errors() > 0) {
            row.put("errors", figures.errors());
        }
        if (!source.ledger().equals(Ledger.EMPTY)) {
            row.put("ledger", ledger(source.ledger()));
        }
        return row;
    }

    private static double rate(long count, double seconds) {
        return Math.round(count / seconds * 10) / 10.0;
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
