package dev.carillon.bench.figures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * What was measured, by side ({@code "eventfd C"}): a figure a round. Nothing stands here that did not run. Safe to be read
 * while it is added to.
 */
public final class Figures {
    /**
     * One measurement of one side.
     *
     * @param round the round, from 1
     * @param value nanoseconds an operation, or bytes a timer
     * @param allocated bytes of heap an operation; NaN where that was not measured
     */
    public record Figure(int round, double value, double allocated) {
        /** One of which nobody knows what it allocates. */
        public Figure(int round, double value) {
            this(round, value, Double.NaN);
        }
    }

    /** A figure as it is noted. */
    private record Measured(String side, Figure figure) {}

    /** Words as they are noted. */
    private record Said(String kind, String text) {}

    /** A failure as it is noted. */
    private record Failed(String side, String reason) {}

    private final Map<String, List<Figure>> sides = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private final Map<String, List<String>> texts = new LinkedHashMap<>();
    private final Consumer<Measured> measured;
    private final Consumer<Said> said;
    private final Consumer<Failed> failed;
    private int failureCount;
    private boolean ended;

    /** @param journal notes all that is added */
    public Figures(Journal journal) {
        measured = journal.kind("figure", Measured.class, each -> add(each.side, each.figure));
        said = journal.kind("text", Said.class, each -> note(each.kind, each.text));
        failed = journal.kind("failed", Failed.class, each -> failed(each.side, each.reason));
    }

    /** Adds a figure. */
    public synchronized void add(String side, Figure figure) {
        if (!ended) {
            sides.computeIfAbsent(side, _ -> new ArrayList<>()).add(figure);
            measured.accept(new Measured(side, figure));
        }
    }

    /** Adds words to what is printed of a kind. */
    public synchronized void note(String kind, String text) {
        if (!ended) {
            texts.computeIfAbsent(kind, _ -> new ArrayList<>()).add(text);
            said.accept(new Said(kind, text));
        }
    }

    /** Says why a side has no figure, or less of them than others. Its first reason counts. */
    public synchronized void failed(String side, String reason) {
        if (!ended) {
            failureCount++;
            failures.putIfAbsent(side, reason);
            failed.accept(new Failed(side, reason));
        }
    }

    /** Takes nothing more: what there is is reported, whatever still runs. */
    public synchronized void end() {
        ended = true;
    }

    /** What is to be printed of a kind. */
    public synchronized List<String> texts(String kind) {
        return List.copyOf(texts.getOrDefault(kind, List.of()));
    }

    /** How often something failed; a side that fails again has its first reason only. */
    public synchronized int failureCount() {
        return failureCount;
    }

    /** All of it, in the order it came. */
    public synchronized Map<String, List<Figure>> sides() {
        Map<String, List<Figure>> copy = new LinkedHashMap<>();
        sides.forEach((side, figures) -> copy.put(side, List.copyOf(figures)));
        return copy;
    }

    /** Why sides have no figure, or fewer than others. */
    public synchronized Map<String, String> failures() {
        return new LinkedHashMap<>(failures);
    }

    /** Whether it was measured. */
    public synchronized boolean has(String side) {
        return sides.containsKey(side);
    }

    /** Whether any side with such a name was measured. */
    public synchronized boolean hasAny(String beginning) {
        return sides.keySet().stream().anyMatch(side -> side.startsWith(beginning));
    }

    private synchronized List<Figure> of(String side) {
        return List.copyOf(sides.getOrDefault(side, List.of()));
    }

    /** A side's values; empty if it did not run. */
    public double[] values(String side) {
        return of(side).stream().mapToDouble(Figure::value).toArray();
    }

    /** The median of a side's values; NaN if it did not run. */
    public double median(String side) {
        return median(values(side));
    }

    /** The median of what a side allocates; NaN if that is not known. */
    public double allocated(String side) {
        return median(of(side).stream().mapToDouble(Figure::allocated).toArray());
    }

    /** Ours divided by the peer's, round by round, sorted; empty unless both have been measured in the same round. */
    public double[] ratios(String ours, String peer) {
        List<Figure> theirs = of(peer);
        return of(ours).stream()
                .flatMapToDouble(our -> theirs.stream()
                        .filter(other -> other.round() == our.round())
                        .mapToDouble(other -> our.value() / other.value()))
                .filter(Double::isFinite) // of nothing there is no multiple
                .sorted()
                .toArray();
    }

    /** The middle of some values; NaN of none. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        if (sorted.length == 0) {
            return Double.NaN;
        }
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
