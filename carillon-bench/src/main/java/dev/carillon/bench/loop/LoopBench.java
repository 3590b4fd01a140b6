package dev.carillon.bench.loop;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.CPeers;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.report.Plan;
import dev.carillon.bench.run.Course;
import dev.carillon.bench.run.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Measures what needs nothing but the loop, by the plan: the sides in turn, and in rounds. */
public final class LoopBench {
    private final Settings settings;
    private final Figures figures;
    private final Course course;
    private final LongSupplier nanosLeft;
    private final List<Plan.Side> sides;
    private final JmhSide jmh;
    private final StartUp start;
    private final Map<String, Long> lastTook = new HashMap<>();
    private @Nullable CPeers peers;

    /**
     * @param figures takes what was measured, and what could not run
     * @param nanosLeft how long it may still take
     */
    public LoopBench(Settings settings, Plan plan, Figures figures, Course course, LongSupplier nanosLeft) {
        this.settings = settings;
        this.figures = figures;
        this.course = course;
        this.nanosLeft = nanosLeft;
        this.sides = plan.sides().stream()
                .filter(side -> settings.groups().contains(side.group()))
                .toList();
        this.jmh = new JmhSide(settings, figures);
        this.start = new StartUp(settings);
    }

    /** How many steps there are. */
    public int steps() {
        int once = (int) sides.stream().filter(Plan.Side::once).count();
        int lateness = settings.groups().contains("lateness") ? 2 : 0;
        return once + settings.rounds() * (sides.size() - once) + lateness;
    }

    public void run() {
        try {
            peers = CPeers.compile(settings.home());
        } catch (Children.Failure e) {
            figures.failed("C", e.getMessage());
        }
        for (int round = 1; round <= settings.rounds(); round++) {
            for (Plan.Side side : sides) {
                if (round == 1 || !side.once()) {
                    measureInTime(side, round);
                }
            }
            if (round == 1 && settings.groups().contains("lateness")) {
                measureLateness(0);
                measureLateness(1);
            }
        }
    }

    private void measureInTime(Plan.Side side, int round) {
        if (nanosLeft.getAsLong() < lastTook.getOrDefault(side.name(), 0L)) {
            figures.failed(side.name(), "no time left for round " + round + " of " + settings.rounds());
            return;
        }
        long began = System.nanoTime();
        course.take(side.name() + ", round " + round + " of " + settings.rounds(), () -> measure(side, round));
        lastTook.put(side.name(), System.nanoTime() - began);
    }

    private void measure(Plan.Side side, int round) {
        try {
            figures.add(side.name(), measure(side.program(), round));
        } catch (Children.Failure e) {
            figures.failed(side.name(), e.getMessage());
        }
    }

    private Figures.Figure measure(Plan.Program program, int round) throws Children.Failure {
        return switch (program) {
            case Plan.Program.Jmh(var benchmark, var parameters) -> jmh.measure(round, benchmark, parameters);
            case Plan.Program.C(var measure, var count) -> new Figures.Figure(round, c(measure, count), Double.NaN);
            case Plan.Program.Memory(var kind) -> {
                String printed = Children.java(60, TimerMemory.class, kind, settings.timers());
                yield new Figures.Figure(round, Double.parseDouble(printed.strip()), Double.NaN);
            }
            case Plan.Program.Start(var words) -> new Figures.Figure(round, start.median(words), Double.NaN);
        };
    }

    private double c(String measure, long count) throws Children.Failure {
        if (peers == null) {
            throw new Children.Failure("no C peers");
        }
        return peers.measure(measure, count);
    }

    private void measureLateness(int accuracyMillis) {
        int count = settings.quick() ? 20_000 : 100_000;
        int span = settings.quick() ? 2_000 : 10_000;
        String what =
                String.format(Locale.ROOT, "%,d timers in %d s, accuracy %d ms", count, span / 1000, accuracyMillis);
        course.take("lateness, " + what, () -> {
            try {
                String printed = Children.java(60, Lateness.class, count, span, accuracyMillis);
                figures.note("lateness", lateness(what, printed));
            } catch (Children.Failure e) {
                figures.failed("lateness, accuracy " + accuracyMillis + " ms", e.getMessage());
            }
        });
    }

    private static String lateness(String what, String printed) {
        int line = printed.indexOf('\n');
        String[] numbers = printed.substring(0, line).split(" ", -1);
        return String.format(
                Locale.ROOT,
                "lateness of %s: %s early; median %s us, 99 %% %s us, 99.9 %% %s us, latest %s us%n%s",
                what,
                numbers[1],
                numbers[2],
                numbers[3],
                numbers[4],
                numbers[5],
                printed.substring(line + 1));
    }
}
