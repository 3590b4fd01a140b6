package dev.carillon.bench.loop;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Measures what needs nothing but the loop, by the plan: the sides in turn, and in rounds. */
public final class LoopBench {
    private static final int SECONDS = 30;

    private final Run run;
    private final Settings settings;
    private final Figures figures;
    private final LoopPlan plan;
    private final List<LoopPlan.Side> sides;
    private final boolean lateness;
    private final JmhSide jmh;
    private final StartUp start;
    private final Map<String, Long> lastTook = new HashMap<>();
    private @Nullable Path peers;

    /** @param groups those of the loop's that are to be measured, and maybe others */
    public LoopBench(Run run, Set<String> groups) {
        this.run = run;
        this.settings = run.settings();
        this.figures = run.figures();
        this.plan = new LoopPlan(settings);
        this.sides = plan.sides().stream()
                .filter(side -> groups.contains(side.group()))
                .toList();
        this.lateness = groups.contains("lateness");
        this.jmh = new JmhSide(settings, figures);
        this.start = new StartUp(settings);
    }

    /** How many steps there are. */
    public int steps() {
        int once = (int) sides.stream().filter(LoopPlan.Side::once).count();
        return once + settings.rounds() * (sides.size() - once) + (lateness ? 2 : 0);
    }

    /** The rows of the table that its figures make. */
    public List<Row> rows() {
        return plan.rows();
    }

    /** Measures all. */
    public void run() {
        peers = run.compile("peers", "loop");
        for (int round = 1; round <= settings.rounds(); round++) {
            for (LoopPlan.Side side : sides) {
                if (round == 1 || !side.once()) {
                    measureInTime(side, round);
                }
            }
            if (round == 1 && lateness) {
                measureLateness(0);
                measureLateness(1);
            }
        }
    }

    private void measureInTime(LoopPlan.Side side, int round) {
        if (run.nanosLeft().getAsLong() < lastTook.getOrDefault(side.name(), 0L)) {
            figures.failed(side.name(), "no time left for round " + round + " of " + settings.rounds());
            return;
        }
        long began = System.nanoTime();
        run.course().take(side.name() + ", round " + round + " of " + settings.rounds(), () -> measure(side, round));
        lastTook.put(side.name(), System.nanoTime() - began);
    }

    private void measure(LoopPlan.Side side, int round) {
        try {
            figures.add(side.name(), measure(side.program(), round));
        } catch (Children.Failure e) {
            figures.failed(side.name(), e.getMessage());
        }
    }

    private Figures.Figure measure(LoopPlan.Program program, int round) throws Children.Failure {
        return switch (program) {
            case LoopPlan.Program.Jmh(var benchmark, var parameters) -> jmh.measure(round, benchmark, parameters);
            case LoopPlan.Program.C(var measure, var count) -> new Figures.Figure(round, c(measure, count));
            case LoopPlan.Program.Memory(var kind) -> {
                String printed = Children.java(60, TimerMemory.class, kind, LoopPlan.timers(settings));
                yield new Figures.Figure(round, Double.parseDouble(printed.strip()));
            }
            case LoopPlan.Program.Start(var words) -> new Figures.Figure(round, start.median(words));
        };
    }

    private double c(String measure, long count) throws Children.Failure {
        if (peers == null) {
            throw new Children.Failure("no C peers");
        }
        return Double.parseDouble(Children.run(SECONDS, List.of(peers.toString(), measure, Long.toString(count)))
                .strip());
    }

    private void measureLateness(int accuracyMillis) {
        int count = settings.depth().of(100_000, 20_000);
        int span = settings.depth().of(10_000, 2_000);
        String what =
                String.format(Locale.ROOT, "%,d timers in %d s, accuracy %d ms", count, span / 1000, accuracyMillis);
        run.course().take("lateness, " + what, () -> {
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
