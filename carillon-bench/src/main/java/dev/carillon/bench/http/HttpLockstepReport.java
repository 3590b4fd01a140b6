package dev.carillon.bench.http;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.LockstepFigure;
import dev.carillon.bench.plot.Bars;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of the HTTP servers in lockstep: CPU time a request, and nothing else. */
public final class HttpLockstepReport implements Chapter {
    private static final String ABOUT = """
        A load is what is asked for, connections x requests under way on each. Servers and load share one CPU and take turns on
        it. Nanoseconds of CPU time a request are of the server's whole process, by its own clock, at the 10 %%, 25 %% and 50 %%
        quantile of its rounds, medians of the rounds of the run. A ratio is that to %s in the same pass, the median of the
        passes; behind it the least and the greatest of the rounds of the run. What is measured twice ("again") says how much of
        that is noise. Every byte of every answer was compared, but for the date.\
        """.formatted(HttpLockstepFigures.BASE.text());

    private static final List<String> HEAD = List.of(
            "load",
            "server",
            "passes",
            "10 % ns",
            "25 % ns",
            "50 % ns",
            "/ " + HttpLockstepFigures.BASE.text(),
            "spread",
            "is",
            "target met?");

    private final HttpLockstepFigures figures;

    /** @param figures what was measured */
    public HttpLockstepReport(HttpLockstepFigures figures) {
        this.figures = figures;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private TextTable table() {
        TextTable table = new TextTable(2, HEAD);
        for (HttpCase load : figures.loads()) {
            figures.sides(load).forEach(side -> table.add(cells(load, side)));
        }
        return table;
    }

    private List<String> cells(HttpCase load, HttpSide side) {
        double[] ratios = figures.ratios(load, side, HttpLockstepFigures.BASE);
        double passes =
                figures.of(load, side).stream().mapToInt(LockstepFigure::passes).sum();
        boolean base = side == HttpLockstepFigures.BASE || ratios.length == 0;
        return List.of(
                load.text(),
                side.text(),
                format("%,.0f", passes),
                format("%,.0f", Figures.median(figures.values(load, side, LockstepFigure::p10))),
                format("%,.0f", Figures.median(figures.values(load, side, LockstepFigure::p25))),
                format("%,.0f", Figures.median(figures.values(load, side, LockstepFigure::p50))),
                base ? "-" : format("%.3f", Figures.median(ratios)),
                base ? "-" : format("%.3f .. %.3f", ratios[0], ratios[ratios.length - 1]),
                base ? "-" : Difference.of(ratios, figures.control(load)).asTimes(),
                HttpTarget.verdicts(load, side, peer -> figures.ratios(load, side, peer)));
    }

    private boolean isEmpty() {
        return figures.loads().isEmpty();
    }

    @Override
    public String text() {
        return isEmpty()
                ? ""
                : "\nHTTP in lockstep on one CPU: CPU time a request, by the server's own clock\n\n" + table().text();
    }

    @Override
    public String markdown() {
        return isEmpty() ? "" : "\n## HTTP in lockstep\n\n" + ABOUT + "\n\n" + table().markdown();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (HttpCase load : figures.loads()) {
            Map<String, Object> sides = new LinkedHashMap<>();
            figures.sides(load).forEach(side -> sides.put(side.text(), figures.of(load, side)));
            all.put(load.text(), sides);
        }
        return isEmpty() ? Map.of() : Map.of("httpLockstep", all);
    }

    @Override
    public void addTo(Page page) {
        if (isEmpty()) {
            return;
        }
        page.section("HTTP in lockstep");
        page.text(ABOUT);
        for (HttpCase load : figures.loads()) {
            Bars bars = new Bars(
                    "In lockstep, " + load.text() + ": CPU time by that of " + HttpLockstepFigures.BASE.text());
            figures.sides(load)
                    .forEach(side ->
                            bars.add(side.text(), side.isOurs(), figures.ratios(load, side, HttpLockstepFigures.BASE)));
            page.bars(bars);
        }
        page.table("All figures in lockstep", 2, HEAD, table().rows());
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (HttpCase load : figures.loads()) {
            for (HttpSide peer : List.of(HttpSide.NGINX, HttpSide.NETTY)) {
                double[] ratios = figures.ratios(load, HttpSide.CARILLON, peer);
                if (ratios.length > 0) {
                    findings.add(format(
                            "HTTP in lockstep, %s: carillon takes %.2f times the CPU time of %s: %s.",
                            load.text(),
                            Figures.median(ratios),
                            peer.text(),
                            Difference.of(ratios, figures.control(load)).asTimes()));
                }
            }
        }
        return findings;
    }

    @Override
    public List<List<String>> noise() {
        List<List<String>> rows = new ArrayList<>();
        for (HttpCase load : figures.loads()) {
            String what = "HTTP in lockstep, " + load.text() + ", ";
            double[] ours = figures.ratios(load, HttpSide.CONTROL, HttpSide.CARILLON);
            rows.addAll(Difference.row(what + HttpSide.CARILLON.text(), ours));
            double[] theirs = figures.ratios(load, HttpSide.NGINX_CONTROL, HttpSide.NGINX);
            rows.addAll(Difference.row(what + HttpSide.NGINX.text(), theirs));
        }
        return rows;
    }
}
