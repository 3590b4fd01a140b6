package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Target;
import java.util.ArrayList;
import java.util.List;

/** Connections at rest: rows of the table, and bars. */
public final class IdleReport implements Chapter {
    private final Figures figures;

    /** @param figures what was measured */
    public IdleReport(Figures figures) {
        this.figures = figures;
    }

    /** Ours beside each of the others. */
    public static List<Row> rows() {
        String ours = EchoSide.CARILLON.text();
        List<Row> rows = new ArrayList<>();
        for (EchoSide side : IdleBench.SIDES) {
            if (side == EchoSide.CARILLON) {
                continue;
            }
            String peer = side.text();
            if (side.isJava()) {
                rows.add(row("resting connection, heap", "B", "idle heap ", peer, Target.SMALL));
            }
            rows.add(row("  native memory", "B", "idle native ", peer, Target.NONE));
            rows.add(row("  kernel, both ends", "B", "idle kernel ", peer, Target.NONE));
            rows.add(row("  CPU time a second of rest", "us", "idle cpu ", peer, Target.NONE));
        }
        String without = "idle cpu without " + ours;
        rows.add(new Row("  CPU time a second / no connections", "us", "idle cpu " + ours, without, Target.NONE));
        return rows;
    }

    private static Row row(String what, String unit, String kept, String peer, Target target) {
        return new Row(what + " / " + peer, unit, kept + EchoSide.CARILLON.text(), kept + peer, target);
    }

    @Override
    public void addTo(Page page) {
        if (figures.hasAny("idle ")) {
            page.section("Connections at rest");
            Chapter.bars(page, figures, "A connection at rest: heap (bytes)", "idle heap ");
            Chapter.bars(page, figures, "A connection at rest: native memory (bytes)", "idle native ");
            Chapter.bars(page, figures, "A connection at rest: kernel memory, both ends (bytes)", "idle kernel ");
        }
    }
}
