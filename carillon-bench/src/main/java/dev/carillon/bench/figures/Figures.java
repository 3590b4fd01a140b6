package dev.carillon.bench.figures;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All that was measured, by side ({@code "eventfd C"}): a figure a round. Nothing stands here that did not run. */
public final class Figures {
    /**
     * One measurement of one side.
     *
     * @param round the round, from 1
     * @param value nanoseconds an operation, or bytes a timer
     * @param allocated bytes of heap an operation; NaN where that was not measured
     */
    public record Figure(int round, double value, double allocated) {}

    private final Map<String, List<Figure>> sides = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private Consumer<Map<String, Object>> recorder = _ -> {};
    private int failureCount;
    private boolean ended;

    /** Whoever keeps what is added, as {@link #replay} takes it. */
    public void recordTo(Consumer<Map<String, Object>> keeper) {
        recorder = keeper;
    }

    /** Adds what was kept; what is something else is left out. */
    public void replay(Map<?, ?> line) {
        if (line.get("side") instanceof String side
                && line.get("round") instanceof Double round
                && line.get("value") instanceof Double value
                && line.get("allocated") instanceof Double allocated) {
            add(side, new Figure(round.intValue(), value, allocated));
        } else if (line.get("text") instanceof String kind && line.get("value") instanceof String text) {
            note(kind, text);
        } else if (line.get("failed") instanceof String side && line.get("reason") instanceof String reason) {
            failed(side, reason);
        }
    }

    /** Adds words to what is printed of a kind. */
    public synchronized void note(String kind, String text) {
        if (!ended) {
            texts.computeIfAbsent(kind, _ -> new ArrayList<>()).add(text);
            recorder.accept(Map.of("text", kind, "value", text));
        }
    }

    /** What is to be printed of a kind. */
    public synchronized List<String> texts(String kind) {
        return List.copyOf(texts.getOrDefault(kind, List.of()));
    }

    /** How often something failed; a side that fails again has its first reason only. */
    public synchronized int failureCount() {
        return failureCount;
    }

    /** Takes nothing more: what there is is reported, whatever still runs. */
    public synchronized void end() {
        ended = true;
    }

    public synchronized void add(String side, Figure figure) {
        if (ended) {
            return;
        }
        sides.computeIfAbsent(side, _ -> new ArrayList<>()).add(figure);
        recorder.accept(Map.of(
                "side", side, "round", figure.round(), "value", figure.value(), "allocated", figure.allocated()));
    }

    public synchronized void failed(String side, String reason) {
        if (!ended) {
            failureCount++;
            failures.putIfAbsent(side, reason);
            recorder.accept(Map.of("failed", side, "reason", reason));
        }
    }

    public Map<String, List<Figure>> sides() {
        return sides;
    }

    /** Why sides have no figure, or fewer than others. */
    public Map<String, String> failures() {
        return failures;
    }

    public boolean has(String side) {
        return sides.containsKey(side);
    }

    /** A side's values; empty if it did not run. */
    public double[] values(String side) {
        return sides.getOrDefault(side, List.of()).stream()
                .mapToDouble(Figure::value)
                .toArray();
    }

    /** As {@link #ratios}, but empty instead of null. */
    public double[] ratiosOrNone(String ours, String peer) {
        double[] ratios = ratios(ours, peer);
        return ratios == null ? new double[0] : ratios;
    }

    /** The median of a side's values. */
    public double median(String side) {
        return median(sides.get(side).stream().mapToDouble(Figure::value).toArray());
    }

    /** The median of what a side allocates; NaN if that is not known. */
    public double allocated(String side) {
        return median(sides.get(side).stream().mapToDouble(Figure::allocated).toArray());
    }

    /** Ours divided by the peer's, round by round, sorted; null unless both have been measured in the same round. */
    public double @Nullable [] ratios(String ours, String peer) {
        if (!has(ours) || !has(peer)) {
            return null;
        }
        double[] ratios = sides.get(ours).stream()
                .flatMapToDouble(our -> sides.get(peer).stream()
                        .filter(other -> other.round() == our.round())
                        .mapToDouble(other -> our.value() / other.value()))
                .filter(Double::isFinite) // of nothing there is no multiple
                .sorted()
                .toArray();
        return ratios.length == 0 ? null : ratios;
    }

    public static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
