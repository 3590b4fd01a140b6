package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.LockstepFigure;
import dev.carillon.bench.plot.Bars;
import dev.carillon.bench.plot.Line;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.plot.Plot;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The tables of the echo servers in lockstep: CPU time a message, and nothing else. */
public final class LockstepReport implements Chapter {
    private static final String ABOUT = """
        Servers and load share one CPU and take turns on it: the load sends to every connection and sleeps, the server finds
        the whole batch. Nanoseconds of CPU time a message are of the server's whole process, by its own clock, at the 10 %%,
        25 %% and 50 %% quantile of its rounds, medians of the rounds of the run. A ratio is that to %s in the same pass, the
        median of the passes; behind it the least and the greatest of the rounds of the run. What is measured twice ("again") says
        how much of that is noise.\
        """.formatted(LockstepFigures.BASE.text());

    private static final List<String> HEAD = List.of(
            "load",
            "server",
            "passes",
            "10 % ns",
            "25 % ns",
            "50 % ns",
            "/ " + LockstepFigures.BASE.text(),
            "spread",
            "is",
            "target met?");

    /** Ours by the leanest in C; by Netty. */
    private static final double MOST = 1.08;

    private static final double MOST_OF_NETTY = 0.95;

    private final LockstepFigures figures;

    /** @param figures what was measured */
    public LockstepReport(LockstepFigures figures) {
        this.figures = figures;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private TextTable table() {
        TextTable table = new TextTable(2, HEAD);
        for (EchoCase load : figures.loads()) {
            figures.sides(load).forEach(side -> table.add(cells(load, side)));
        }
        return table;
    }

    private List<String> cells(EchoCase load, EchoSide side) {
        double[] ratios = figures.ratios(load, side, LockstepFigures.BASE);
        double passes =
                figures.of(load, side).stream().mapToInt(LockstepFigure::passes).sum();
        boolean base = side == LockstepFigures.BASE || ratios.length == 0;
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
                side == EchoSide.CARILLON ? verdict(load) : "-");
    }

    private String verdict(EchoCase load) {
        double[] lean = figures.ratios(load, EchoSide.CARILLON, LockstepFigures.BASE);
        double[] netty = figures.ratios(load, EchoSide.CARILLON, EchoSide.NETTY);
        List<String> verdicts = new ArrayList<>();
        if (lean.length > 0) {
            verdicts.add(format("<= %.2f %s", MOST, Figures.median(lean) <= MOST ? "yes" : "NO"));
        }
        if (netty.length > 0) {
            double ratio = Figures.median(netty);
            String reached = ratio <= MOST_OF_NETTY ? "yes" : "NO";
            verdicts.add(format("%.3f x Netty <= %.2f %s", ratio, MOST_OF_NETTY, reached));
        }
        return String.join("; ", verdicts);
    }

    private boolean isEmpty() {
        return figures.loads().isEmpty();
    }

    @Override
    public String text() {
        return isEmpty()
                ? ""
                : "\necho in lockstep on one CPU: CPU time a message, by the server's own clock\n\n" + table().text();
    }

    @Override
    public String markdown() {
        return isEmpty() ? "" : "\n## Echo in lockstep\n\n" + ABOUT + "\n\n" + table().markdown();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (EchoCase load : figures.loads()) {
            Map<String, Object> sides = new LinkedHashMap<>();
            figures.sides(load).forEach(side -> sides.put(side.text(), figures.of(load, side)));
            all.put(load.text(), sides);
        }
        return isEmpty() ? Map.of() : Map.of("lockstep", all);
    }

    @Override
    public void addTo(Page page) {
        if (isEmpty()) {
            return;
        }
        page.section("Echo in lockstep");
        page.text(ABOUT);
        for (EchoCase load : figures.loads()) {
            Bars bars =
                    new Bars("In lockstep, " + load.text() + ": CPU time by that of " + LockstepFigures.BASE.text());
            figures.sides(load)
                    .forEach(side -> bars.add(
                            side.text(), side == EchoSide.CARILLON, figures.ratios(load, side, LockstepFigures.BASE)));
            page.bars(bars);
        }
        figures.loads().forEach(load -> page.plot(plot(load)));
        page.table("All figures in lockstep", 2, HEAD, table().rows());
    }

    /** How far the rounds of each server lie apart. */
    Plot plot(EchoCase load) {
        List<Line> lines = new ArrayList<>();
        for (EchoSide side : figures.sides(load)) {
            if (side != EchoSide.CONTROL && side != EchoSide.LEAN_CONTROL) {
                lines.add(new Line(side.text(), lines.size())
                        .add(10, figures.values(load, side, LockstepFigure::p10))
                        .add(25, figures.values(load, side, LockstepFigure::p25))
                        .add(50, figures.values(load, side, LockstepFigure::p50))
                        .add(75, figures.values(load, side, LockstepFigure::p75))
                        .add(90, figures.values(load, side, LockstepFigure::p90)));
            }
        }
        String title = "In lockstep, " + load.text() + ": CPU time a message (ns) by quantile";
        return new Plot(title, "quantile of the rounds", "ns", x -> format("%.0f %%", x), lines);
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (EchoCase load : figures.loads()) {
            double[] ratios = figures.ratios(load, EchoSide.CARILLON, LockstepFigures.BASE);
            if (ratios.length > 0) {
                findings.add(format(
                        "Echo in lockstep, %s: carillon takes %.2f times the CPU time of %s: %s.",
                        load.text(),
                        Figures.median(ratios),
                        LockstepFigures.BASE.text(),
                        Difference.of(ratios, figures.control(load)).asTimes()));
            }
        }
        return findings;
    }

    @Override
    public List<List<String>> noise() {
        List<List<String>> rows = new ArrayList<>();
        for (EchoCase load : figures.loads()) {
            String what = "lockstep, " + load.text() + ", ";
            double[] ours = figures.ratios(load, EchoSide.CONTROL, EchoSide.CARILLON);
            rows.addAll(Difference.row(what + EchoSide.CARILLON.text(), ours));
            double[] theirs = figures.ratios(load, EchoSide.LEAN_CONTROL, EchoSide.LEAN);
            rows.addAll(Difference.row(what + EchoSide.LEAN.text(), theirs));
        }
        return rows;
    }
}
