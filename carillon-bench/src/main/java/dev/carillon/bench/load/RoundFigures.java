package dev.carillon.bench.load;

import dev.carillon.bench.figures.Figures;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What was measured of some servers: by load, by side, a figure a round. Safe to be read while it is added to.
 *
 * @param <L> a load
 * @param <S> the servers
 * @param <F> what is measured
 */
public abstract class RoundFigures<L, S extends Enum<S>, F extends RoundFigures.OfRound> {
    private final Class<S> servers;
    private final Map<L, Map<S, List<F>>> figures = new LinkedHashMap<>();

    /** Measured in one round. */
    public interface OfRound {
        /** From 1. */
        int round();
    }

    /** @param servers their type */
    protected RoundFigures(Class<S> servers) {
        this.servers = servers;
    }

    /** Notes a figure that was added, so that another run can take it over. */
    protected abstract void note(L load, S side, F figure);

    public final synchronized void add(L load, S side, F figure) {
        figures.computeIfAbsent(load, _ -> new EnumMap<>(servers))
                .computeIfAbsent(side, _ -> new ArrayList<>())
                .add(figure);
        note(load, side, figure);
    }

    public synchronized List<L> loads() {
        return List.copyOf(figures.keySet());
    }

    /** Those that ran under a load. */
    public final synchronized List<S> sides(L load) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).keySet());
    }

    /** Empty if it did not run. */
    public final synchronized List<F> of(L load, S side) {
        return List.copyOf(figures.getOrDefault(load, Map.of()).getOrDefault(side, List.of()));
    }

    /** A figure of each round. */
    public final double[] values(L load, S side, ToDoubleFunction<F> value) {
        return of(load, side).stream().mapToDouble(value).toArray();
    }

    /** The median of the rounds; NaN if it did not run. */
    public final double median(L load, S side, ToDoubleFunction<F> value) {
        return Figures.median(of(load, side).stream()
                .mapToDouble(value)
                .filter(Double::isFinite)
                .toArray());
    }

    /** One side's divided by another's, round by round, sorted; empty unless both ran in the same round. */
    public final double[] ratios(L load, S side, S peer, ToDoubleFunction<F> value) {
        List<F> theirs = of(load, peer);
        return of(load, side).stream()
                .flatMapToDouble(its -> theirs.stream()
                        .filter(other -> other.round() == its.round())
                        .mapToDouble(other -> value.applyAsDouble(its) / value.applyAsDouble(other)))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }
}
