package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** What was measured in lockstep: by load, by side, a figure a round of the run. Safe to be read while it is added to. */
public final class LockstepFigures {
    /** Whose CPU time is 1. */
    static final EchoSide BASE = EchoSide.LEAN;

    /**
     * One server under one load in one round of the run. CPU times are nanoseconds a message, of the whole process.
     *
     * @param round from 1
     * @param passes how often it had its turn
     * @param p10 a tenth of its rounds in lockstep took less
     * @param p25 a quarter of them took less
     * @param p50 half of them took less
     * @param p75 three quarters of them took less
     * @param p90 nine tenths of them took less
     * @param ratio its time by that of {@link #BASE} in the same pass, the median of the passes; NaN without
     */
    record Figure(int round, int passes, double p10, double p25, double p50, double p75, double p90, double ratio) {
        /** Of so much a message in each pass; {@code base} likewise, as many or none. */
        static Figure of(int round, List<double[]> rounds, List<double[]> base) {
            double[] all =
                    rounds.stream().flatMapToDouble(Arrays::stream).sorted().toArray();
            double[] ratios = new double[base.size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = Figures.median(rounds.get(i)) / Figures.median(base.get(i));
            }
            return new Figure(
                    round,
                    rounds.size(),
                    quantile(all, 0.1),
                    quantile(all, 0.25),
                    quantile(all, 0.5),
                    quantile(all, 0.75),
                    quantile(all, 0.9),
                    Figures.median(ratios));
        }

        private static double quantile(double[] sorted, double share) {
            return sorted[(int) Math.round(share * (sorted.length - 1))];
        }
    }

    /** A figure as it is noted. */
    private record Measured(EchoCase load, EchoSide side, Figure figure) {}

    private final Map<EchoCase, Map<EchoSide, List<Figure>>> figures = new LinkedHashMap<>();
    private final Consumer<Measured> measured;

    /** @param journal notes all that is added */
    public LockstepFigures(Journal journal) {
        measured = journal.kind("lockstep", Measured.class, each -> add(each.load, each.side, each.figure));
    }

    synchronized void add(EchoCase load, EchoSide side, Figure figure) {
        figures.computeIfAbsent(load, _ -> new EnumMap<>(EchoSide.class))
                .computeIfAbsent(side, _ -> new ArrayList<>())
                .add(figure);
        measured.accept(new Measured(load, side, figure));
    }

    synchronized List<EchoCase> loads() {
        return List.copyOf(figures.keySet());
    }

    /** Those that ran under a load. */
    synchronized List<EchoSide> sides(EchoCase load) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).keySet());
    }

    /** Empty if it did not run. */
    synchronized List<Figure> of(EchoCase load, EchoSide side) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).getOrDefault(side, List.of()));
    }

    double[] values(EchoCase load, EchoSide side, ToDoubleFunction<Figure> value) {
        return of(load, side).stream().mapToDouble(value).toArray();
    }

    /** One side's CPU time by another's, round by round, sorted; empty unless both ran in the same round. */
    double[] ratios(EchoCase load, EchoSide side, EchoSide peer) {
        List<Figure> theirs = of(load, peer);
        return of(load, side).stream()
                .flatMapToDouble(its -> theirs.stream()
                        .filter(other -> other.round == its.round)
                        .mapToDouble(other -> its.ratio / other.ratio))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }

    /**
     * How far two processes of the same server were apart, of ours and of the leanest in C: ratios, a round each;
     * none of one round.
     */
    double[] control(EchoCase load) {
        double[] ours = ratios(load, EchoSide.CONTROL, EchoSide.CARILLON);
        double[] theirs = ratios(load, EchoSide.LEAN_CONTROL, EchoSide.LEAN);
        if (Math.max(ours.length, theirs.length) < 2) {
            return new double[0]; // one round says nothing of how far two differ
        }
        double[] both = Arrays.copyOf(ours, ours.length + theirs.length);
        System.arraycopy(theirs, 0, both, ours.length, theirs.length);
        return both;
    }
}
