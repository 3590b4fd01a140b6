package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.load.WarmUp;
import dev.carillon.bench.machine.CProgram;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Cpus;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ServerUsage;
import dev.carillon.bench.machine.SystemCalls;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measures the echo servers. In each round all are started anew and warmed up; each load then goes to one after the other,
 * so that what the machine does meanwhile hits them alike, and in another order each round.
 *
 * <p>Over TLS they are other processes than without; all have the same key, and the load asks for the same cipher suite.
 */
public final class EchoBench {
    /** Each takes other ways through a server. */
    private static final List<EchoCase> WARM_UPS =
            List.of(new EchoCase(50, 64, 16), new EchoCase(50, 64 * 1024, 1), new EchoCase(1, 64, 1), EchoCase.USUAL);

    private static final List<EchoCase> WARM_UPS_OVER_TLS = List.of(
            new EchoCase(50, 4096, 16).overTls(),
            new EchoCase(50, 64, 16).overTls(),
            new EchoCase(50, 4096, 1).overTls(),
            EchoCase.USUAL.overTls());

    private static final int SECONDS = 30;

    private final Run run;
    private final Settings settings;
    private final Figures missing;
    private final EchoFigures figures;
    private final List<EchoSide> sides;
    private final List<EchoServer> servers = new ArrayList<>();
    private @Nullable Dialog started;
    private @Nullable Path cServers;
    /** Null without TLS. */
    private @Nullable TlsKey key;

    /**
     * Measures nothing yet.
     *
     * @param figures takes what is measured
     * @param sides those to be measured
     */
    public EchoBench(Run run, EchoFigures figures, List<EchoSide> sides) {
        this.run = run;
        this.settings = run.settings();
        this.missing = run.figures();
        this.figures = figures;
        this.sides = sides;
    }

    /** Measures without TLS. */
    public void runPlain() {
        cServers = run.compile("echo", "echo");
        rounds();
    }

    /** Measures over TLS. */
    public void runOverTls() {
        missing.failed(
                "echo, TLS: java.nio, Netty with tcnative", "not measured: no server on SSLEngine alone, no JNI");
        try {
            key = TlsKey.create();
            cServers = CProgram.compile(settings.home(), "echo-tls", "-lssl", "-lcrypto");
        } catch (Children.Failure e) {
            missing.failed("echo, TLS" + (key == null ? "" : ": C"), e.getMessage());
        }
        TlsKey made = key;
        if (made == null) {
            return;
        }
        run.course().take("echo over TLS, the JDK's engine alone", () -> measureEngine(made));
        rounds();
    }

    private void measureEngine(TlsKey made) {
        try {
            figures.add(JsseAlone.measure(made, millis()));
        } catch (Children.Failure e) {
            missing.failed("echo over TLS, the engine alone", e.getMessage());
        }
    }

    /** For how long a server gets one load in a round. */
    private int millis() {
        return settings.depth().of(500, 300);
    }

    private List<EchoCase> cases() {
        if (settings.isBrief()) {
            return List.of(EchoCase.USUAL);
        }
        return key == null ? EchoCase.all(settings.isQuick()) : EchoCase.allOverTls(settings.isQuick());
    }

    private List<EchoCase> warmUps() {
        return settings.isBrief() ? cases() : key == null ? WARM_UPS : WARM_UPS_OVER_TLS;
    }

    private String what() {
        return key == null ? "echo" : "echo over TLS";
    }

    private void rounds() {
        try {
            run.rounds().each(what(), what(), this::round);
        } finally {
            end();
        }
    }

    /** In a brief run all of the first round stay for the others: to make them warm is most of it. */
    private void round(int round) {
        try {
            Dialog load = started;
            if (load == null || !settings.isBrief()) {
                end();
                load = start(round);
            }
            for (EchoCase each : cases()) {
                for (EchoServer server : servers) {
                    measure(round, load, server, each);
                }
            }
            if (round == 1 && !settings.isBrief()) {
                trace(load);
            }
            Collections.rotate(servers, 1);
        } catch (Children.Failure e) {
            missing.failed(what() + ", round " + round, e.getMessage());
        }
    }

    private void end() {
        servers.forEach(EchoServer::close);
        servers.clear();
        if (started != null) {
            started.close();
            started = null;
        }
    }

    /** Starts servers and load, and warms them up. */
    private Dialog start(int round) throws Children.Failure {
        Dialog load = new Dialog("the load", Children.javaCommand(EchoLoad.class));
        started = load;
        pin(load.pid(), settings.cpus().getLast());
        startServers(round);
        for (EchoServer server : servers) {
            warmUp(round, server, load);
        }
        return load;
    }

    private void startServers(int round) {
        List<EchoSide> order = new ArrayList<>(sides);
        Collections.rotate(order, round);
        for (EchoSide side : order) {
            try {
                TlsKey shown = key;
                EchoServer server =
                        new EchoServer(side, shown == null ? side.command(cServers) : side.command(cServers, shown));
                servers.add(server);
                pin(server.pid(), settings.cpus().getFirst());
            } catch (Children.Failure e) {
                missing.failed(what() + ", " + side.text(), e.getMessage());
            }
        }
    }

    private void pin(long pid, int cpu) throws Children.Failure {
        if (!settings.pin().isEmpty()) {
            Cpus.pinProcess(pid, cpu);
        }
    }

    /** A stretch of each load, and of the last one until the server is warm. */
    private void warmUp(int round, EchoServer server, Dialog load) throws Children.Failure {
        String name = what() + ", round " + round + " of " + settings.rounds() + ": warming up "
                + server.side().text();
        run.course().say(name);
        WarmUp warmUp = new WarmUp(server.side().isJava() && settings.depth().warmsUp());
        int stretch = server.side().isJava() ? settings.depth().of(1000, 500, 250) : 100;
        for (EchoCase each : warmUps()) {
            boolean last = each.equals(warmUps().getLast());
            open(load, server, each);
            do {
                if (run.isOver()) {
                    return; // which every load says then
                }
                stretch(warmUp, server, load, last ? Math.min(stretch, 250) : stretch);
            } while (last && !warmUp.isOver());
            load.ask("close", "closed", SECONDS);
        }
        if (!warmUp.isWarm()) {
            missing.failed(
                    what() + ", " + server.side().text(),
                    "not warm: its CPU time a message still fell when it was measured");
        }
    }

    private static void stretch(WarmUp warmUp, EchoServer server, Dialog load, int millis) throws Children.Failure {
        long began = System.nanoTime();
        ServerUsage before = server.usageBefore();
        double messages = Double.parseDouble(run(load, millis)[0]);
        ServerUsage after = server.usageAfter();
        warmUp.add(System.nanoTime() - began, before.cpu(), after.cpu(), messages);
    }

    private void measure(int round, Dialog load, EchoServer server, EchoCase each) {
        String name = "echo " + each.text() + ", " + server.side().text();
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
            load.ask("close", "closed", SECONDS);
            EchoFigures.Figure figure = figure(round, ran, before, after, took);
            figures.add(each, server.side(), figure);
            if (WarmUp.isCompiled(figure.cpu(), figure.compiling())) {
                missing.failed(
                        what() + ", " + server.side().text(), "not warm: the JIT was at work while it was measured");
            }
        } catch (Children.Failure e) {
            missing.failed(name, e.getMessage());
        }
    }

    private static EchoFigures.Figure figure(
            int round, String[] ran, ServerUsage before, ServerUsage after, long took) {
        double messages = Double.parseDouble(ran[0]);
        long cpu = after.cpu().nanosSince(before.cpu());
        return new EchoFigures.Figure(
                round,
                Double.parseDouble(ran[1]),
                Double.parseDouble(ran[2]),
                Double.parseDouble(ran[3]),
                Double.parseDouble(ran[4]),
                cpu / messages,
                after.cpu().compilingNanosSince(before.cpu()) / messages,
                after.cpu().userShareSince(before.cpu()),
                cpu / (double) took,
                Double.parseDouble(ran[6]),
                (after.allocated() - before.allocated()) / messages);
    }

    private void open(Dialog load, EchoServer server, EchoCase each) throws Children.Failure {
        String what = " " + each.connections() + " " + each.size() + " " + each.depth();
        what += key == null ? "" : " " + key.file();
        load.ask("open " + server.port() + what, "open", SECONDS);
    }

    private static String[] run(Dialog load, int millis) throws Children.Failure {
        return load.ask("run " + millis + " 0", "ran ", SECONDS).split(" ", -1);
    }

    private void trace(Dialog load) {
        if (!run.countsCalls("echo")) {
            return;
        }
        for (EchoCase each : cases()) {
            for (EchoServer server : servers) {
                if (each.isTraced() && server.side() != EchoSide.CONTROL) {
                    trace(load, server, each);
                }
            }
        }
    }

    private void trace(Dialog load, EchoServer server, EchoCase each) {
        String name =
                "echo " + each.text() + ", system calls of " + server.side().text();
        if (run.isOver()) {
            run.leaveOut(name, 1);
            return;
        }
        run.course().say(name);
        try {
            open(load, server, each);
            try (SystemCalls calls = new SystemCalls(server.pid())) {
                long messages = Long.parseLong(run(load, millis() / 2)[0]);
                figures.add(each, server.side(), new Calls(messages, calls.count()));
            }
            load.ask("close", "closed", SECONDS);
        } catch (Children.Failure e) {
            missing.failed(name, e.getMessage());
        }
    }
}
