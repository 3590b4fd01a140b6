package dev.carillon.bench.loop;

import dev.carillon.bench.figures.Figures;
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

/** The loop's cost model beside what was measured. */
public final class CostReport implements Chapter {
    private static final String ABOUT =
            "events/s = events / (iteration + system call + handler). The loop's own statistics give the three terms"
                + " of a turn; lines through those of some numbers of events foretell the others, which are measured"
                + " as well. Every event is a counter's: its handler's time is a read, and the write that makes it"
                + " ready again.";

    private static final List<String> HEAD = List.of(
            "events a turn",
            "part in the model",
            "iteration ns",
            "system call ns",
            "handlers ns",
            "measured events/s",
            "spread",
            "model events/s",
            "error");

    private final Figures figures;

    public CostReport(Figures figures) {
        this.figures = figures;
    }

    private List<CostModel.Sample> samples(Iterable<Integer> counts) {
        List<CostModel.Sample> samples = new ArrayList<>();
        for (int count : counts) {
            if (figures.has(CostBench.name("turn", count))) {
                samples.add(new CostModel.Sample(
                        median("events", count),
                        median("turn", count),
                        median("call", count),
                        median("handler", count)));
            }
        }
        return samples;
    }

    private double median(String what, int count) {
        return figures.median(CostBench.name(what, count));
    }

    private boolean isEmpty() {
        return samples(CostBench.FITTED).size() < CostBench.FITTED.size();
    }

    private CostModel model() {
        return CostModel.fit(samples(CostBench.FITTED));
    }

    private TextTable table() {
        TextTable table = new TextTable(0, HEAD);
        if (!isEmpty()) {
            CostModel model = model();
            CostBench.counts()
                    .forEach(
                            count -> samples(List.of(count)).forEach(sample -> table.add(cells(model, count, sample))));
        }
        return table;
    }

    private List<String> cells(CostModel model, int count, CostModel.Sample sample) {
        double[] rates = rates(count);
        return List.of(
                format("%,.1f", sample.events()),
                CostBench.FITTED.contains(count) ? "fitted" : "foretold",
                format("%,.0f", sample.iteration()),
                format("%,.0f", sample.call()),
                format("%,.0f", sample.handler()),
                format("%,.0f", sample.eventsPerSecond()),
                format("%,.0f", rates[0]) + " .. " + format("%,.0f", rates[rates.length - 1]),
                format("%,.0f", model.eventsPerSecond(sample.events())),
                format("%+.1f %%", model.error(sample)));
    }

    private double[] rates(int count) {
        return java.util.Arrays.stream(figures.ratios(CostBench.name("events", count), CostBench.name("turn", count)))
                .map(ratio -> ratio * 1e9)
                .toArray();
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }

    /** The model in one line. */
    private String words() {
        CostModel model = model();
        return String.format(
                Locale.ROOT,
                "a turn of n events takes %.0f + %.1f n ns (iteration) + %.0f + %.1f n ns (system call) + %.0f n ns"
                        + " (handlers)",
                model.iteration().turn(),
                model.iteration().event(),
                model.call().turn(),
                model.call().event(),
                model.handler().event());
    }

    @Override
    public List<String> findings() {
        if (isEmpty()) {
            return List.of();
        }
        CostModel model = model();
        double worst = samples(CostBench.FORETOLD).stream()
                .mapToDouble(sample -> Math.abs(model.error(sample)))
                .max()
                .orElse(Double.NaN);
        return List.of(
                "The loop's cost model: " + words() + ".",
                format(
                        "Events a second that it was not fitted to it foretells with an error of at most %.1f %%.",
                        worst));
    }

    @Override
    public String text() {
        return isEmpty() ? "" : "\nthe loop's cost model: " + words() + "\n\n" + table().text();
    }

    @Override
    public String markdown() {
        return isEmpty()
                ? ""
                : "\n## The loop's cost model\n\n" + ABOUT + "\n\nHere " + words() + ".\n\n" + table().markdown();
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        if (!isEmpty()) {
            CostModel model = model();
            all.put(
                    "iterationNanos",
                    List.of(model.iteration().turn(), model.iteration().event()));
            all.put("systemCallNanos", List.of(model.call().turn(), model.call().event()));
            all.put("handlerNanos", model.handler().event());
            all.put(
                    "errorsPercent",
                    samples(CostBench.counts()).stream().map(model::error).toList());
        }
        return Map.of("cost", all);
    }

    @Override
    public void addTo(Page page) {
        if (isEmpty()) {
            return;
        }
        page.section("The loop's cost model");
        page.text(ABOUT);
        page.text("Here " + words() + ".");
        CostModel model = model();
        Line measured = new Line("measured", 0);
        Line foretold = new Line("model", 1);
        for (int count : CostBench.counts()) {
            for (CostModel.Sample sample : samples(List.of(count))) {
                measured.add(count, rates(count));
                foretold.add(count, model.eventsPerSecond(count));
            }
        }
        page.plot(new Plot(
                "Events a second, by events a turn: model and measure",
                "events a turn",
                "events/s",
                List.of(measured, foretold)));
        page.table("All figures of the model", 0, HEAD, table().rows());
    }

    @Override
    public List<List<String>> noise() {
        return List.of(); // nothing is compared with anything
    }
}
