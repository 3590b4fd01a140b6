package dev.carillon.bench.http;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.load.LockstepFigure;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** What was measured in lockstep: by load, by side, a figure a round of the run. Safe to be read while it is added to. */
public final class HttpLockstepFigures {
    /** Whose CPU time is 1. */
    static final HttpSide BASE = HttpSide.NGINX;

    /** A figure as it is noted. */
    private record Measured(HttpCase load, HttpSide side, LockstepFigure figure) {}

    private final Map<HttpCase, Map<HttpSide, List<LockstepFigure>>> figures = new LinkedHashMap<>();
    private final Consumer<Measured> measured;

    /** @param journal notes all that is added */
    public HttpLockstepFigures(Journal journal) {
        measured = journal.kind("http lockstep", Measured.class, each -> add(each.load, each.side, each.figure));
    }

    synchronized void add(HttpCase load, HttpSide side, LockstepFigure figure) {
        figures.computeIfAbsent(load, _ -> new EnumMap<>(HttpSide.class))
                .computeIfAbsent(side, _ -> new ArrayList<>())
                .add(figure);
        measured.accept(new Measured(load, side, figure));
    }

    synchronized List<HttpCase> loads() {
        return List.copyOf(figures.keySet());
    }

    /** Those that ran under a load. */
    synchronized List<HttpSide> sides(HttpCase load) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).keySet());
    }

    /** Empty if it did not run. */
    synchronized List<LockstepFigure> of(HttpCase load, HttpSide side) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).getOrDefault(side, List.of()));
    }

    double[] values(HttpCase load, HttpSide side, ToDoubleFunction<LockstepFigure> value) {
        return of(load, side).stream().mapToDouble(value).toArray();
    }

    /** One side's CPU time by another's, round by round, sorted; empty unless both ran in the same round. */
    double[] ratios(HttpCase load, HttpSide side, HttpSide peer) {
        List<LockstepFigure> theirs = of(load, peer);
        return of(load, side).stream()
                .flatMapToDouble(its -> theirs.stream()
                        .filter(other -> other.round() == its.round())
                        .mapToDouble(other -> its.ratio() / other.ratio()))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }

    /** How far two processes of the same server were apart: ratios, a round each; none of one round. */
    double[] control(HttpCase load) {
        double[] ours = ratios(load, HttpSide.CONTROL, HttpSide.CARILLON);
        double[] theirs = ratios(load, HttpSide.NGINX_CONTROL, HttpSide.NGINX);
        boolean enough = Math.max(ours.length, theirs.length) > 1; // one round says nothing of how far two differ
        return enough
                ? DoubleStream.concat(DoubleStream.of(ours), DoubleStream.of(theirs))
                        .toArray()
                : new double[0];
    }
}
