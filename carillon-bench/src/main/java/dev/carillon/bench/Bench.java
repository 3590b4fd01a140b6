package dev.carillon.bench;

import dev.carillon.bench.echo.EchoBench;
import dev.carillon.bench.echo.EchoFigures;
import dev.carillon.bench.echo.EchoReport;
import dev.carillon.bench.echo.EchoSide;
import dev.carillon.bench.echo.IdleBench;
import dev.carillon.bench.echo.TlsReport;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.loop.CostBench;
import dev.carillon.bench.loop.CostReport;
import dev.carillon.bench.loop.LoopBench;
import dev.carillon.bench.machine.Ending;
import dev.carillon.bench.machine.Machine;
import dev.carillon.bench.mechanism.MechanismBench;
import dev.carillon.bench.mechanism.MechanismFigures;
import dev.carillon.bench.mechanism.MechanismReport;
import dev.carillon.bench.pollers.PollerBench;
import dev.carillon.bench.pollers.PollerReport;
import dev.carillon.bench.pollers.PollerSide;
import dev.carillon.bench.relay.RelayBench;
import dev.carillon.bench.relay.RelaySide;
import dev.carillon.bench.report.Plan;
import dev.carillon.bench.report.Report;
import dev.carillon.bench.report.ReportPage;
import dev.carillon.bench.run.Course;
import dev.carillon.bench.run.Outputs;
import dev.carillon.bench.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Measures Carillon beside its peers, the sides in turn and in rounds, and prints one table. {@code carillon bench}
 * starts it, by {@code carillon-bench/run}.
 *
 * <p>What cannot run (no gcc, no native Netty) is said and left out. It ends in time: what there is no time left for is
 * left out as well. Ctrl-C leaves what is measured already, and a file from which the run goes on.
 */
public final class Bench {
    private final Settings settings;
    private final Figures figures = new Figures();
    private final EchoFigures echo = new EchoFigures();
    private final MechanismFigures mechanisms = new MechanismFigures();
    private final Course course = new Course(figures, echo, mechanisms, Bench::progress);
    private final List<Part> parts = new ArrayList<>();
    private final Report report;
    private final long began = System.nanoTime();
    private long partEnd = began;
    private volatile boolean complete;
    private volatile boolean hangs;
    private boolean reported;

    /** A part of the run, with a time of its own, {@link Settings#share}. */
    private record Part(String name, int steps, Runnable work) {}

    private Bench(Settings settings) {
        this.settings = settings;
        this.report = new Report(
                new Plan(settings),
                figures,
                List.of(
                        new EchoReport(echo),
                        new TlsReport(echo),
                        new MechanismReport(mechanisms),
                        new PollerReport(figures),
                        new CostReport(figures)));
        int rounds = settings.rounds();
        LoopBench loop = new LoopBench(settings, report.plan(), figures, course, this::nanosLeft);
        if (settings.hasLoop()) {
            parts.add(new Part("loop", loop.steps(), loop::run));
        }
        part("pollers", rounds, left -> new PollerBench(settings, figures, course, left, pollers())::run);
        part("cost", rounds, left -> new CostBench(settings, figures, course, left)::run);
        part("mechanisms", rounds, left -> new MechanismBench(settings, figures, mechanisms, course, left)::run);
        network();
    }

    private void network() {
        int rounds = settings.rounds();
        List<EchoSide> echoes = settings.brief() ? EchoSide.FEW : EchoSide.plain();
        part("echo", rounds, left -> new EchoBench(settings, figures, echo, course, left, echoes)::runPlain);
        List<EchoSide> tls = EchoSide.overTls();
        part("tls", 1 + rounds, left -> new EchoBench(settings, figures, echo, course, left, tls)::runOverTls);
        List<EchoSide> idle = IdleBench.SIDES;
        part("idle", rounds * idle.size(), left -> new IdleBench(settings, figures, course, left, idle)::run);
        List<RelaySide> relays = settings.brief() ? RelaySide.FEW : List.of(RelaySide.values());
        part("relay", rounds * relays.size(), left -> new RelayBench(settings, figures, course, left, relays)::run);
    }

    private void part(String name, int steps, Function<LongSupplier, Runnable> work) {
        if (settings.groups().contains(name)) {
            parts.add(new Part(name, steps, work.apply(this::nanosLeft)));
        }
    }

    private List<PollerSide> pollers() {
        return settings.brief() ? PollerSide.FEW : List.of(PollerSide.values());
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
        try {
            Settings settings = settings(arguments);
            System.setProperty("jmh.ignoreLock", "true"); // somebody else's benchmarks are not ours to wait for
            String unpinned = EchoBench.whyNotPinned(settings.pin());
            Bench bench = new Bench(unpinned.isEmpty() ? settings : settings.unpinned());
            bench.keepSteps();
            if (!unpinned.isEmpty()) {
                bench.figures.failed("--pin", "not done: " + unpinned);
            }
            bench.run(command(settings, arguments));
            System.exit(bench.hangs ? 1 : 0);
        } catch (IllegalArgumentException e) {
            System.err.println("carillon bench: " + e.getMessage() + "\nSee './carillon bench --help'.");
            System.exit(2);
        }
    }

    /** How the run is repeated from its beginning. */
    static String command(Settings settings, String... arguments) {
        boolean resumed = settings.outputs().resume() != null;
        return "./carillon bench " + (resumed ? settings.request() : String.join(" ", arguments));
    }

    /** Where only a file to go on with and outputs are named, the file says the rest. */
    private static Settings settings(String[] arguments) throws IOException {
        Settings settings = Settings.parse(arguments);
        Path resume = settings.outputs().resume();
        boolean alone = Settings.onlyOutputs(arguments);
        if (resume == null || !alone || !Files.exists(resume) || Files.size(resume) == 0) {
            return settings;
        }
        String first = Files.readAllLines(resume).getFirst();
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of(Course.requestOf(resume, first).split(" ", -1)));
        return Settings.parse(all.toArray(String[]::new));
    }

    private void keepSteps() throws IOException {
        Path resume = settings.outputs().resume();
        String now = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        Path file = resume != null ? resume : settings.home().resolve("target/runs/" + now + ".jsonl");
        try {
            course.keepIn(file, settings.request());
        } catch (IOException e) {
            if (resume != null) {
                throw e;
            }
            figures.failed("--resume", "the steps are not kept: " + e);
        }
    }

    private void run(String command) throws IOException {
        Map<String, Object> machine = Machine.describe();
        machine.put("pinned", settings.pin().isEmpty() ? "no" : "to CPUs " + settings.pin());
        Runnable reporting = () -> reportWhatThereIs(command, machine);
        Runtime.getRuntime().addShutdownHook(new Thread(reporting));
        guardTime(reporting);
        measure();
        complete = true;
        report(command, machine);
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
            hangs = true;
            reporting.run();
            Ending.end();
        });
    }

    /** How long the present part may still take. */
    private long nanosLeft() {
        return partEnd - System.nanoTime();
    }

    private void measure() {
        parts.forEach(part -> course.plan(part.steps));
        course.endAfter(settings.limit());
        partEnd = System.nanoTime();
        for (Part part : parts) {
            partEnd += settings.share(part.name).toNanos(); // and what the others have left
            part.work.run();
        }
        progress("");
    }

    /** One line, written over and over on a terminal. */
    private static void progress(String text) {
        if (System.console() != null && System.console().isTerminal()) {
            String line = text.length() > 100 ? text.substring(0, 100) : text;
            System.err.printf("\r%-100s\r", line);
        } else if (!text.isEmpty()) {
            System.err.println(text);
        }
    }

    /** Once: at the end, or when it is interrupted; whoever comes second waits for it. */
    private synchronized void report(String command, Map<String, Object> machine) throws IOException {
        if (reported) {
            return;
        }
        reported = true;
        course.end();
        figures.end();
        machine.put("loadAfter", Machine.load());
        machine.put("seconds", TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began));
        if (course.takenOver() > 0) {
            machine.put("resumed", "steps of an earlier run: " + course.takenOver());
        }
        machine.forEach((fact, value) -> System.out.println(fact + ": " + value));
        if (settings.brief()) {
            System.out.println(
                    "\na small choice over the groups, measured briefly: 'all' measures the others, and longer");
        }
        System.out.println();
        System.out.print(report.text());
        write(command, machine);
        Path kept = course.file();
        if (kept != null && complete && settings.outputs().resume() == null) {
            Files.deleteIfExists(kept);
        } else if (kept != null && !complete) {
            System.out.println("go on with: ./carillon bench --resume " + kept);
        }
    }

    private void write(String command, Map<String, Object> machine) throws IOException {
        Outputs outputs = settings.outputs();
        if (outputs.json() != null) {
            Path json = outputs.json();
            write(json, report.json(command, machine));
            String name = json.getFileName().toString().replaceFirst("\\.json$", "") + ".md";
            write(json.resolveSibling(name), report.markdown(command, machine));
        }
        if (outputs.html() != null || outputs.svg() != null) {
            ReportPage page = new ReportPage(report, command, machine, settings.brief());
            if (outputs.html() != null) {
                write(outputs.html(), page.html());
            }
            if (outputs.svg() != null) {
                write(outputs.svg(), page.svg());
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        System.out.println("written to " + file);
    }
}
