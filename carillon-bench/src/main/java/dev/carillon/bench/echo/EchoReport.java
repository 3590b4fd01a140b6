package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables of the echo servers: what was measured, what it means for the targets, and the system calls. */
public final class EchoReport implements Chapter {
    /** Below this nothing is allocated a message: the JVM's own threads leave crumbs. */
    private static final double NOTHING = 0.5;

    /** Ours to a peer's CPU time a message. */
    private enum CpuTarget {
        DOCUMENTS(EchoSide.DOCUMENTS, 0.85),
        TOGGLING(EchoSide.TOGGLING, 0.85),
        LEAN(EchoSide.LEAN, 1.05),
        NETTY(EchoSide.NETTY, 0.9),
        NIO(EchoSide.NIO, Double.NaN),
        CONTROL(EchoSide.CONTROL, Double.NaN);

        private final EchoSide peer;
        private final double most;

        CpuTarget(EchoSide peer, double most) {
            this.peer = peer;
            this.most = most;
        }

        String text() {
            return "CPU / " + peer.text() + (Double.isNaN(most) ? "" : format(" (<= %.2f)", most));
        }

        String verdict(double ratio) {
            return Double.isNaN(most) ? "" : ratio <= most ? " yes" : " NO";
        }
    }

    private final EchoFigures figures;
    private final EchoTables tables;

    public EchoReport(EchoFigures figures) {
        this.figures = figures;
        this.tables = new EchoTables(figures);
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private TextTable targets() {
        List<String> head = new ArrayList<>(List.of("load"));
        for (CpuTarget target : CpuTarget.values()) {
            head.add(target.text());
        }
        head.addAll(List.of("msg/s / best", "p99.9 / best", "0 B/msg"));
        TextTable table = new TextTable(1, head);
        for (EchoCase load : figures.loads()) {
            if (!figures.of(load, EchoSide.CARILLON).isEmpty()) {
                table.add(verdicts(load));
            }
        }
        return table;
    }

    private List<String> verdicts(EchoCase load) {
        List<String> cells = new ArrayList<>(List.of(load.text()));
        for (CpuTarget target : CpuTarget.values()) {
            double[] ratios = figures.ratios(load, target.peer, EchoFigures.Figure::cpu);
            cells.add(
                    ratios.length == 0
                            ? "did not run"
                            : EchoTables.spread(ratios) + target.verdict(Figures.median(ratios)));
        }
        cells.add(againstBest(load, EchoFigures.Figure::rate, true));
        cells.add(againstBest(load, EchoFigures.Figure::p999, false));
        double allocated = figures.median(load, EchoSide.CARILLON, EchoFigures.Figure::allocated);
        cells.add(format("%.2f", allocated) + (allocated < NOTHING ? " yes" : " NO"));
        return cells;
    }

    /** Ours to the best peer's. As good as that is what is no further from it than our two runs are from each other. */
    private String againstBest(EchoCase load, ToDoubleFunction<EchoFigures.Figure> value, boolean greatIsGood) {
        double[] worst = {};
        EchoSide best = EchoSide.CONTROL;
        for (EchoSide peer : EchoSide.values()) {
            double[] ratios = figures.ratios(load, peer, value);
            if (peer == EchoSide.CARILLON || peer == EchoSide.CONTROL || ratios.length == 0) {
                continue;
            }
            double ratio = Figures.median(ratios);
            if (worst.length == 0 || greatIsGood == ratio < Figures.median(worst)) {
                worst = ratios;
                best = peer;
            }
        }
        if (worst.length == 0) {
            return "-";
        }
        Difference difference = Difference.of(worst, figures.ratios(load, EchoSide.CONTROL, value));
        boolean ahead = greatIsGood == difference.ratio() >= 1;
        boolean same = difference.verdict() == Difference.Verdict.WITHIN_NOISE;
        String verdict = ahead ? " yes" : same ? " yes, within noise" : " NO";
        return EchoTables.spread(worst) + " " + best.text() + verdict;
    }

    /** Each CPU ratio over all loads; and that of the leanest C, which says how far a target can be reached at all. */
    private String summary() {
        StringBuilder text = new StringBuilder("CPU time a message, geometric mean over the loads:");
        StringBuilder lean = new StringBuilder();
        for (CpuTarget target : CpuTarget.values()) {
            double mean = mean(EchoSide.CARILLON, target.peer);
            if (Double.isFinite(mean)) {
                text.append(format(" %.2f x %s%s;", mean, target.peer.text(), target.verdict(mean)));
            }
            double reached = mean(EchoSide.LEAN, target.peer);
            if (target.peer != EchoSide.LEAN && !Double.isNaN(target.most) && Double.isFinite(reached)) {
                lean.append(format(" %.2f x %s;", reached, target.peer.text()));
            }
        }
        text.append('\n');
        return lean.isEmpty() ? text.toString() : text + "of the leanest C, beside:" + lean + "\n";
    }

    /** The geometric mean over the loads; NaN if they were never measured beside each other. */
    private double mean(EchoSide side, EchoSide peer) {
        double logarithm = figures.loads().stream()
                .map(load -> figures.ratios(load, side, peer, EchoFigures.Figure::cpu))
                .filter(ratios -> ratios.length > 0)
                .mapToDouble(ratios -> Math.log(Figures.median(ratios)))
                .average()
                .orElse(Double.NaN);
        return Math.exp(logarithm);
    }

    private boolean isEmpty() {
        return figures.loads().isEmpty();
    }

    @Override
    public String text() {
        if (isEmpty()) {
            return "";
        }
        return "\necho: connections x bytes a message x messages under way on each\n\n"
                + tables.measured(figures.loads()).text()
                + "\nours by the peer's, round by round: median (spread)\n\n"
                + targets().text()
                + tables.callsText(figures.loads())
                + "\n" + summary();
    }

    @Override
    public String markdown() {
        if (isEmpty()) {
            return "";
        }
        return """

                ## Echo

                A load is connections x bytes a message x messages under way on each, in a closed loop. CPU time is the
                server's whole process, user and system, but for the JIT's threads, which stand by themselves; busy is how
                much of a CPU that was. Where the load is as busy as the server, messages/s is its figure as much as the
                server's. `carillon again` is a second process of the same server: what differs there is noise.

                """
                + tables.measured(figures.loads()).markdown()
                + "\nOurs by the peer's, round by round: the median and (least .. greatest).\n\n"
                + targets().markdown()
                + tables.callsMarkdown(figures.loads())
                + "\n" + summary();
    }

    @Override
    public Map<String, Object> json() {
        return Map.of("echo", tables.json(figures.loads()));
    }

    @Override
    public void addTo(Page page) {
        if (isEmpty()) {
            return;
        }
        page.section("Echo");
        page.text("A load is connections x bytes a message x messages under way on each, in a closed loop. CPU time is"
                + " the server's whole process but for the JIT's threads. 'carillon again' is a second process of"
                + " the same server: what differs there is noise.");
        tables.addPlotsTo(page, figures.loads());
        tables.addMeasuredTo(page, figures.loads(), "All figures of the echo servers");
        page.table("Ours by the peer's", 1, targets().head(), targets().rows());
        tables.addCallsTo(page, figures.loads());
    }

    @Override
    public List<String> findings() {
        return tables.findings("Echo", figures.loads(), List.of(EchoSide.LEAN, EchoSide.NETTY, EchoSide.NIO));
    }

    @Override
    public List<List<String>> noise() {
        return tables.noise("echo, CPU a message, ", figures.loads());
    }
}
