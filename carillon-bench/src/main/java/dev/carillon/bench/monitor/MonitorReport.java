package dev.carillon.bench.monitor;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How soon monitors do something, and what they cost when nothing happens. */
public final class MonitorReport implements Chapter {
    private static final String ABOUT =
            "Milliseconds from what happens to the first instruction of the program that is started for it, which with"
                + " the least that one can do takes as long as posix_spawn. A program that is killed had run for more"
                + " than a second. At rest nothing happens for some seconds; the wake-ups are of all its threads.";

    private static final List<String> HEAD = List.of("what", "monitor", "ms", "p90", "CPUs busy: ms", "p90");
    private static final List<String> OFTEN_HEAD = List.of("a line, a thousand times", "ms", "p90", "p99");
    private static final List<String> REST_HEAD = List.of("at rest", "CPU ms/s", "wake-ups/s", "RSS MiB");

    private final Figures figures;

    /** @param figures what was measured */
    public MonitorReport(Figures figures) {
        this.figures = figures;
    }

    private TextTable times() {
        TextTable table = new TextTable(2, HEAD);
        for (Trial trial : Trial.values()) {
            for (MonitorSide side : MonitorSide.values()) {
                if (figures.has(MonitorBench.name("p50", "", trial, side))) {
                    List<String> cells = new ArrayList<>(List.of(trial.text(), side.text()));
                    for (String state : MonitorBench.STATES) {
                        cells.add(text(MonitorBench.name("p50", state, trial, side), "%.2f"));
                        cells.add(text(MonitorBench.name("p90", state, trial, side), "%.2f"));
                    }
                    table.add(cells);
                }
            }
        }
        return table;
    }

    private TextTable often() {
        TextTable table = new TextTable(1, OFTEN_HEAD);
        for (MonitorSide side : MonitorSide.values()) {
            if (figures.has(MonitorBench.name("p99", MonitorBench.OFTEN, Trial.LINE, side))) {
                List<String> cells = new ArrayList<>(List.of(side.text()));
                for (String what : List.of("p50", "p90", "p99")) {
                    cells.add(text(MonitorBench.name(what, MonitorBench.OFTEN, Trial.LINE, side), "%.2f"));
                }
                table.add(cells);
            }
        }
        return table;
    }

    private TextTable rest() {
        TextTable table = new TextTable(1, REST_HEAD);
        for (MonitorSide side : MonitorSide.values()) {
            if (figures.has(MonitorBench.rest("cpu", side))) {
                table.add(List.of(
                        side.text(),
                        text(MonitorBench.rest("cpu", side), "%.2f"),
                        text(MonitorBench.rest("wakes", side), "%.1f"),
                        text(MonitorBench.rest("rss", side), "%.1f")));
            }
        }
        return table;
    }

    private String text(String name, String format) {
        double value = figures.median(name);
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, format, value);
    }

    @Override
    public String text() {
        TextTable times = times();
        return times.isEmpty() ? "" : times.text() + "\n" + often().text() + "\n" + rest().text();
    }

    @Override
    public String markdown() {
        TextTable times = times();
        return times.isEmpty()
                ? ""
                : "## Monitors\n\n" + ABOUT + "\n\n" + times.markdown() + "\n" + often().markdown() + "\n"
                        + rest().markdown();
    }

    @Override
    public void addTo(Page page) {
        if (figures.hasAny("monitor ")) {
            page.section("Monitors");
            for (Trial trial : Trial.values()) {
                Chapter.bars(page, figures, trial.text() + " (ms)", "monitor p50 " + trial + " ");
            }
        }
    }
}
