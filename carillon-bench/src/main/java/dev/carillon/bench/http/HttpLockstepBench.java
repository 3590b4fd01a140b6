package dev.carillon.bench.http;

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

/**
 * Measures the HTTP servers in lockstep with their load, as {@link Lockstep} has it. Only CPU time is measured so, and it tells
 * 2 % apart where a closed loop does not. What a server answers is learned once, and every later answer compared with it.
 */
public final class HttpLockstepBench {
    private static final String WHAT = "HTTP in lockstep";
    private static final int OTHER_DESCRIPTORS = 200;

    private final Run run;
    private final Settings settings;
    private final Figures missing;
    private final HttpLockstepFigures figures;
    private final List<HttpSide> sides;
    private final List<HttpCase> loads;
    private final List<ServerProcess> servers = new ArrayList<>();

    /**
     * Measures nothing yet.
     *
     * @param figures takes what is measured
     * @param sides those to be measured
     */
    public HttpLockstepBench(Run run, HttpLockstepFigures figures, List<HttpSide> sides) {
        this(run, figures, sides, HttpCase.inLockstep());
    }

    HttpLockstepBench(Run run, HttpLockstepFigures figures, List<HttpSide> sides, List<HttpCase> loads) {
        this.run = run;
        this.settings = run.settings();
        this.missing = run.figures();
        this.figures = figures;
        this.sides = sides;
        this.loads = loads;
    }

    /** Measures all. */
    public void run() {
        Path program = run.compile("lockstep", WHAT);
        if (program == null) {
            return;
        }
        try {
            Site site = Site.create();
            run.rounds().each(WHAT, WHAT, round -> round(round, program, site));
        } catch (Children.Failure e) {
            missing.failed(WHAT, e.getMessage());
        }
    }

    /** Every load has a process of the load of its own: not all servers have all loads. */
    private void round(int round, Path program, Site site) {
        try {
            start(round, program, site);
            for (HttpCase each : loads) {
                measure(round, program, site, each);
            }
        } finally {
            servers.forEach(ServerProcess::close);
            servers.clear();
        }
    }

    /** In another order each round: who comes after whom is no property of a server. */
    private void start(int round, Path program, Site site) {
        List<HttpSide> order = new ArrayList<>(sides);
        Collections.rotate(order, 3 * round);
        for (HttpSide side : order) {
            try {
                int cpu = settings.cpus().getFirst();
                servers.add(new ServerProcess(side, site, false, command -> Lockstep.on(program, cpu, command)));
            } catch (Children.Failure e) {
                missing.failed(WHAT + ", " + side.text(), e.getMessage());
            }
        }
    }

    private void measure(int round, Path program, Site site, HttpCase each) {
        String name = WHAT + ", " + each.text();
        if (run.isOver()) {
            run.leaveOut(name, round);
            return;
        }
        try (Lockstep load = new Lockstep(program, settings.cpus().getFirst())) {
            List<ServerProcess> those = open(load, site, each);
            warmUp(round, load, those, each);
            run.course().say("round " + round + " of " + settings.rounds() + ": " + name);
            int exchanges = each.connections() * Math.max(1, each.times());
            List<List<double[]>> passes =
                    load.passes(exchanges, each.depth(), settings.depth().of(12_000, 4_000, 100), run::isOver);
            load.closeConnections();
            figures.add(round, each, those.stream().map(ServerProcess::side).toList(), passes);
        } catch (Children.Failure e) {
            missing.failed(name, e.getMessage());
        }
    }

    /** Connects to those that serve it and answer as they should. */
    private List<ServerProcess> open(Lockstep load, Site site, HttpCase each) throws Children.Failure {
        List<ServerProcess> those = new ArrayList<>();
        for (ServerProcess server : servers) {
            if (server.side().serves(each)) {
                Answer answer = server.answer(each.resource());
                int number = those.size();
                Path file = site.write("answer-" + number, answer.bytes());
                load.add(server.port(), server.pid());
                String date = answer.dateFrom() + " " + answer.dateTo();
                load.tell("answer " + number + " " + date + " " + file, "answer");
                those.add(server);
            }
        }
        checkDescriptors((long) each.connections() * those.size() + OTHER_DESCRIPTORS);
        String how = each.connections() + " " + each.depth() + " " + each.times();
        load.tell("ask " + how + " " + site.request(each.resource()), "asking");
        return those;
    }

    /** The load has a connection to every server for each one of its own. */
    private static void checkDescriptors(long needed) throws Children.Failure {
        String reason = ProcFile.tooFewDescriptors(needed);
        if (!reason.isEmpty()) {
            throw new Children.Failure(reason);
        }
    }

    private void warmUp(int round, Lockstep load, List<ServerProcess> those, HttpCase each) throws Children.Failure {
        for (int i = 0; i < those.size(); i++) {
            HttpSide side = those.get(i).side();
            run.course()
                    .say(WHAT + ", round " + round + " of " + settings.rounds() + ": warming up " + side.text()
                            + " for " + each.text());
            WarmUp warmUp = new WarmUp(side.isJava() && settings.depth().warmsUp());
            int messages = each.connections() * Math.max(1, each.times()) * each.depth();
            do {
                load.stretch(i, messages, warmUp);
            } while (!warmUp.isOver() && !run.isOver());
            if (!warmUp.isWarm()) {
                missing.failed(WHAT + ", " + side.text(), "not warm when it was measured under " + each.text());
            }
        }
    }
}
