package dev.carillon.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All that was measured, by side ({@code "eventfd C"}): a figure a round. Nothing stands here that did not run. */
final class Figures {
    /**
     * One measurement of one side.
     *
     * @param round the round, from 1
     * @param value nanoseconds an operation, or bytes a timer
     * @param allocated bytes of heap an operation; NaN where that was not measured
     */
    record Figure(int round, double value, double allocated) {}

    private final Map<String, List<Figure>> sides = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private boolean ended;

    /** Takes nothing more: what there is is reported, whatever still runs. */
    synchronized void end() {
        ended = true;
    }

    synchronized void add(String side, Figure figure) {
        if (ended) {
            return;
        }
        sides.computeIfAbsent(side, _ -> new ArrayList<>()).add(figure);
    }

    synchronized void failed(String side, String reason) {
        if (!ended) {
            failures.putIfAbsent(side, reason);
        }
    }

    Map<String, List<Figure>> sides() {
        return sides;
    }

    /** Why sides have no figure, or fewer than others. */
    Map<String, String> failures() {
        return failures;
    }

    boolean has(String side) {
        return sides.containsKey(side);
    }

    /** The median of a side's values. */
    double median(String side) {
        return median(sides.get(side).stream().mapToDouble(Figure::value).toArray());
    }

    /** The median of what a side allocates; NaN if that is not known. */
    double allocated(String side) {
        return median(sides.get(side).stream().mapToDouble(Figure::allocated).toArray());
    }

    /** Ours divided by the peer's, round by round, sorted; null unless both have been measured in the same round. */
    double @Nullable [] ratios(String ours, String peer) {
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

    static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
