package dev.carillon.bench.mechanism;

import dev.carillon.bench.figures.Figures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * When to use which: a sentence a mechanism, of nothing but what was measured in this run. One thing is called faster than
 * another only if the medians are further apart than one thing that was measured twice was in its worst round, and if it was
 * faster in every round.
 */
public final class Advice {
    private static final double NANOS_PER_MICRO = 1e3;
    /** Who does not sleep is hardly ever switched away from. */
    private static final double HARDLY_SWITCHED = 0.2;
    /** Both ends have used more than the time that went by for one of them. */
    private static final double SPINNING = 1.5;

    /** What becomes of events that come faster than they are taken. */
    private enum Fate {
        EACH("delivers each event", "take it where every event counts"),
        MERGED("merges events and tells how many they were", "take it where the number counts"),
        LOST("merges events without telling how many they were", "take it where only the fact counts");

        private final String text;
        private final String use;

        Fate(String text, String use) {
            this.text = text;
            this.use = use;
        }

        private static Fate of(MechanismSummary summary) {
            return summary.lost() > 0 && summary.mechanism() != Mechanism.TIMERFD
                    ? LOST
                    : summary.merged() > 0 ? MERGED : EACH;
        }
    }

    private final MechanismFigures figures;
    private final List<MechanismSummary> summaries;
    private final double noise;

    /** @param figures what was measured */
    public Advice(MechanismFigures figures) {
        this.figures = figures;
        this.summaries = figures.summaries();
        this.noise = figures.noise();
    }

    /** One for each mechanism that ran. */
    public List<String> sentences() {
        return Stream.of(Mechanism.values())
                .map(mechanism -> find(mechanism, Layout.THREADS).or(() -> find(mechanism, Layout.PROCESSES)))
                .flatMap(Optional::stream)
                .map(this::sentence)
                .toList();
    }

    /** Ours; C's where we have none. */
    private Optional<MechanismSummary> find(Mechanism mechanism, Layout layout) {
        return summaries.stream()
                .filter(summary -> summary.mechanism() == mechanism && summary.layout() == layout)
                .filter(summary -> !summary.isControl())
                .filter(summary -> isOwn(summary) || mechanism.side() == Mechanism.Side.NONE)
                .findFirst();
    }

    private static boolean isOwn(MechanismSummary summary) {
        return !summary.side().equals(MechanismFigure.C);
    }

    private String sentence(MechanismSummary summary) {
        List<String> parts = new ArrayList<>();
        if (summary.mechanism() == Mechanism.TIMERFD) {
            parts.add(String.format(
                    Locale.ROOT,
                    "%s late, one in a hundred %s",
                    micros(summary.oneWay().p50()),
                    micros(summary.oneWay().p99())));
        } else {
            parts.add(beside(summary));
            find(summary.mechanism(), Layout.PROCESSES)
                    .filter(_ -> summary.layout() == Layout.THREADS)
                    .ifPresent(other -> parts.add("between processes " + micros(other.latency()) + " there and back"));
        }
        againstC(summary).ifPresent(parts::add);
        Fate fate = Fate.of(summary);
        parts.add(fate == Fate.EACH ? fate.text : fate.text + told(summary));
        if (isSpinning(summary)) {
            parts.add("takes a CPU of each end while it waits");
        }
        String alone = isOwn(summary) ? "" : " (only in C)";
        return summary.mechanism().text() + alone + ": " + String.join(", ", parts) + "; " + use(summary, fate) + ".";
    }

    private String beside(MechanismSummary summary) {
        String time = micros(summary.latency()) + " there and back";
        Optional<MechanismSummary> pipe = summaries.stream()
                .filter(other -> other.mechanism() == Mechanism.PIPE_8 && other.layout() == summary.layout())
                .filter(other -> !other.isControl() && isOwn(other) == isOwn(summary))
                .findFirst();
        if (pipe.isEmpty() || summary.mechanism() == Mechanism.PIPE_8) {
            return time;
        }
        if (pipe.get().cpus() != summary.cpus()) {
            return time + place(summary) + ", a pipe takes " + micros(pipe.get().latency()) + place(pipe.get());
        }
        return time + ", " + compared(figures.ratios(summary, pipe.get()), "a pipe here");
    }

    private static String place(MechanismSummary summary) {
        return switch (summary.cpus()) {
            case 0 -> " on CPUs of the scheduler's choice";
            case 1 -> " on one CPU";
            default -> " on two CPUs";
        };
    }

    private Optional<String> againstC(MechanismSummary summary) {
        if (!isOwn(summary)) {
            return Optional.empty();
        }
        double[] ratios = figures.ratios(summary.mechanism(), summary.layout(), summary.side(), MechanismFigure.C);
        return ratios.length == 0 ? Optional.empty() : Optional.of(compared(ratios, "C's"));
    }

    private String compared(double[] ratios, String what) {
        if (Double.isNaN(noise)) {
            return "not compared with " + what + " for want of a control run of two rounds";
        }
        double ratio = Figures.median(ratios);
        if (!isDifferent(ratios)) {
            return String.format(
                    Locale.ROOT, "no different from %s (%.2f x; the same twice: %.2f x)", what, ratio, noise);
        }
        return ratio < 1
                ? String.format(Locale.ROOT, "%.2f x faster than %s", 1 / ratio, what)
                : String.format(Locale.ROOT, "%.2f x slower than %s", ratio, what);
    }

    private boolean isDifferent(double[] ratios) {
        if (ratios.length == 0 || Double.isNaN(noise)) {
            return false;
        }
        double ratio = Figures.median(ratios);
        boolean unanimous = ratios[0] > 1 || ratios[ratios.length - 1] < 1;
        return unanimous && Math.max(ratio, 1 / ratio) > noise;
    }

    private static String told(MechanismSummary summary) {
        return String.format(Locale.ROOT, " (%,d times told of %,d)", summary.delivered(), summary.sent());
    }

    /** Virtual threads are known by the whole process's CPU time only, so of them nothing is said. */
    private static boolean isSpinning(MechanismSummary summary) {
        return summary.mechanism() != Mechanism.VIRTUAL
                && summary.switches() < HARDLY_SWITCHED
                && summary.cpuNanos() > SPINNING * summary.oneWay().p50();
    }

    private String use(MechanismSummary summary, Fate fate) {
        String carries = summary.mechanism().carries();
        String with = carries.equals("nothing") ? "" : ", and with it " + carries;
        if (summary.mechanism() == Mechanism.TIMERFD) {
            return "take it for points in time" + with;
        }
        Optional<MechanismSummary> fastest = summaries.stream()
                .filter(other -> other.layout() == summary.layout() && !other.isControl() && isOwn(other))
                .filter(other -> other.mechanism() != Mechanism.TIMERFD && isSpinning(other) == isSpinning(summary))
                .filter(other -> Fate.of(other) == fate && other.cpus() == summary.cpus())
                .min(Comparator.comparingDouble(MechanismSummary::latency));
        String better = fastest.filter(other -> !Objects.equals(other, summary))
                .filter(other -> isOwn(summary) && isDifferent(figures.ratios(summary, other)))
                .map(other -> String.format(
                        Locale.ROOT,
                        "; the fastest that does so here is %s, by %.2f x",
                        other.mechanism().text(),
                        Figures.median(figures.ratios(summary, other))))
                .orElse("");
        return fate.use + with + better;
    }

    private static String micros(double nanos) {
        return String.format(Locale.ROOT, "%.1f us", nanos / NANOS_PER_MICRO);
    }
}
