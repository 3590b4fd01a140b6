package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Measures Carillon beside its peers, the sides in turn and in rounds, and prints one table. {@code carillon bench}
 * starts it, by {@code carillon-bench/run}.
 *
 * <p>What cannot run (no gcc, no native Netty) is said and left out. It ends in time: what there is no time left for is
 * left out as well. Ctrl-C leaves what is measured already.
 */
public final class Bench {
    private final Settings settings;
    private final Plan plan;
    private final JmhSide jmh;
    private final Figures figures = new Figures();
    private final List<String> lateness = new ArrayList<>();
    private final Map<String, Long> lastTook = new HashMap<>();
    private final StartUp start;
    private final EchoFigures echoed = new EchoFigures();
    private final EchoBench echo;
    private final EchoBench tls;
    private final IdleBench idle;
    private final RelayBench relay;
    private final MechanismBench mechanisms;
    private final AtomicBoolean reported = new AtomicBoolean();
    private final long began = System.nanoTime();
    private long partEnd = began;
    private @Nullable CPeers peers;

    private Bench(Settings settings) {
        this.settings = settings;
        this.plan = new Plan(settings);
        this.jmh = new JmhSide(settings);
        this.start = new StartUp(settings);
        this.echo = new EchoBench(settings, figures, Bench::progress, this::nanosLeft, echoed, EchoSide.plain());
        this.tls = new EchoBench(settings, figures, Bench::progress, this::nanosLeft, echoed, EchoSide.overTls());
        this.idle = new IdleBench(settings, figures, Bench::progress, this::nanosLeft, IdleBench.SIDES);
        this.mechanisms = new MechanismBench(settings, figures, Bench::progress, this::nanosLeft);
        this.relay = new RelayBench(settings, figures, Bench::progress, this::nanosLeft, List.of(RelaySide.values()));
    }

    /**
     * Runs them.
     *
     * @param arguments see {@code --help}
     * @throws IOException if the results cannot be written
     */
    public static void main(String[] arguments) throws IOException {
        if (List.of(arguments).contains("--help")) {
            System.out.print(Settings.USAGE);
            return;
        }
        Settings settings;
        try {
            settings = Settings.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("carillon bench: " + e.getMessage() + "\nSee './carillon bench --help'.");
            System.exit(2);
            return;
        }
        System.setProperty("jmh.ignoreLock", "true"); // somebody else's benchmarks are not ours to wait for
        String unpinned = settings.pin() ? EchoBench.whyNotPinned() : "";
        Bench bench = new Bench(unpinned.isEmpty() ? settings : settings.unpinned());
        Map<String, Object> machine = Machine.describe();
        machine.put("pinned", bench.settings.pin());
        if (!unpinned.isEmpty()) {
            bench.figures.failed("--pin", "not done: " + unpinned);
        }
        String command = "./carillon bench " + String.join(" ", arguments);
        Runnable reporting = () -> bench.reportWhatThereIs(command, machine);
        Runtime.getRuntime().addShutdownHook(new Thread(reporting));
        bench.guardTime(reporting);
        bench.measure();
        bench.report(command, machine);
        System.exit(0);
    }

    private void reportWhatThereIs(String command, Map<String, Object> machine) {
        try {
            report(command, machine);
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }

    /** Whatever hangs, the run ends, with a report of what there is. */
    private void guardTime(Runnable reporting) {
        Duration last = settings.limit().plusSeconds(settings.quick() ? 5 : 25);
        Thread.ofPlatform().daemon().start(() -> {
            long end = System.nanoTime() + last.toNanos();
            for (long left = last.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            System.err.println("something hangs: given up after " + last.toSeconds() + " s");
            reporting.run();
            ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            Runtime.getRuntime().halt(1);
        });
    }

    /** How long the present part may still take. */
    private long nanosLeft() {
        return partEnd - System.nanoTime();
    }

    private void begin(String part) {
        partEnd = System.nanoTime() + settings.share(part).toNanos();
    }

    private void measure() {
        if (settings.hasLoop()) {
            begin("loop");
            measureLoop();
        }
        if (settings.groups().contains("echo")) {
            begin("echo");
            echo.runPlain();
        }
        if (settings.groups().contains("tls")) {
            begin("tls");
            tls.runOverTls();
        }
        if (settings.groups().contains("idle")) {
            begin("idle");
            idle.run();
        }
        if (settings.groups().contains("mechanisms")) {
            begin("mechanisms");
            mechanisms.run();
        }
        if (settings.groups().contains("relay")) {
            begin("relay");
            relay.run();
        }
        progress("");
    }

    private void measureLoop() {
        try {
            peers = CPeers.compile(settings.home());
        } catch (Children.Failure e) {
            figures.failed("C", e.getMessage());
        }
        List<Plan.Side> sides = plan.sides().stream()
                .filter(side -> settings.groups().contains(side.group()))
                .toList();
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
        if (nanosLeft() < lastTook.getOrDefault(side.name(), 0L)) {
            figures.failed(side.name(), "no time left for round " + round + " of " + settings.rounds());
            return;
        }
        progress("round " + round + " of " + settings.rounds() + ": " + side.name());
        long sideBegan = System.nanoTime();
        try {
            figures.add(side.name(), measure(side.program(), round));
        } catch (Children.Failure e) {
            figures.failed(side.name(), e.getMessage());
        }
        lastTook.put(side.name(), System.nanoTime() - sideBegan);
    }

    private Figures.Figure measure(Plan.Program program, int round) throws Children.Failure {
        return switch (program) {
            case Plan.Program.Jmh(var benchmark, var parameters) -> jmh.measure(round, benchmark, parameters);
            case Plan.Program.C(var measure, var count) -> new Figures.Figure(round, c(measure, count), Double.NaN);
            case Plan.Program.Memory(var kind) -> {
                String printed = Children.java(60, "TimerMemory", kind, settings.timers());
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
        progress(what);
        try {
            String printed = Children.java(60, "Lateness", count, span, accuracyMillis);
            int line = printed.indexOf('\n');
            String[] numbers = printed.substring(0, line).split(" ");
            lateness.add(String.format(
                    Locale.ROOT,
                    "lateness of %s: %s early; median %s us, 99 %% %s us, 99.9 %% %s us, latest %s us%n%s",
                    what,
                    numbers[1],
                    numbers[2],
                    numbers[3],
                    numbers[4],
                    numbers[5],
                    printed.substring(line + 1)));
        } catch (Children.Failure e) {
            figures.failed("lateness, accuracy " + accuracyMillis + " ms", e.getMessage());
        }
    }

    /** One line, written over and over on a terminal. */
    private static void progress(String text) {
        if (System.console() != null && System.console().isTerminal()) {
            System.err.printf("\r%-70s\r", text);
        } else if (!text.isEmpty()) {
            System.err.println(text);
        }
    }

    /** Once: at the end, or when it is interrupted. */
    private void report(String command, Map<String, Object> machine) throws IOException {
        if (!reported.compareAndSet(false, true)) {
            return;
        }
        figures.end();
        machine.put("loadAfter", Machine.load());
        machine.put("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        Report report = new Report(plan, figures, lateness, idle.histograms(), new EchoReport(echoed))
                .with(new MechanismReport(mechanisms.figures()));
        machine.forEach((fact, value) -> System.out.println(fact + ": " + value));
        System.out.println();
        System.out.print(report.text());
        Path json = settings.json();
        if (json != null) {
            Files.writeString(json, report.json(command, machine, jmh.raw()));
            String name = json.getFileName().toString().replaceFirst("\\.json$", "") + ".md";
            Files.writeString(json.resolveSibling(name), report.markdown(command, machine));
            System.out.println("written to " + json + " and " + json.resolveSibling(name));
        }
    }
}
