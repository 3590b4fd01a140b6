package dev.carillon.bench.loop;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.run.Course;
import dev.carillon.bench.run.Rounds;
import dev.carillon.bench.run.Settings;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;

/** Measures what the terms of the loop's cost are, each round in a JVM of its own. */
public final class CostBench {
    /** What the model is made of. */
    static final List<Integer> FITTED = List.of(1, 4, 16, 64, 256, 1000);
    /** What it then has to tell. */
    static final List<Integer> FORETOLD = List.of(2, 8, 32, 128, 512);

    public static final List<String> MEASURED = List.of("events", "turn", "call", "handler");

    private static final int SECONDS = 60;

    private final Settings settings;
    private final Figures figures;
    private final Rounds rounds;

    /**
     * @param figures takes what was measured, and what could not run
     * @param course takes the steps
     * @param nanosLeft how long it may still take
     */
    public CostBench(Settings settings, Figures figures, Course course, LongSupplier nanosLeft) {
        this.settings = settings;
        this.figures = figures;
        this.rounds = new Rounds(settings, figures, course, nanosLeft);
    }

    /** What a figure is kept under. */
    public static String name(String what, int count) {
        return "cost " + what + " " + count;
    }

    public static Set<Integer> counts() {
        Set<Integer> counts = new TreeSet<>(FITTED);
        counts.addAll(FORETOLD);
        return counts;
    }

    public void run() {
        rounds.each("cost", "cost model", this::round);
    }

    private void round(int round) {
        Object[] arguments = new Object[1 + counts().size()];
        arguments[0] = settings.pollerMillis();
        int next = 1;
        for (int count : counts()) {
            arguments[next++] = count;
        }
        try {
            Children.java(SECONDS, LoopCost.class, arguments).lines().forEach(line -> add(round, line.split(" ", -1)));
        } catch (Children.Failure e) {
            figures.failed("cost", e.getMessage());
        }
    }

    private void add(int round, String[] words) {
        int count = Integer.parseInt(words[1]);
        double turns = Double.parseDouble(words[2]);
        for (int i = 0; i < MEASURED.size(); i++) {
            double value = Double.parseDouble(words[i + 3]) / turns;
            figures.add(name(MEASURED.get(i), count), new Figures.Figure(round, value, Double.NaN));
        }
    }
}
