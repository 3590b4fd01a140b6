package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.LockstepChapter;
import dev.carillon.bench.load.LockstepFigure;
import dev.carillon.bench.plot.Line;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.plot.Plot;
import java.util.ArrayList;
import java.util.List;

/** The tables of the echo servers in lockstep. */
public final class EchoLockstepReport extends LockstepChapter<EchoCase, EchoSide> {
    private static final String ABOUT = """
        Servers and load share one CPU and take turns on it: the load sends to every connection and sleeps, the server finds
        the whole batch. Nanoseconds of CPU time a message are of the server's whole process, by its own clock, at the 10 %%,
        25 %% and 50 %% quantile of its rounds, medians of the rounds of the run. A ratio is that to %s in the same pass, the
        median of the passes; behind it the least and the greatest of the rounds of the run. What is measured twice ("again") says
        how much of that is noise.\
        """;

    /** Ours by the leanest in C; by Netty. */
    private static final double MOST = 1.08;

    private static final double MOST_OF_NETTY = 0.95;

    private final EchoLockstepFigures figures;

    /** @param figures what was measured */
    public EchoLockstepReport(EchoLockstepFigures figures) {
        super(figures, new Words("Echo in lockstep", "echo in lockstep", "lockstep", "message", ABOUT, "lockstep"));
        this.figures = figures;
    }

    @Override
    protected String verdict(EchoCase load, EchoSide side) {
        if (side != EchoSide.CARILLON) {
            return "-";
        }
        double[] lean = figures.ratios(load, side, figures.base());
        double[] netty = figures.ratios(load, side, EchoSide.NETTY);
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

    @Override
    protected List<EchoSide> peers() {
        return List.of(figures.base());
    }

    @Override
    protected boolean isOurs(EchoSide side) {
        return side == EchoSide.CARILLON;
    }

    @Override
    protected void addPlotsTo(Page page) {
        figures.loads().forEach(load -> page.plot(plot(load)));
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
}
