package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.Lockstep;
import dev.carillon.bench.load.WarmUp;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.ProcFile;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures the echo servers in lockstep with their load, {@code src/main/c/lockstep.c}: all on one CPU, so that each finds
 * whole batches and nothing else runs meanwhile that belongs to it. The servers have their turns of some milliseconds, over and
 * over; what else the machine does hits them alike. Only CPU time is measured so, and it tells 2 % apart where the closed loop
 * of {@link EchoBench} does not.
 */
public final class EchoLockstepBench {
    private static final List<EchoCase> LOADS = List.of(
            EchoCase.USUAL,
            new EchoCase(1, 64, 1),
            new EchoCase(1000, 64, 1),
            new EchoCase(50, 4096, 1),
            new EchoCase(50, 64, 16));
    /** What goes another way through a server, and the load that it is warm for. */
    private static final List<EchoCase> WARM_UPS = List.of(new EchoCase(50, 4096, 1), EchoCase.USUAL);

    private static final int OTHER_DESCRIPTORS = 200;

    private final Run run;
    private final Settings settings;
    private final Figures missing;
    private final EchoLockstepFigures figures;
    private final List<EchoSide> sides;
    private final List<EchoServer> servers = new ArrayList<>();
    private @Nullable Path cServers;

    /**
     * Measures nothing yet.
     *
     * @param figures takes what is measured
     * @param sides those to be measured
     */
    public EchoLockstepBench(Run run, EchoLockstepFigures figures, List<EchoSide> sides) {
        this.run = run;
        this.settings = run.settings();
        this.missing = run.figures();
        this.figures = figures;
        this.sides = sides;
    }

    /** Measures all. */
    public void run() {
        Path program = run.compile("lockstep", "echo in lockstep");
        cServers = run.compile("echo", "echo in lockstep");
        if (program != null) {
            run.rounds().each("echo in lockstep", "echo in lockstep", round -> round(round, program));
        }
    }

    private void round(int round, Path program) {
        try (Lockstep load = new Lockstep(program, settings.cpus().getFirst())) {
            start(round, program, load);
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
    private void start(int round, Path program, Lockstep load) throws Children.Failure {
        List<EchoSide> order = new ArrayList<>(sides);
        Collections.rotate(order, 3 * round);
        for (EchoSide side : order) {
            try {
                List<String> command = side.command(cServers);
                servers.add(new EchoServer(
                        side, Lockstep.on(program, settings.cpus().getFirst(), command)));
            } catch (Children.Failure e) {
                missing.failed("echo in lockstep, " + side.text(), e.getMessage());
            }
        }
        for (EchoServer server : servers) {
            load.add(server.port(), server.pid());
        }
    }

    private static void open(Lockstep load, EchoCase each) throws Children.Failure {
        load.tell("open " + each.connections() + " " + each.size() * each.depth(), "open");
    }

    private void warmUp(int round, Lockstep load) throws Children.Failure {
        for (EchoCase each : WARM_UPS) {
            boolean last = each.equals(WARM_UPS.getLast());
            open(load, each);
            for (int i = 0; i < servers.size(); i++) {
                EchoServer server = servers.get(i);
                run.course()
                        .say("echo in lockstep, round " + round + " of " + settings.rounds() + ": warming up "
                                + server.side().text());
                WarmUp warmUp =
                        new WarmUp(server.side().isJava() && settings.depth().warmsUp());
                do {
                    load.stretch(i, each.connections() * each.depth(), warmUp);
                } while (last && !warmUp.isOver());
                if (last && !warmUp.isWarm()) {
                    missing.failed("echo in lockstep, " + server.side().text(), "not warm when it was measured");
                }
            }
            load.closeConnections();
        }
    }

    private void measure(int round, Lockstep load, EchoCase each) throws Children.Failure {
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
        List<List<double[]>> passes =
                load.passes(each.connections(), each.depth(), settings.depth().of(16_000, 4_000, 100), run::isOver);
        load.closeConnections();
        List<EchoSide> measured = servers.stream().map(EchoServer::side).toList();
        figures.add(round, each, measured, passes);
    }

    /** The load has a connection to every server for each one of its own. */
    private String whyNot(EchoCase each) throws Children.Failure {
        return ProcFile.tooFewDescriptors((long) each.connections() * servers.size() + OTHER_DESCRIPTORS);
    }
}
