package dev.carillon.bench.mechanism;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** All that was measured of the mechanisms. Nothing stands here that did not run. Safe to be read while it is added to. */
public final class MechanismFigures {
    /** Two runs may agree by chance. */
    private static final double LEAST_NOISE = 1.02;

    private static final int LEAST_ROUNDS = 2;

    /** Who was measured. */
    private record Key(Mechanism mechanism, Layout layout, String side) {
        static Key of(MechanismFigure figure) {
            return new Key(figure.mechanism(), figure.layout(), figure.side());
        }
    }

    /** How many system calls an event took, as it is noted. */
    private record Traced(Mechanism mechanism, Layout layout, String side, double calls) {}

    private final Map<Key, List<MechanismFigure>> figures = new LinkedHashMap<>();
    private final Map<Key, Double> systemCalls = new LinkedHashMap<>();
    private final Consumer<MechanismFigure> measured;
    private final Consumer<Traced> traced;

    /** @param journal notes all that is added */
    public MechanismFigures(Journal journal) {
        measured = journal.kind("mechanism", MechanismFigure.class, this::add);
        traced = journal.kind(
                "mechanism calls",
                Traced.class,
                each -> addSystemCalls(each.mechanism, each.layout, each.side, each.calls));
    }

    /**
     * Takes what a peer has answered in a round.
     *
     * @throws IllegalArgumentException as {@link MechanismFigure#parse} does
     */
    void add(MechanismFigure.Who who, int round, String trips, String flood) {
        add(MechanismFigure.parse(who, round, trips, flood));
    }

    synchronized void add(MechanismFigure figure) {
        figures.computeIfAbsent(Key.of(figure), _ -> new ArrayList<>()).add(figure);
        measured.accept(figure);
    }

    /** Takes how many system calls an event took. */
    public synchronized void addSystemCalls(Mechanism mechanism, Layout layout, String side, double calls) {
        systemCalls.put(new Key(mechanism, layout, side), calls);
        traced.accept(new Traced(mechanism, layout, side, calls));
    }

    /** Every round of every side, in the order they were measured. */
    public synchronized List<MechanismFigure> rounds() {
        return figures.values().stream().flatMap(List::stream).toList();
    }

    /** One for each side that ran: mechanism by mechanism, layout by layout, ours before C. */
    public synchronized List<MechanismSummary> summaries() {
        List<MechanismSummary> all = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            for (Mechanism mechanism : Mechanism.values()) {
                String ours = mechanism.side().text();
                Stream.of(
                                ours,
                                ours + MechanismFigure.AGAIN,
                                MechanismFigure.C,
                                MechanismFigure.C + MechanismFigure.AGAIN)
                        .flatMap(side -> of(mechanism, layout, side).stream())
                        .forEach(all::add);
            }
        }
        return all;
    }

    /** One side's; empty if it did not run. */
    public synchronized Optional<MechanismSummary> of(Mechanism mechanism, Layout layout, String side) {
        Key key = new Key(mechanism, layout, side);
        List<MechanismFigure> rounds = figures.get(key);
        if (rounds == null) {
            return Optional.empty();
        }
        MechanismFigure.Latency oneWay = latency(rounds, MechanismFigure::oneWay);
        MechanismFigure.Latency roundTrip = latency(rounds, MechanismFigure::roundTrip);
        double[] latencies =
                rounds.stream().mapToDouble(MechanismFigures::latency).sorted().toArray();
        return Optional.of(new MechanismSummary(
                mechanism,
                layout,
                side,
                rounds.getFirst().cpus(),
                rounds.size(),
                oneWay,
                roundTrip,
                latencies[0],
                latencies[latencies.length - 1],
                median(rounds, MechanismFigure::rate),
                median(rounds, MechanismFigure::cpuNanos),
                systemCalls.getOrDefault(key, Double.NaN),
                median(rounds, MechanismFigure::switches),
                rounds.stream().mapToLong(MechanismFigure::sent).sum(),
                rounds.stream().mapToLong(MechanismFigure::delivered).sum(),
                rounds.stream().mapToLong(MechanismFigure::units).sum()));
    }

    /** The latency of one by another's of the same round, sorted; empty unless both ran in a round. */
    public double[] ratios(Mechanism mechanism, Layout layout, String side, String other) {
        return ratios(new Key(mechanism, layout, side), new Key(mechanism, layout, other));
    }

    /** The latency of one by another's of the same round, sorted; empty unless both ran in a round. */
    public double[] ratios(MechanismSummary one, MechanismSummary other) {
        return ratios(
                new Key(one.mechanism(), one.layout(), one.side()),
                new Key(other.mechanism(), other.layout(), other.side()));
    }

    private synchronized double[] ratios(Key one, Key other) {
        List<MechanismFigure> theirs = figures.getOrDefault(other, List.of());
        return figures.getOrDefault(one, List.of()).stream()
                .flatMapToDouble(our -> theirs.stream()
                        .filter(their -> their.round() == our.round())
                        .mapToDouble(their -> latency(our) / latency(their)))
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }

    /**
     * How many times longer the same thing took, or the other way round, when it was measured a second time: the worst round
     * of all control runs, and 1.02 at the least. Nothing nearer than that is different. NaN without a
     * control run of two rounds.
     */
    public synchronized double noise() {
        return figures.keySet().stream()
                .filter(key -> key.side().endsWith(MechanismFigure.AGAIN))
                .map(key -> {
                    String side = key.side().substring(0, key.side().length() - MechanismFigure.AGAIN.length());
                    return ratios(key.mechanism(), key.layout(), key.side(), side);
                })
                .filter(ratios -> ratios.length >= LEAST_ROUNDS)
                .flatMapToDouble(Arrays::stream)
                .map(ratio -> Math.max(LEAST_NOISE, Math.max(ratio, 1 / ratio)))
                .max()
                .orElse(Double.NaN);
    }

    private static double latency(MechanismFigure figure) {
        double roundTrip = figure.roundTrip().p50();
        return Double.isNaN(roundTrip) ? figure.oneWay().p50() : roundTrip;
    }

    private static MechanismFigure.Latency latency(
            List<MechanismFigure> rounds, Function<MechanismFigure, MechanismFigure.Latency> latency) {
        return new MechanismFigure.Latency(
                median(rounds, figure -> latency.apply(figure).p50()),
                median(rounds, figure -> latency.apply(figure).p99()),
                median(rounds, figure -> latency.apply(figure).p999()),
                rounds.stream()
                        .mapToDouble(figure -> latency.apply(figure).max())
                        .filter(Double::isFinite)
                        .max()
                        .orElse(Double.NaN));
    }

    private static double median(List<MechanismFigure> rounds, ToDoubleFunction<MechanismFigure> value) {
        return Figures.median(
                rounds.stream().mapToDouble(value).filter(Double::isFinite).toArray());
    }
}
