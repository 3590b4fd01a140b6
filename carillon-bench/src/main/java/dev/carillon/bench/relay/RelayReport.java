package dev.carillon.bench.relay;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Target;
import java.util.ArrayList;
import java.util.List;

/** Relays: rows of the table, and bars. */
public final class RelayReport implements Chapter {
    private static final String CPU = "relay cpu ";
    private static final String ENDS = "relay ends' cpu ";
    private static final String RATE = "relay rate ";
    private static final String CALLS = "relay calls ";

    private final Figures figures;

    /** @param figures what was measured */
    public RelayReport(Figures figures) {
        this.figures = figures;
    }

    /** Ours beside each of the others. */
    public static List<Row> rows(List<RelaySide> sides) {
        List<Row> rows = new ArrayList<>();
        for (RelaySide side : sides) {
            if (side == RelaySide.CARILLON) {
                continue;
            }
            boolean kernelOnly = side == RelaySide.CONTROL || side == RelaySide.SPLICE;
            rows.add(row("relay, CPU a GiB", "ms", CPU, side, kernelOnly ? Target.NONE : Target.AHEAD));
            rows.add(row("  CPU of the two ends", "ms", ENDS, side, Target.NONE));
            rows.add(row("  throughput", "MiB/s", RATE, side, Target.NONE));
            if (side != RelaySide.CONTROL) {
                rows.add(row("  system calls a MiB", "", CALLS, side, Target.NONE));
            }
        }
        return rows;
    }

    private static Row row(String what, String unit, String kept, RelaySide side, Target target) {
        return new Row(what + " / " + side.text(), unit, kept + RelaySide.CARILLON.text(), kept + side.text(), target);
    }

    @Override
    public void addTo(Page page) {
        if (figures.hasAny("relay ")) {
            page.section("Relay");
            Chapter.bars(page, figures, "Relay: CPU time a GiB (ms)", CPU);
            Chapter.bars(page, figures, "Relay: throughput (MiB/s)", RATE);
        }
    }

    @Override
    public List<List<String>> noise() {
        List<List<String>> rows = new ArrayList<>();
        for (String what : List.of(CPU, RATE)) {
            double[] control = figures.ratios(what + RelaySide.CARILLON.text(), what + RelaySide.CONTROL.text());
            rows.addAll(Difference.row(what.strip(), control));
        }
        return rows;
    }
}
