package dev.carillon.bench.http;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.load.WarmUp;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ServerUsage;
import dev.carillon.bench.machine.SystemCalls;
import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Target;
import dev.carillon.bench.run.Run;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measures what it takes to send an event to many clients of a stream (Server-Sent Events), and when they have it. */
public final class HttpFanOutBench {
    /** So many get each event. */
    public static final int CLIENTS = 1000;

    /** nginx has no events of its own. */
    private static final List<HttpSide> SIDES = List.of(HttpSide.CARILLON, HttpSide.CONTROL, HttpSide.NETTY);

    private static final String WHAT = "HTTP, events";
    private static final String CPU = "http event cpu ";
    private static final String P99 = "http event p99 ";
    private static final String CALLS = "http event calls ";
    private static final int SECONDS = 30;

    private final Run run;
    private final Figures figures;
    private final int clients;

    /** @param clients how many get each event */
    public HttpFanOutBench(Run run, int clients) {
        this.run = run;
        this.figures = run.figures();
        this.clients = clients;
    }

    /** Ours beside the other, and beside itself. */
    public static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (HttpSide side : SIDES) {
            if (side != HttpSide.CARILLON) {
                rows.add(row("HTTP, an event to 1,000 clients, CPU for each / ", "ns", CPU, side));
                rows.add(row("  until 99 % have it / ", "us", P99, side));
                if (!side.isControl()) {
                    rows.add(row("  system calls for each / ", "calls", CALLS, side));
                }
            }
        }
        return rows;
    }

    private static Row row(String what, String unit, String kept, HttpSide side) {
        String ours = kept + HttpSide.CARILLON.text();
        return new Row(what + side.text(), unit, ours, kept + side.text(), Target.NONE, true);
    }

    /** Measures all. */
    public void run() {
        try {
            Site site = Site.create();
            run.rounds().each(WHAT, WHAT, round -> round(round, site));
        } catch (Children.Failure e) {
            figures.failed(WHAT, e.getMessage());
        }
    }

    private void round(int round, Site site) {
        List<HttpSide> order = new ArrayList<>(SIDES);
        Collections.rotate(order, round);
        for (HttpSide side : order) {
            String name = WHAT + ", " + side.text();
            try (ServerProcess server = new ServerProcess(side, site, false, command -> command);
                    Dialog load = new Dialog("the load", Children.javaCommand(FanOutLoad.class))) {
                load.ask(String.format(Locale.ROOT, "open %d %d", server.port(), clients), "open", SECONDS);
                warmUp(server, load);
                measure(round, server, load);
                if (round == 1 && !side.isControl() && run.countsCalls(WHAT)) {
                    count(server, load);
                }
                load.ask("close", "closed", SECONDS);
            } catch (Children.Failure e) {
                figures.failed(name, e.getMessage());
            }
        }
    }

    private void warmUp(ServerProcess server, Dialog load) throws Children.Failure {
        WarmUp warmUp = new WarmUp(run.settings().depth().warmsUp());
        do {
            long began = System.nanoTime();
            ServerUsage before = server.usageBefore();
            double events = run(load, run.settings().depth().of(400, 250))[0];
            ServerUsage after = server.usageAfter();
            warmUp.add(System.nanoTime() - began, before.cpu(), after.cpu(), events * clients);
        } while (!warmUp.isOver() && !run.isOver());
        if (!warmUp.isWarm()) {
            figures.failed(
                    WHAT + ", " + server.side().text(), "not warm: its CPU time still fell when it was measured");
        }
    }

    private void measure(int round, ServerProcess server, Dialog load) throws Children.Failure {
        ServerUsage before = server.usageBefore();
        double[] ran = run(load, run.settings().depth().of(1000, 500));
        ServerUsage after = server.usageAfter();
        String side = server.side().text();
        double events = ran[0] * clients;
        double cpu = after.cpu().nanosSince(before.cpu()) / events;
        figures.add(CPU + side, new Figures.Figure(round, cpu, (after.allocated() - before.allocated()) / events));
        figures.add(P99 + side, new Figures.Figure(round, ran[1]));
    }

    private void count(ServerProcess server, Dialog load) throws Children.Failure {
        try (SystemCalls calls = new SystemCalls(server.pid())) {
            double events = run(load, run.settings().depth().of(1000, 500))[0];
            Calls counted = new Calls((long) events * clients, calls.count());
            figures.add(CALLS + server.side().text(), new Figures.Figure(1, counted.all()));
        }
    }

    /** How many events there were, and within how many microseconds 99 % of them were there. */
    private static double[] run(Dialog load, int millis) throws Children.Failure {
        String[] words = load.ask("run " + millis, "ran ", SECONDS).split(" ", -1);
        return new double[] {Double.parseDouble(words[0]), Double.parseDouble(words[1])};
    }
}
