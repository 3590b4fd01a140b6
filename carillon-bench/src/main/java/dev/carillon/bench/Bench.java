package dev.carillon.bench;

import dev.carillon.bench.echo.EchoBench;
import dev.carillon.bench.echo.EchoFigures;
import dev.carillon.bench.echo.EchoLockstepBench;
import dev.carillon.bench.echo.EchoLockstepFigures;
import dev.carillon.bench.echo.EchoLockstepReport;
import dev.carillon.bench.echo.EchoReport;
import dev.carillon.bench.echo.EchoSide;
import dev.carillon.bench.echo.IdleBench;
import dev.carillon.bench.echo.IdleReport;
import dev.carillon.bench.echo.TlsReport;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.http.HttpBench;
import dev.carillon.bench.http.HttpFanOutBench;
import dev.carillon.bench.http.HttpFigures;
import dev.carillon.bench.http.HttpIdleBench;
import dev.carillon.bench.http.HttpLockstepBench;
import dev.carillon.bench.http.HttpLockstepFigures;
import dev.carillon.bench.http.HttpLockstepReport;
import dev.carillon.bench.http.HttpOpenLoopBench;
import dev.carillon.bench.http.HttpReport;
import dev.carillon.bench.http.HttpSide;
import dev.carillon.bench.http.HttpStartBench;
import dev.carillon.bench.loop.CostBench;
import dev.carillon.bench.loop.CostReport;
import dev.carillon.bench.loop.LoopBench;
import dev.carillon.bench.loop.NettyLoop;
import dev.carillon.bench.machine.Cpus;
import dev.carillon.bench.machine.Ending;
import dev.carillon.bench.machine.Machine;
import dev.carillon.bench.mechanism.MechanismBench;
import dev.carillon.bench.mechanism.MechanismFigures;
import dev.carillon.bench.mechanism.MechanismReport;
import dev.carillon.bench.monitor.MonitorBench;
import dev.carillon.bench.monitor.MonitorReport;
import dev.carillon.bench.monitor.MonitorSide;
import dev.carillon.bench.pollers.PollerBench;
import dev.carillon.bench.pollers.PollerReport;
import dev.carillon.bench.pollers.PollerSide;
import dev.carillon.bench.relay.RelayBench;
import dev.carillon.bench.relay.RelayReport;
import dev.carillon.bench.relay.RelaySide;
import dev.carillon.bench.report.Report;
import dev.carillon.bench.report.ReportPage;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.run.Course;
import dev.carillon.bench.run.Outputs;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Schedule;
import dev.carillon.bench.run.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures Carillon beside its peers, the sides in turn and in rounds, and prints one table. {@code carillon bench}
 * starts it, by {@code carillon-bench/run}.
 *
 * <p>What cannot run (no gcc, no native Netty) is said and left out. It ends in time: what there is no time left for is
 * left out as well. Ctrl-C leaves what is measured already, and a file from which the run goes on.
 */
public final class Bench {
    private final Arguments arguments;
    private final Settings settings;
    private final Journal journal = new Journal();
    private final Figures figures = new Figures(journal);
    private final EchoFigures echo = new EchoFigures(journal);
    private final EchoLockstepFigures lockstep = new EchoLockstepFigures(journal);
    private final HttpFigures http = new HttpFigures(journal);
    private final HttpLockstepFigures httpLockstep = new HttpLockstepFigures(journal);
    private final MechanismFigures mechanisms = new MechanismFigures(journal);
    private final Course course = new Course(journal, figures, Bench::progress);
    private final Map<String, Part> parts = new HashMap<>();
    private final List<Row> rows = new ArrayList<>();
    private final Report report;
    private final Schedule schedule;
    private final long began = System.nanoTime();
    private long partEnd = began;
    private volatile boolean complete;
    private volatile boolean hangs;
    private boolean reported;

    /** A part of the run, with a time of its own in the schedule. */
    private record Part(int steps, Runnable work) {}

    private Bench(Arguments arguments, Settings settings) {
        this.arguments = arguments;
        this.settings = settings;
        this.schedule = arguments.schedule();
        Run run = new Run(settings, figures, course, () -> partEnd - System.nanoTime());
        loop(run);
        network(run);
        report = new Report(
                rows,
                figures,
                List.of(
                        new EchoReport(echo),
                        new EchoLockstepReport(lockstep),
                        new TlsReport(echo),
                        new HttpReport(http),
                        new HttpLockstepReport(httpLockstep),
                        new MechanismReport(mechanisms),
                        new PollerReport(figures),
                        new CostReport(figures),
                        new IdleReport(figures),
                        new RelayReport(figures),
                        new MonitorReport(figures)));
    }

    private void loop(Run run) {
        int rounds = settings.rounds();
        LoopBench loop = new LoopBench(run, arguments.groups());
        rows.addAll(loop.rows());
        parts.put("loop", new Part(loop.steps(), loop::run));
        List<PollerSide> pollers = settings.isBrief() ? PollerSide.FEW : List.of(PollerSide.values());
        parts.put("pollers", new Part(rounds, new PollerBench(run, pollers)::run));
        parts.put("cost", new Part(rounds, new CostBench(run)::run));
        MechanismBench.Options options =
                new MechanismBench.Options(arguments.mechanisms(), arguments.millisOfMechanism(), arguments.busyPoll());
        parts.put("mechanisms", new Part(rounds, new MechanismBench(run, mechanisms, options)::run));
    }

    private void network(Run run) {
        int rounds = settings.rounds();
        List<EchoSide> echoes = settings.isBrief() ? EchoSide.FEW : EchoSide.PLAIN;
        parts.put("echo", new Part(rounds, new EchoBench(run, echo, echoes)::runPlain));
        parts.put("lockstep", new Part(rounds, new EchoLockstepBench(run, lockstep, EchoSide.LOCKSTEP)::run));
        parts.put("tls", new Part(1 + rounds, new EchoBench(run, echo, EchoSide.OVER_TLS)::runOverTls));
        http(run);
        List<EchoSide> idle = IdleBench.SIDES;
        rows.addAll(IdleReport.rows());
        parts.put("idle", new Part(rounds * idle.size(), new IdleBench(run, arguments.connections(), idle)::run));
        List<RelaySide> relays = settings.isBrief() ? RelaySide.FEW : List.of(RelaySide.values());
        rows.addAll(RelayReport.rows(relays));
        parts.put("monitor", new Part(rounds, new MonitorBench(run, List.of(MonitorSide.values()))::run));
        parts.put("relay", new Part(rounds * relays.size(), new RelayBench(run, arguments.relayBytes(), relays)::run));
    }

    private void http(Run run) {
        int rounds = settings.rounds();
        HttpStartBench start = new HttpStartBench(run);
        HttpIdleBench resting = new HttpIdleBench(run, arguments.connections());
        HttpOpenLoopBench open = new HttpOpenLoopBench(run);
        HttpFanOutBench events = new HttpFanOutBench(run, HttpFanOutBench.CLIENTS);
        HttpBench loads = new HttpBench(run, http, HttpSide.CLOSED_LOOP);
        rows.addAll(HttpStartBench.rows());
        rows.addAll(HttpIdleBench.rows());
        rows.addAll(HttpOpenLoopBench.rows());
        rows.addAll(HttpFanOutBench.rows());
        parts.put("http", new Part(rounds * (4 + HttpIdleBench.SIDES.size()), () -> {
            start.run();
            resting.run();
            open.run();
            events.run();
            loads.run();
        }));
        parts.put("http-lockstep", new Part(rounds, new HttpLockstepBench(run, httpLockstep, HttpSide.LOCKSTEP)::run));
    }

    /**
     * Runs them.
     *
     * @param words see {@code --help}
     * @throws IOException if the results cannot be written
     */
    public static void main(String[] words) throws IOException {
        if (Arguments.answer(words)) {
            return;
        }
        try {
            Arguments arguments = arguments(words);
            System.setProperty("jmh.ignoreLock", "true"); // somebody else's benchmarks are not ours to wait for
            arguments.tellServers();
            Settings settings = arguments.settings();
            String unpinned = Cpus.whyNotPinned(settings.pin());
            Bench bench = new Bench(arguments, unpinned.isEmpty() ? settings : settings.unpinned());
            bench.keepSteps();
            if (!unpinned.isEmpty()) {
                bench.figures.failed("--pin", "not done: " + unpinned);
            }
            bench.run(command(arguments, words));
            System.exit(bench.hangs ? 1 : 0);
        } catch (IllegalArgumentException e) {
            Arguments.refuse(e);
        }
    }

    /** How the run is repeated from its beginning. */
    static String command(Arguments arguments, String... words) {
        boolean resumed = arguments.outputs().resume().isPresent();
        return "./carillon bench " + (resumed ? arguments.request() : String.join(" ", words));
    }

    /** Where only a file to go on with and outputs are named, the file says the rest. */
    private static Arguments arguments(String[] words) throws IOException {
        Arguments arguments = Arguments.parse(words);
        Path resume = arguments.outputs().resume().orElse(null);
        boolean alone = Arguments.onlyOutputs(words);
        if (resume == null || !alone || !Files.exists(resume) || Files.size(resume) == 0) {
            return arguments;
        }
        String first = Files.readAllLines(resume).getFirst();
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of(Course.requestOf(resume, first).split(" ", -1)));
        return Arguments.parse(all.toArray(String[]::new));
    }

    private void keepSteps() throws IOException {
        Optional<Path> resume = arguments.outputs().resume();
        String now = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        try {
            course.keepIn(
                    resume.orElseGet(() -> settings.home().resolve("target/runs/" + now + ".jsonl")),
                    arguments.request());
        } catch (IOException e) {
            if (resume.isPresent()) {
                throw e;
            }
            figures.failed("--resume", "the steps are not kept: " + e);
        }
    }

    private void run(String command) throws IOException {
        Map<String, Object> machine = Machine.describe();
        machine.put("netty", NettyLoop.version());
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
        Duration last = schedule.limit().plusSeconds(settings.depth().of(25, 5));
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

    private void measure() {
        schedule.shares().keySet().forEach(part -> course.plan(parts.get(part).steps));
        course.endAfter(schedule.limit());
        partEnd = System.nanoTime();
        schedule.shares().forEach((part, share) -> {
            partEnd += share.toNanos(); // and what the others have left
            parts.get(part).work.run();
        });
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
        if (settings.isBrief()) {
            System.out.println(
                    "\na small choice over the groups, measured briefly: 'all' measures the others, and longer");
        }
        System.out.println();
        System.out.print(report.text());
        write(command, machine);
        Path kept = course.file();
        if (kept != null && complete && arguments.outputs().resume().isEmpty()) {
            Files.deleteIfExists(kept);
        } else if (kept != null && !complete) {
            System.out.println("go on with: ./carillon bench --resume " + kept);
        }
    }

    private void write(String command, Map<String, Object> machine) throws IOException {
        Outputs outputs = arguments.outputs();
        if (outputs.json().isPresent()) {
            Path json = outputs.json().get();
            write(json, report.json(command, machine));
            String name = json.getFileName().toString().replaceFirst("\\.json$", "") + ".md";
            write(json.resolveSibling(name), report.markdown(command, machine));
        }
        if (outputs.html().isPresent() || outputs.svg().isPresent()) {
            ReportPage page = new ReportPage(report, command, machine, settings.isBrief());
            if (outputs.html().isPresent()) {
                write(outputs.html().get(), page.html());
            }
            if (outputs.svg().isPresent()) {
                write(outputs.svg().get(), page.svg());
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        System.out.println("written to " + file);
    }
}
