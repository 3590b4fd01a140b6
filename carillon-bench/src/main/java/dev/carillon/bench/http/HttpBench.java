package dev.carillon.bench.http;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.load.WarmUp;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Cpus;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcFile;
import dev.carillon.bench.machine.ServerUsage;
import dev.carillon.bench.machine.SystemCalls;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures the HTTP servers in a closed loop. In each round all are started anew and warmed up; each load then goes to one after
 * the other, so that what the machine does meanwhile hits them alike, and in another order each round.
 */
public final class HttpBench {
    private static final int SECONDS = 30;

    private final Run run;
    private final Settings settings;
    private final Figures missing;
    private final HttpFigures figures;
    private final List<HttpSide> sides;
    private final List<HttpCase> loads;
    private final List<ServerProcess> servers = new ArrayList<>();
    private @Nullable Site site;

    /**
     * Measures nothing yet.
     *
     * @param figures takes what is measured
     * @param sides those to be measured
     */
    public HttpBench(Run run, HttpFigures figures, List<HttpSide> sides) {
        this(run, figures, sides, HttpCase.inClosedLoop(run.settings().isQuick()));
    }

    HttpBench(Run run, HttpFigures figures, List<HttpSide> sides, List<HttpCase> loads) {
        this.run = run;
        this.settings = run.settings();
        this.missing = run.figures();
        this.figures = figures;
        this.sides = sides;
        this.loads = loads;
    }

    /** Measures all. */
    public void run() {
        try {
            Site made = Site.create();
            site = made;
            run.rounds().each("HTTP", "HTTP", round -> round(round, made));
        } catch (Children.Failure e) {
            missing.failed("HTTP", e.getMessage());
        }
    }

    /** For how long a server gets one load in a round. */
    private int millis() {
        return settings.depth().of(500, 300);
    }

    /** Over TLS they are other processes than without. */
    private void round(int round, Site made) {
        for (boolean tls : new boolean[] {false, true}) {
            List<HttpCase> those =
                    loads.stream().filter(each -> each.tls() == tls).toList();
            if (those.isEmpty()) {
                continue;
            }
            try (Dialog load = new Dialog("the load", Children.javaCommand(HttpLoad.class))) {
                pin(load.pid(), settings.cpus().getLast());
                start(round, made, tls);
                those.forEach(each -> measure(round, load, each));
                if (round == 1) {
                    trace(load, those);
                }
            } catch (Children.Failure e) {
                missing.failed("HTTP, round " + round, e.getMessage());
            } finally {
                servers.forEach(ServerProcess::close);
                servers.clear();
            }
        }
    }

    private void start(int round, Site made, boolean tls) {
        List<HttpSide> order = new ArrayList<>(sides);
        order.removeIf(side -> loads.stream().noneMatch(each -> each.tls() == tls && side.serves(each)));
        Collections.rotate(order, round);
        for (HttpSide side : order) {
            try {
                ServerProcess server = new ServerProcess(side, made, tls, command -> command);
                servers.add(server);
                pin(server.pid(), settings.cpus().getFirst());
            } catch (Children.Failure e) {
                missing.failed("HTTP, " + side.text(), e.getMessage());
            }
        }
    }

    private void pin(long pid, int cpu) throws Children.Failure {
        if (!settings.pin().isEmpty()) {
            Cpus.pinProcess(pid, cpu);
        }
    }

    /** All are warm before one is measured. */
    private void measure(int round, Dialog load, HttpCase each) {
        List<ServerProcess> those =
                servers.stream().filter(server -> server.side().serves(each)).toList();
        those.forEach(server -> warmUp(round, load, server, each));
        those.forEach(server -> measure(round, load, server, each));
    }

    private String name(HttpCase each, ServerProcess server) {
        return "HTTP " + each.text() + ", " + server.side().text();
    }

    private void warmUp(int round, Dialog load, ServerProcess server, HttpCase each) {
        if (run.isOver()) {
            return; // which is said when it is to be measured
        }
        run.course()
                .say("round " + round + " of " + settings.rounds() + ": warming up "
                        + server.side().text() + " for " + each.text());
        boolean java = server.side().isJava();
        WarmUp warmUp = new WarmUp(java && run.settings().depth().warmsUp());
        try {
            open(load, server, each);
            do {
                stretch(warmUp, server, load, java ? settings.depth().of(400, 250) : 100);
            } while (!warmUp.isOver() && !run.isOver());
            load.ask("close", "closed", SECONDS);
            if (!warmUp.isWarm()) {
                missing.failed(name(each, server), "not warm: its CPU time a request still fell when it was measured");
            }
        } catch (Children.Failure e) {
            missing.failed(name(each, server), e.getMessage());
        }
    }

    private static void stretch(WarmUp warmUp, ServerProcess server, Dialog load, int millis) throws Children.Failure {
        long began = System.nanoTime();
        ServerUsage before = server.usageBefore();
        double requests = Double.parseDouble(run(load, millis)[0]);
        ServerUsage after = server.usageAfter();
        warmUp.add(System.nanoTime() - began, before.cpu(), after.cpu(), requests);
    }

    private void measure(int round, Dialog load, ServerProcess server, HttpCase each) {
        String name = name(each, server);
        if (run.isOver()) {
            run.leaveOut(name, round);
            return;
        }
        run.course().say("round " + round + " of " + settings.rounds() + ": " + name);
        try {
            open(load, server, each);
            run(load, millis() / 4);
            ServerUsage before = server.usageBefore();
            long began = System.nanoTime();
            String[] ran = run(load, millis());
            long took = System.nanoTime() - began;
            ServerUsage after = server.usageAfter();
            double memory = ProcFile.anonymousBytes(server.pid());
            load.ask("close", "closed", SECONDS);
            HttpFigures.Figure figure = figure(round, ran, before, after, took, memory);
            figures.add(each, server.side(), figure);
            if (WarmUp.isCompiled(figure.cpu(), figure.compiling())) {
                missing.failed(name, "not warm: the JIT was at work while it was measured");
            }
        } catch (Children.Failure e) {
            missing.failed(name, e.getMessage());
        }
    }

    private static HttpFigures.Figure figure(
            int round, String[] ran, ServerUsage before, ServerUsage after, long took, double memory) {
        double requests = Double.parseDouble(ran[0]);
        long cpu = after.cpu().nanosSince(before.cpu());
        return new HttpFigures.Figure(
                round,
                Double.parseDouble(ran[1]),
                Double.parseDouble(ran[2]),
                Double.parseDouble(ran[3]),
                Double.parseDouble(ran[4]),
                cpu / requests,
                after.cpu().compilingNanosSince(before.cpu()) / requests,
                after.cpu().userShareSince(before.cpu()),
                cpu / (double) took,
                Double.parseDouble(ran[6]),
                (after.allocated() - before.allocated()) / requests,
                memory);
    }

    private void open(Dialog load, ServerProcess server, HttpCase each) throws Children.Failure {
        Site files = site;
        if (files == null) {
            throw new Children.Failure("no files");
        }
        Answer answer = server.answer(each.resource());
        String date = answer.dateFrom() + " " + answer.dateTo();
        load.ask("answer " + date + " " + files.write("answer", answer.bytes()), "answer", SECONDS);
        String what = " " + each.connections() + " " + each.depth() + " " + each.times();
        what += " " + files.request(each.resource());
        what += each.tls() ? " " + files.key().file() : "";
        load.ask("open " + server.port() + what, "open", SECONDS);
    }

    private static String[] run(Dialog load, int millis) throws Children.Failure {
        return load.ask("run " + millis, "ran ", SECONDS).split(" ", -1);
    }

    private void trace(Dialog load, List<HttpCase> those) {
        if (!run.countsCalls("HTTP")) {
            return;
        }
        for (HttpCase each : those) {
            for (ServerProcess server : servers) {
                if (server.side().serves(each) && !server.side().isControl()) {
                    trace(load, server, each);
                }
            }
        }
    }

    private void trace(Dialog load, ServerProcess server, HttpCase each) {
        String name =
                "HTTP " + each.text() + ", system calls of " + server.side().text();
        if (run.isOver()) {
            run.leaveOut(name, 1);
            return;
        }
        run.course().say(name);
        try {
            open(load, server, each);
            try (SystemCalls calls = new SystemCalls(server.pid())) {
                long requests = Long.parseLong(run(load, each.times() > 0 ? 4 * millis() : millis())[0]);
                figures.add(each, server.side(), new Calls(requests, calls.count()));
            }
            load.ask("close", "closed", SECONDS);
        } catch (Children.Failure e) {
            missing.failed(name, e.getMessage());
        }
    }
}
