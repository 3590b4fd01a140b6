package dev.carillon.bench.pollers;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
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

/** What a turn costs with each poller: the table, and the plots on which O(n) rises and O(ready) does not. */
public final class PollerReport implements Chapter {
    private static final double NANOS_PER_MICRO = 1e3;

    private static final String ABOUT =
            "A turn ends when every ready descriptor was reported, with epoll in batches of 1,024 as a loop has them;"
                + " nothing is read, and nothing sleeps. Descriptors are datagram sockets of one process. Add and"
                + " remove are of one descriptor, with none ready to be told. The control run is a second process of"
                + " the same poller: what differs there is noise.";

    private static final List<String> HEAD = List.of(
            "ready",
            "poller",
            "us/turn",
            "spread",
            "CPU us",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "add ns",
            "remove ns",
            "ours / it",
            "ours is");

    private final Figures figures;

    public PollerReport(Figures figures) {
        this.figures = figures;
    }

    private List<PollerCase> cases() {
        return PollerCase.all(false, false).stream()
                .filter(each -> sides(each).findAny().isPresent())
                .toList();
    }

    private java.util.stream.Stream<PollerSide> sides(PollerCase each) {
        return java.util.Arrays.stream(PollerSide.values()).filter(side -> values("turn", each, side).length > 0);
    }

    private double[] values(String what, PollerCase each, PollerSide side) {
        return figures.values(PollerBench.name(what, each, side));
    }

    private Difference difference(String what, PollerCase each, PollerSide peer) {
        String ours = PollerBench.name(what, each, PollerSide.EPOLL);
        return Difference.of(
                figures.ratios(ours, PollerBench.name(what, each, peer)),
                figures.ratios(ours, PollerBench.name(what, each, PollerSide.CONTROL)));
    }

    private TextTable table() {
        TextTable table = new TextTable(2, HEAD);
        for (PollerCase each : cases()) {
            sides(each).forEach(side -> table.add(cells(each, side)));
        }
        return table;
    }

    private List<String> cells(PollerCase each, PollerSide side) {
        double[] turns = values("turn", each, side);
        java.util.Arrays.sort(turns);
        List<String> cells = new ArrayList<>(List.of(each.text(), side.text()));
        cells.add(micros(Figures.median(turns)));
        cells.add(micros(turns[0]) + " .. " + micros(turns[turns.length - 1]));
        for (String what : List.of("cpu", "p50", "p99", "p99.9")) {
            cells.add(micros(Figures.median(values(what, each, side))));
        }
        for (String what : List.of("add", "remove")) {
            cells.add(String.format(Locale.ROOT, "%,.0f", Figures.median(values(what, each, side))));
        }
        Difference difference = difference("cpu", each, side);
        boolean lone = side == PollerSide.EPOLL;
        cells.add(lone || Double.isNaN(difference.ratio()) ? "-" : ratio(difference.ratio()));
        cells.add(lone || side == PollerSide.CONTROL ? "-" : difference.asTimes());
        return cells;
    }

    private static String micros(double nanos) {
        double micros = nanos / NANOS_PER_MICRO;
        return String.format(Locale.ROOT, micros >= 100 ? "%,.0f" : micros >= 10 ? "%.1f" : "%.3f", micros);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio >= 0.1 ? "%.2f" : "%.4f", ratio);
    }

    @Override
    public String text() {
        return table().isEmpty()
                ? ""
                : "\npollers: time a turn by ready of watched descriptors; compared is CPU time a turn\n\n"
                        + table().text();
    }

    @Override
    public String markdown() {
        return table().isEmpty()
                ? ""
                : "\n## Pollers\n\n" + ABOUT + " Compared is CPU time a turn.\n\n" + table().markdown();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (PollerCase each : cases()) {
            Map<String, Object> loads = new LinkedHashMap<>();
            sides(each).forEach(side -> {
                Map<String, Object> measured = new LinkedHashMap<>();
                PollerBench.MEASURED.forEach(what -> measured.put(
                        what + "Nanos",
                        java.util.Arrays.stream(values(what, each, side))
                                .boxed()
                                .toList()));
                loads.put(side.text(), measured);
            });
            all.put(each.text(), loads);
        }
        return Map.of("pollers", all);
    }

    @Override
    public void addTo(Page page) {
        if (table().isEmpty()) {
            return;
        }
        page.section("Pollers");
        page.text(ABOUT);
        page.plot(plot("One descriptor is ready: time a turn (µs)", "turn", false));
        page.plot(plot("All descriptors are ready: time a turn (µs)", "turn", true));
        page.plot(plot("One descriptor is ready: CPU time a turn (µs)", "cpu", false));
        page.plot(plot("A descriptor is added: time (µs)", "add", false));
        page.plot(percentiles(new PollerCase(1, 1000)));
        page.table("All figures of the pollers", 2, HEAD, table().rows());
    }

    /** One line a side, a point a number of descriptors; what did not run is no point. */
    Plot plot(String title, String what, boolean allReady) {
        List<Line> lines = new ArrayList<>();
        for (PollerSide side : PollerSide.values()) {
            if (side == PollerSide.CONTROL) {
                continue;
            }
            Line line = new Line(side.text(), lines.size());
            for (PollerCase each : cases()) {
                if (each.areAllReady() == allReady) {
                    line.add(each.descriptors(), inMicros(what, each, side));
                }
            }
            lines.add(line);
        }
        return new Plot(title, "descriptors watched", "µs", lines);
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        List<PollerCase> single =
                cases().stream().filter(each -> !each.areAllReady()).toList();
        if (single.isEmpty()) {
            return findings;
        }
        PollerCase most = single.getLast();
        for (PollerSide side : List.of(PollerSide.POLL, PollerSide.NIO, PollerSide.C_EPOLL)) {
            Difference difference = difference("cpu", most, side);
            if (Double.isFinite(difference.ratio())) {
                findings.add(String.format(
                        Locale.ROOT,
                        "One of %,d descriptors ready: a turn of carillon epoll takes %s times the CPU time of %s: %s.",
                        most.descriptors(),
                        ratio(difference.ratio()),
                        side.text(),
                        difference.asTimes()));
            }
        }
        return findings;
    }

    /** The x axis has the part that is slower: a decade for each nine. */
    Plot percentiles(PollerCase each) {
        List<Line> lines = new ArrayList<>();
        for (PollerSide side : PollerSide.values()) {
            if (side == PollerSide.CONTROL) {
                continue;
            }
            lines.add(new Line(side.text(), lines.size())
                    .add(Percentiles.MEDIAN, inMicros("p50", each, side))
                    .add(Percentiles.P99, inMicros("p99", each, side))
                    .add(Percentiles.P999, inMicros("p99.9", each, side)));
        }
        String title = each.text() + " descriptors ready: time a turn (µs) by percentile";
        return new Plot(title, "percentile", "µs", Percentiles::tick, lines);
    }

    private double[] inMicros(String what, PollerCase each, PollerSide side) {
        return java.util.Arrays.stream(values(what, each, side))
                .map(nanos -> nanos / NANOS_PER_MICRO)
                .toArray();
    }

    @Override
    public List<List<String>> noise() {
        return cases().stream()
                .map(each -> Difference.row(
                        "pollers, CPU a turn, " + each.text(),
                        figures.ratios(
                                PollerBench.name("cpu", each, PollerSide.EPOLL),
                                PollerBench.name("cpu", each, PollerSide.CONTROL))))
                .flatMap(List::stream)
                .toList();
    }
}
