package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcFile;
import dev.carillon.bench.machine.ProcessCpu;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Measures the echo servers in lockstep with their load, {@code src/main/c/lockstep.c}: all on one CPU, so that each finds
 * whole batches and nothing else runs meanwhile that belongs to it. The servers have their turns of some milliseconds, over and
 * over; what else the machine does hits them alike. Only CPU time is measured so, and it tells 2 % apart where the closed loop
 * of {@link EchoBench} does not.
 */
public final class LockstepBench {
    private static final List<EchoCase> LOADS = List.of(
            EchoCase.USUAL,
            new EchoCase(1, 64, 1),
            new EchoCase(1000, 64, 1),
            new EchoCase(50, 4096, 1),
            new EchoCase(50, 64, 16));
    /** What goes another way through a server, and the load that it is warm for. */
    private static final List<EchoCase> WARM_UPS = List.of(new EchoCase(50, 4096, 1), EchoCase.USUAL);

    /** In a turn, of which the first is thrown away: it finds the caches of the server before. */
    private static final int ROUNDS = 4;
    /** Of a round: some two milliseconds. */
    private static final int MESSAGES = 250;

    private static final int MOST_BATCHES = 100;
    private static final int STRETCH_MILLIS = 250;
    private static final int SECONDS = 30;
    private static final int OTHER_DESCRIPTORS = 200;

    private final Run run;
    private final Settings settings;
    private final Figures missing;
    private final LockstepFigures figures;
    private final List<EchoSide> sides;
    private final List<EchoServer> servers = new ArrayList<>();
    private @Nullable Path program;
    private @Nullable Path cServers;

    /**
     * Measures nothing yet.
     *
     * @param figures takes what is measured
     * @param sides those to be measured
     */
    public LockstepBench(Run run, LockstepFigures figures, List<EchoSide> sides) {
        this.run = run;
        this.settings = run.settings();
        this.missing = run.figures();
        this.figures = figures;
        this.sides = sides;
    }

    /** Measures all. */
    public void run() {
        program = run.compile("lockstep", "echo in lockstep");
        cServers = run.compile("echo", "echo in lockstep");
        if (program != null) {
            run.rounds().each("echo in lockstep", "echo in lockstep", this::round);
        }
    }

    private List<String> lockstep(String what) {
        int cpu = settings.cpus().getFirst();
        return new ArrayList<>(List.of(String.valueOf(program), what, Integer.toString(cpu)));
    }

    private void round(int round) {
        try (Dialog load = new Dialog("the load in lockstep", lockstep("load"))) {
            start(round, load);
            warmUp(round, load);
            for (EchoCase each : LOADS) {
                measure(round, load, each);
            }
        } catch (Children.Failure e) {
            missing.failed("echo in lockstep, round " + round, e.getMessage());
        } finally {
            servers.forEach(EchoServer::close);
            servers.clear();
        }
    }

    /** In another order each round: who comes after whom is no property of a server. */
    private void start(int round, Dialog load) throws Children.Failure {
        List<EchoSide> order = new ArrayList<>(sides);
        Collections.rotate(order, 3 * round);
        for (EchoSide side : order) {
            try {
                List<String> command = lockstep("on");
                command.addAll(side.command(cServers));
                servers.add(new EchoServer(side, command));
            } catch (Children.Failure e) {
                missing.failed("echo in lockstep, " + side.text(), e.getMessage());
            }
        }
        for (EchoServer server : servers) {
            load.ask("server " + server.port() + " " + server.pid(), "server", SECONDS);
        }
    }

    private static void open(Dialog load, EchoCase each) throws Children.Failure {
        load.ask("open " + each.connections() + " " + each.size() * each.depth(), "open", SECONDS);
    }

    private void warmUp(int round, Dialog load) throws Children.Failure {
        for (EchoCase each : WARM_UPS) {
            boolean last = each.equals(WARM_UPS.getLast());
            open(load, each);
            for (int i = 0; i < servers.size(); i++) {
                EchoServer server = servers.get(i);
                run.course()
                        .say("echo in lockstep, round " + round + " of " + settings.rounds() + ": warming up "
                                + server.side().text());
                WarmUp warmUp = new WarmUp(server.side().isJava());
                do {
                    stretch(load, i, each, warmUp);
                } while (last && !warmUp.isOver());
                if (last && !warmUp.isWarm()) {
                    missing.failed("echo in lockstep, " + server.side().text(), "not warm when it was measured");
                }
            }
            load.ask("close", "closed", SECONDS);
        }
    }

    private void stretch(Dialog load, int index, EchoCase each, WarmUp warmUp) throws Children.Failure {
        long pid = servers.get(index).pid();
        long began = System.nanoTime();
        ProcessCpu before = ProcessCpu.of(pid);
        String[] ran =
                load.ask("run " + index + " " + STRETCH_MILLIS, "ran ", SECONDS).split(" ", -1);
        ProcessCpu after = ProcessCpu.of(pid);
        double messages = Double.parseDouble(ran[0]) * each.connections() * each.depth();
        warmUp.add(
                System.nanoTime() - began,
                after.nanosSince(before) / messages,
                after.compilingNanosSince(before) / messages);
    }

    private void measure(int round, Dialog load, EchoCase each) throws Children.Failure {
        String name = "echo in lockstep, " + each.text();
        String reason = whyNot(each);
        if (!reason.isEmpty()) {
            missing.failed(name, reason);
            return;
        }
        if (run.isOver()) {
            run.leaveOut(name, round);
            return;
        }
        run.course().say("round " + round + " of " + settings.rounds() + ": " + name);
        open(load, each);
        List<List<double[]>> passes = passes(load, each);
        load.ask("close", "closed", SECONDS);
        List<double[]> base = List.of();
        for (int i = 0; i < servers.size(); i++) {
            base = servers.get(i).side() == LockstepFigures.BASE ? passes.get(i) : base;
        }
        for (int i = 0; i < servers.size(); i++) {
            figures.add(each, servers.get(i).side(), LockstepFigures.Figure.of(round, passes.get(i), base));
        }
    }

    /** The load has a connection to every server for each one of its own. */
    private String whyNot(EchoCase each) throws Children.Failure {
        long most = ProcFile.mostDescriptors();
        long needed = (long) each.connections() * servers.size() + OTHER_DESCRIPTORS;
        return needed <= most
                ? ""
                : String.format(
                        Locale.ROOT, "needs a hard limit of %,d descriptors (ulimit -Hn), which is %,d", needed, most);
    }

    /** Server by server, pass by pass, nanoseconds a message of each round that counts. The first pass is for nothing. */
    private List<List<double[]>> passes(Dialog load, EchoCase each) throws Children.Failure {
        int batches = Math.clamp(MESSAGES / each.connections(), 1, MOST_BATCHES);
        double messages = (double) batches * each.connections() * each.depth();
        String pass = "pass " + ROUNDS + " " + batches;
        List<List<double[]>> all = new ArrayList<>();
        servers.forEach(_ -> all.add(new ArrayList<>()));
        load.ask(pass, "passed ", SECONDS);
        long end = System.nanoTime()
                + TimeUnit.MILLISECONDS.toNanos(settings.depth().of(16_000, 4_000, 100));
        do {
            double[] nanos = Arrays.stream(load.ask(pass, "passed ", SECONDS).split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .map(ofAll -> ofAll / messages)
                    .toArray();
            for (int i = 0; i < servers.size(); i++) {
                all.get(i).add(Arrays.copyOfRange(nanos, i * (ROUNDS - 1), (i + 1) * (ROUNDS - 1)));
            }
        } while (System.nanoTime() < end && !run.isOver());
        return all;
    }
}
