package dev.carillon.bench.mechanism;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.mechanism.MechanismFigure.Latency;
import dev.carillon.bench.plot.Bars;
import dev.carillon.bench.plot.Line;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.plot.Plot;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.Percentiles;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What was measured of the mechanisms: the table, how slow the slow ones are, and what each is good for. */
public final class MechanismReport implements Chapter {
    private static final List<String> HEAD = List.of(
            "mechanism",
            "between",
            "side",
            "CPUs",
            "1 way us",
            "99 %",
            "99.9 %",
            "max",
            "2 ways us",
            "99 %",
            "99.9 %",
            "max",
            "spread",
            "/ C",
            "events/s",
            "CPU ns",
            "calls",
            "switches",
            "merged",
            "lost");
    private static final int WORDS = 3;
    /** Those that stand on one plot: what carries nothing, what carries bytes, and what needs no descriptor. */
    private static final Map<String, List<Mechanism>> PLOTTED = new LinkedHashMap<>();

    static {
        PLOTTED.put(
                "Signals and counters",
                List.of(
                        Mechanism.SIGNALFD,
                        Mechanism.SIGNALFD_REAL_TIME,
                        Mechanism.EVENTFD,
                        Mechanism.SEMAPHORE,
                        Mechanism.EDGE,
                        Mechanism.EDGE_UNREAD));
        PLOTTED.put(
                "Pipes and sockets",
                List.of(
                        Mechanism.PIPE_1,
                        Mechanism.PIPE_8,
                        Mechanism.PIPE_4096,
                        Mechanism.SOCKET_PAIR,
                        Mechanism.DATAGRAM));
        PLOTTED.put(
                "Queues, wake-ups and the mailbox",
                List.of(
                        Mechanism.FUTEX,
                        Mechanism.RENDEZVOUS,
                        Mechanism.QUEUE,
                        Mechanism.WAKEUP,
                        Mechanism.MAILBOX,
                        Mechanism.MAILBOX_BUSY,
                        Mechanism.VIRTUAL));
    }

    private static final double NANOS_PER_MICRO = 1e3;
    private static final double PERCENT = 100;

    private static final String LEGEND = """
        1 way: from before it is sent until the other end knows (of a timer: how late it is); 2 ways: there and back; us, the
        median and the slowest of so many, medians of the rounds; max: the slowest of all rounds. Spread: the medians of the
        rounds. Events/s: what comes of as many as can be sent, of which some are merged (told of together, and how many) or
        lost (not told of). CPU time, system calls and context switches are of both ends for an event, when one follows the
        other; the calls of who asks again and again are not counted. The same thing measured twice: "again". In C a queue is
        a list of nodes with a mutex, a mailbox a ring of functions that are called. CPUs: how many both ends have; on one
        the work shows, on two it is mostly the machine waking a CPU.
        """;

    private final MechanismFigures figures;

    public MechanismReport(MechanismFigures figures) {
        this.figures = figures;
    }

    private TextTable table(List<MechanismSummary> summaries) {
        TextTable table = new TextTable(WORDS, HEAD);
        summaries.forEach(summary -> table.add(cells(summary)));
        return table;
    }

    private List<String> cells(MechanismSummary summary) {
        List<String> cells = new ArrayList<>(
                List.of(summary.mechanism().text(), summary.layout().text(), summary.side()));
        cells.add(summary.cpus() == 0 ? "any" : Integer.toString(summary.cpus()));
        summary.oneWay().values().forEach(value -> cells.add(micros(value)));
        summary.roundTrip().values().forEach(value -> cells.add(micros(value)));
        cells.add(micros(summary.least()) + " .. " + micros(summary.most()));
        double[] ratios = figures.ratios(summary.mechanism(), summary.layout(), summary.side(), MechanismFigure.C);
        boolean ours = !summary.side().startsWith(MechanismFigure.C);
        cells.add(ours && ratios.length > 0 ? number("%.2f", Figures.median(ratios)) : "-");
        cells.add(number("%,.0f", summary.rate()));
        cells.add(number("%,.0f", summary.cpuNanos()));
        cells.add(number("%.2f", summary.systemCalls()));
        cells.add(number("%.2f", summary.switches()));
        cells.add(share(summary.merged(), summary.sent()));
        cells.add(share(summary.lost(), summary.sent()));
        return cells;
    }

    private static String micros(double nanos) {
        return number("%,.1f", nanos / NANOS_PER_MICRO);
    }

    private static String number(String format, double value) {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    /** Never rounded to none or to all. */
    private static String share(long part, long all) {
        double percent = PERCENT * part / all;
        return part == 0 || all == 0
                ? "none"
                : percent < 0.1
                        ? "< 0.1 %"
                        : part < all && percent > 99.9 ? "> 99.9 %" : String.format(Locale.ROOT, "%.1f %%", percent);
    }

    private String control() {
        double noise = figures.noise();
        return Double.isNaN(noise)
                ? "No control run of two rounds: nothing is called faster.\n"
                : String.format(
                        Locale.ROOT,
                        "The same thing measured twice differed by up to %.2f x: nothing nearer than that is called"
                                + " faster.%n",
                        noise);
    }

    @Override
    public String text() {
        List<MechanismSummary> summaries = figures.summaries();
        return summaries.isEmpty()
                ? ""
                : "\nmechanisms\n" + table(summaries).text() + "\n" + LEGEND + control() + "\n"
                        + String.join("\n", new Advice(figures).sentences()) + "\n";
    }

    @Override
    public String markdown() {
        List<MechanismSummary> summaries = figures.summaries();
        return summaries.isEmpty()
                ? ""
                : "\n## Mechanisms\n\n" + table(summaries).markdown() + "\n" + LEGEND + "\n" + control() + "\n- "
                        + String.join("\n- ", new Advice(figures).sentences()) + "\n";
    }

    /** Every round, the medians, and what follows from them. */
    @Override
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("noise", figures.noise());
        all.put(
                "medians",
                figures.summaries().stream().map(MechanismReport::json).toList());
        all.put("rounds", figures.rounds().stream().map(MechanismReport::json).toList());
        all.put("advice", new Advice(figures).sentences());
        return Map.of("mechanisms", all);
    }

    private static Map<String, Object> json(MechanismSummary summary) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("mechanism", summary.mechanism().word());
        values.put("layout", summary.layout().text());
        values.put("side", summary.side());
        values.put("cpus", summary.cpus());
        values.put("rounds", summary.rounds());
        values.put("oneWayNanos", summary.oneWay().values());
        values.put("roundTripNanos", summary.roundTrip().values());
        values.put("leastNanos", summary.least());
        values.put("mostNanos", summary.most());
        values.put("rate", summary.rate());
        values.put("cpuNanos", summary.cpuNanos());
        values.put("systemCalls", summary.systemCalls());
        values.put("switches", summary.switches());
        values.put("sent", summary.sent());
        values.put("delivered", summary.delivered());
        values.put("merged", summary.merged());
        values.put("lost", summary.lost());
        return values;
    }

    private static Map<String, Object> json(MechanismFigure figure) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("mechanism", figure.mechanism().word());
        values.put("layout", figure.layout().text());
        values.put("side", figure.side());
        values.put("cpus", figure.cpus());
        values.put("round", figure.round());
        values.put("oneWayNanos", figure.oneWay().values());
        values.put("roundTripNanos", figure.roundTrip().values());
        values.put("rate", figure.rate());
        values.put("cpuNanos", figure.cpuNanos());
        values.put("switches", figure.switches());
        values.put("sent", figure.sent());
        values.put("delivered", figure.delivered());
        values.put("units", figure.units());
        return values;
    }

    @Override
    public void addTo(Page page) {
        List<MechanismSummary> summaries = figures.summaries();
        if (summaries.isEmpty()) {
            return;
        }
        page.section("Mechanisms");
        page.text(
                "What can tell another thread or process that something has happened: when to use which. " + control());
        page.list(new Advice(figures).sentences());
        for (Layout layout : Layout.values()) {
            page.bars(medians(layout));
            PLOTTED.forEach((name, mechanisms) -> page.plot(latency(name, mechanisms, layout)));
        }
        page.text(LEGEND);
        page.table(
                "All figures of the mechanisms", WORDS, HEAD, table(summaries).rows());
    }

    private Bars medians(Layout layout) {
        Bars bars = new Bars("Between " + layout.text() + ", there and back: median (µs)");
        for (MechanismSummary summary : figures.summaries()) {
            boolean busy = summary.mechanism() == Mechanism.MAILBOX_BUSY; // on two CPUs: nothing to stand beside
            if (summary.layout() == layout && !summary.isControl() && !busy) {
                boolean ours = summary.side().equals(Mechanism.Side.CARILLON.text());
                String name = summary.mechanism().text() + ", " + summary.side();
                bars.add(name, ours, roundTrips(summary.mechanism(), layout, summary.side(), Latency::p50));
            }
        }
        return bars;
    }

    /** Ours, or the JDK's. The x axis has the part that is slower: a decade for each nine. */
    Plot latency(String name, List<Mechanism> mechanisms, Layout layout) {
        List<Line> lines = new ArrayList<>();
        for (Mechanism mechanism : mechanisms) {
            String side = mechanism.side().text();
            Line line = new Line(mechanism.text(), lines.size());
            double[] medians = roundTrips(mechanism, layout, side, Latency::p50);
            line.add(Percentiles.MEDIAN, medians);
            line.add(Percentiles.P99, ifAsMany(medians, roundTrips(mechanism, layout, side, Latency::p99)));
            line.add(Percentiles.P999, ifAsMany(medians, roundTrips(mechanism, layout, side, Latency::p999)));
            lines.add(line);
        }
        String title = name + ", between " + layout.text() + ": there and back (µs) by percentile";
        return new Plot(title, "percentile", "µs", Percentiles::tick, lines);
    }

    /** A round of few events has no slow ones to tell of: what the others say is no point beside its median. */
    private static double[] ifAsMany(double[] medians, double[] slow) {
        return slow.length == medians.length ? slow : new double[0];
    }

    /** Microseconds, a round each; empty if it did not run, or does not go back. */
    private double[] roundTrips(Mechanism mechanism, Layout layout, String side, ToDoubleFunction<Latency> value) {
        return figures.rounds().stream()
                .filter(figure -> figure.mechanism() == mechanism && figure.layout() == layout)
                .filter(figure -> figure.side().equals(side))
                .mapToDouble(figure -> value.applyAsDouble(figure.roundTrip()) / NANOS_PER_MICRO)
                .filter(Double::isFinite)
                .toArray();
    }

    /** None: its sentences, one a mechanism, stand with it. */
    @Override
    public List<String> findings() {
        return List.of();
    }

    @Override
    public List<List<String>> noise() {
        return figures.summaries().stream()
                .filter(MechanismSummary::isControl)
                .map(again -> {
                    String side = again.side().substring(0, again.side().length() - MechanismFigure.AGAIN.length());
                    return Difference.row(
                            again.mechanism().text() + ", " + again.layout().text() + ", " + side,
                            figures.ratios(again.mechanism(), again.layout(), side, again.side()));
                })
                .flatMap(List::stream)
                .toList();
    }
}
