package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.CPeers;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.SystemCalls;
import dev.carillon.bench.run.Course;
import dev.carillon.bench.run.Rounds;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Measures the echo servers. In each round all are started anew and warmed up; each load then goes to one after the other,
 * so that what the machine does meanwhile hits them alike, and in another order each round.
 *
 * <p>Over TLS they are other processes than without; all have the same key, and the load asks for the same cipher suite.
 */
public final class EchoBench {
    /** Each takes other ways through a server. */
    private static final List<EchoCase> WARM_UPS = List.of(
            new EchoCase(50, 64, 1), new EchoCase(50, 64, 16), new EchoCase(50, 64 * 1024, 1), new EchoCase(1, 64, 1));

    private static final List<EchoCase> WARM_UPS_OVER_TLS = List.of(
            new EchoCase(50, 64, 1).overTls(),
            new EchoCase(50, 4096, 16).overTls(),
            new EchoCase(50, 64, 16).overTls(),
            new EchoCase(50, 4096, 1).overTls());

    private static final int SECONDS = 30;

    private final Settings settings;
    private final Figures missing;
    private final Course course;
    private final LongSupplier nanosLeft;
    private final Rounds rounds;
    private final EchoFigures figures;
    private final List<EchoSide> sides;
    private @Nullable Path cServers;
    /** Null without TLS. */
    private @Nullable TlsKey key;

    /**
     * @param missing is told what could not run
     * @param figures takes what was measured
     * @param course takes the steps
     * @param nanosLeft how long it may still take
     * @param sides those to be measured
     */
    public EchoBench(
            Settings settings,
            Figures missing,
            EchoFigures figures,
            Course course,
            LongSupplier nanosLeft,
            List<EchoSide> sides) {
        this.settings = settings;
        this.missing = missing;
        this.figures = figures;
        this.course = course;
        this.nanosLeft = nanosLeft;
        this.rounds = new Rounds(settings, missing, course, nanosLeft);
        this.sides = sides;
    }

    /** Why nothing can be tied to one of these CPUs; empty if it can. */
    public static String whyNotPinned(List<Integer> cpus) {
        try {
            for (int cpu : cpus) {
                Children.run(SECONDS, List.of("taskset", "-c", Integer.toString(cpu), "true"));
            }
            return "";
        } catch (Children.Failure e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Measures without TLS. */
    public void runPlain() {
        cServers = CPeers.compileOrSay(settings.home(), "echo", missing, "echo");
        run();
    }

    /** Measures over TLS. */
    public void runOverTls() {
        missing.failed(
                "echo, TLS: java.nio, Netty with tcnative", "not measured: no server on SSLEngine alone, no JNI");
        try {
            key = TlsKey.create();
            cServers = CPeers.compile(settings.home(), "echo-tls", "-lssl", "-lcrypto");
        } catch (Children.Failure e) {
            missing.failed("echo, TLS" + (key == null ? "" : ": C"), e.getMessage());
        }
        TlsKey made = key;
        if (made == null) {
            return;
        }
        course.take("echo over TLS, the JDK's engine alone", () -> measureEngine(made));
        run();
    }

    private void measureEngine(TlsKey made) {
        try {
            figures.add(JsseAlone.measure(made, settings.echoMillis()));
        } catch (Children.Failure e) {
            missing.failed("echo over TLS, the engine alone", e.getMessage());
        }
    }

    private List<EchoCase> cases() {
        if (settings.brief()) {
            return List.of(EchoCase.USUAL);
        }
        return key == null ? EchoCase.all(settings.quick()) : EchoCase.allOverTls(settings.quick());
    }

    private List<EchoCase> warmUps() {
        return settings.brief() ? cases() : key == null ? WARM_UPS : WARM_UPS_OVER_TLS;
    }

    private String what() {
        return key == null ? "echo" : "echo over TLS";
    }

    private void run() {
        rounds.each(what(), what(), this::round);
    }

    private void round(int round) {
        List<EchoServer> servers = start(round);
        try (Dialog load = new Dialog("the load", Children.javaCommand(EchoLoad.class))) {
            pin(load.pid(), settings.cpus().getLast());
            warmUp(round, servers, load);
            for (EchoCase each : cases()) {
                for (EchoServer server : servers) {
                    measure(round, load, server, each);
                }
            }
            if (round == 1 && !settings.brief()) {
                trace(load, servers);
            }
        } catch (Children.Failure e) {
            missing.failed(what() + ", round " + round, e.getMessage());
        } finally {
            servers.forEach(EchoServer::close);
        }
    }

    private List<EchoServer> start(int round) {
        List<EchoSide> order = new ArrayList<>(sides);
        Collections.rotate(order, round);
        List<EchoServer> servers = new ArrayList<>();
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
        return servers;
    }

    private void pin(long pid, int cpu) throws Children.Failure {
        if (!settings.pin().isEmpty()) {
            EchoServer.pin(pid, cpu);
        }
    }

    private void warmUp(int round, List<EchoServer> servers, Dialog load) throws Children.Failure {
        int millis = settings.warmUpMillis() / 2;
        for (EchoServer server : servers) {
            course.say(what() + ", round " + round + " of " + settings.rounds() + ": warming up "
                    + server.side().text());
            for (EchoCase each : warmUps()) {
                if (nanosLeft.getAsLong() < 0) {
                    return; // which every load says then
                }
                open(load, server, each);
                run(load, server.side().isJava() ? millis : millis / 5);
                load.ask("close", "closed", SECONDS);
            }
        }
    }

    private void measure(int round, Dialog load, EchoServer server, EchoCase each) {
        String name = "echo " + each.text() + ", " + server.side().text();
        if (nanosLeft.getAsLong() < 0) {
            missing.failed(name, "no time left in round " + round);
            course.cutShort();
            return;
        }
        course.say("round " + round + " of " + settings.rounds() + ": " + name);
        try {
            open(load, server, each);
            run(load, settings.echoMillis() / 4);
            EchoServer.Usage before = server.usageBefore();
            long began = System.nanoTime();
            String[] ran = run(load, settings.echoMillis());
            long took = System.nanoTime() - began;
            EchoServer.Usage after = server.usageAfter();
            load.ask("close", "closed", SECONDS);
            figures.add(each, server.side(), figure(round, ran, before, after, took));
        } catch (Children.Failure e) {
            missing.failed(name, e.getMessage());
        }
    }

    private static EchoFigures.Figure figure(
            int round, String[] ran, EchoServer.Usage before, EchoServer.Usage after, long took) {
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

    private void trace(Dialog load, List<EchoServer> servers) {
        if (!SystemCalls.canBeCounted(missing, "echo")) {
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
        if (nanosLeft.getAsLong() < 0) {
            missing.failed(name, "no time left");
            course.cutShort();
            return;
        }
        course.say(name);
        try {
            open(load, server, each);
            try (SystemCalls calls = new SystemCalls(server.pid())) {
                String[] ran = run(load, settings.echoMillis() / 2);
                figures.add(each, server.side(), calls.count(Long.parseLong(ran[0])));
            }
            load.ask("close", "closed", SECONDS);
        } catch (Children.Failure e) {
            missing.failed(name, e.getMessage());
        }
    }
}
