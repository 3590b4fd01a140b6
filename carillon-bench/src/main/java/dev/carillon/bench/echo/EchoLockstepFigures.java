package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.load.LockstepFigure;
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

    /** A figure as it is noted. */
    private record Measured(EchoCase load, EchoSide side, LockstepFigure figure) {}

    private final Map<EchoCase, Map<EchoSide, List<LockstepFigure>>> figures = new LinkedHashMap<>();
    private final Consumer<Measured> measured;

    /** @param journal notes all that is added */
    public LockstepFigures(Journal journal) {
        measured = journal.kind("lockstep", Measured.class, each -> add(each.load, each.side, each.figure));
    }

    synchronized void add(EchoCase load, EchoSide side, LockstepFigure figure) {
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
    synchronized List<LockstepFigure> of(EchoCase load, EchoSide side) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).getOrDefault(side, List.of()));
    }

    double[] values(EchoCase load, EchoSide side, ToDoubleFunction<LockstepFigure> value) {
        return of(load, side).stream().mapToDouble(value).toArray();
    }

    /** One side's CPU time by another's, round by round, sorted; empty unless both ran in the same round. */
    double[] ratios(EchoCase load, EchoSide side, EchoSide peer) {
        List<LockstepFigure> theirs = of(load, peer);
        return of(load, side).stream()
                .flatMapToDouble(its -> theirs.stream()
                        .filter(other -> other.round() == its.round())
                        .mapToDouble(other -> its.ratio() / other.ratio()))
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
