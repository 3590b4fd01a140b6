package dev.carillon.bench.loop;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.run.Run;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Measures what the terms of the loop's cost are, each round in a JVM of its own. */
public final class CostBench {
    /** What the model is made of. */
    static final List<Integer> FITTED = List.of(1, 4, 16, 64, 256, 1000);
    /** What it then has to tell. */
    static final List<Integer> FORETOLD = List.of(2, 8, 32, 128, 512);

    public static final List<String> MEASURED = List.of("events", "turn", "call", "handler");

    private static final int SECONDS = 60;

    private final Run run;

    /** @param run what it is a part of */
    public CostBench(Run run) {
        this.run = run;
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

    /** Measures all. */
    public void run() {
        run.rounds().each("cost", "cost model", this::round);
    }

    private void round(int round) {
        Object[] arguments = new Object[1 + counts().size()];
        arguments[0] = run.settings().depth().of(150, 150, 100);
        int next = 1;
        for (int count : counts()) {
            arguments[next++] = count;
        }
        try {
            Children.java(SECONDS, LoopCost.class, arguments).lines().forEach(line -> add(round, line.split(" ", -1)));
        } catch (Children.Failure e) {
            run.figures().failed("cost", e.getMessage());
        }
    }

    private void add(int round, String[] words) {
        int count = Integer.parseInt(words[1]);
        double turns = Double.parseDouble(words[2]);
        for (int i = 0; i < MEASURED.size(); i++) {
            double value = Double.parseDouble(words[i + 3]) / turns;
            run.figures().add(name(MEASURED.get(i), count), new Figures.Figure(round, value));
        }
    }
}
