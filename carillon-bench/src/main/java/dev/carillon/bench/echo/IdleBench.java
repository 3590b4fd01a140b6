package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.ClassHistogram;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcFile;
import dev.carillon.bench.machine.ProcessCpu;
import dev.carillon.bench.run.Rounds;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Measures what connections at rest take: each has been answered once, so what a server makes for its first message is
 * there. Each server is started anew in each round, and is looked at without connections and then with them.
 */
public final class IdleBench {
    public static final List<EchoSide> SIDES = List.of(EchoSide.CARILLON, EchoSide.NETTY, EchoSide.NIO, EchoSide.LEAN);

    private static final int SECONDS = 30;
    /** Of a server or of the load, beside its connections. */
    private static final int OTHER_DESCRIPTORS = 200;

    private static final int SIZE = 64;
    private static final double NANOS_PER_MICRO = 1e3;

    private final Run run;
    private final Settings settings;
    private final Figures figures;
    private final Rounds rounds;
    private final List<EchoSide> sides;
    private final int wanted;
    private int connections;
    private @Nullable Path cServers;

    /**
     * Measures nothing yet.
     *
     * @param connections how many are to rest
     * @param sides those to be measured
     */
    public IdleBench(Run run, int connections, List<EchoSide> sides) {
        this.run = run;
        this.settings = run.settings();
        this.figures = run.figures();
        this.rounds = run.rounds();
        this.wanted = connections;
        this.sides = sides;
    }

    /** What a server is at some time. */
    private record State(ClassHistogram heap, long anonymous, long slab, double cpu) {}

    /** Measures all. */
    public void run() {
        try {
            connections = affordable();
        } catch (Children.Failure e) {
            figures.failed("idle", e.getMessage());
            return;
        }
        cServers = run.compile("echo", "idle");
        for (int round = 1; round <= settings.rounds(); round++) {
            int number = round;
            for (EchoSide side : sides) {
                if (!rounds.take("idle", "idle, " + side.text(), number, () -> measure(number, side))) {
                    return;
                }
            }
        }
    }

    /** As many connections as were asked for, or as there can be. */
    private int affordable() throws Children.Failure {
        long most = ProcFile.mostDescriptors() - OTHER_DESCRIPTORS;
        if (most < 1) {
            throw new Children.Failure("the hard limit of descriptors (ulimit -Hn) is too low for any connections");
        }
        if (most < wanted) {
            figures.failed(
                    "idle",
                    String.format(
                            Locale.ROOT,
                            "only %,d connections: %,d need a hard limit of %,d descriptors (ulimit -Hn)",
                            most,
                            wanted,
                            wanted + OTHER_DESCRIPTORS));
        }
        return (int) Math.min(most, wanted);
    }

    private void measure(int round, EchoSide side) {
        String name = "idle, " + side.text();
        try (EchoServer server = new EchoServer(side, side.command(cServers, Children.TOUCHED_HEAP));
                Dialog load = new Dialog("the load", Children.javaCommand(EchoLoad.class))) {
            open(load, server, Math.min(connections, 100));
            load.ask("run " + settings.depth().of(2000, 1000) + " 0", "ran ", SECONDS);
            load.ask("close", "closed", SECONDS);
            heap(server); // which makes something by itself the first time
            State without = look(server);
            open(load, server, connections);
            load.ask("run 60000 " + connections, "ran ", 2 * SECONDS); // one message each
            State with = look(server);
            load.ask("close", "closed", SECONDS);
            add(round, side, without, with);
        } catch (Children.Failure e) {
            figures.failed(name, e.getMessage());
        }
    }

    private static void open(Dialog load, EchoServer server, int count) throws Children.Failure {
        load.ask("open " + server.port() + " " + count + " " + SIZE + " 1", "open", SECONDS);
    }

    private State look(EchoServer server) throws Children.Failure {
        long slab = ProcFile.slabBytes();
        ClassHistogram heap = heap(server);
        long anonymous = ProcFile.anonymousBytes(server.pid());
        long began = System.nanoTime();
        ProcessCpu cpu = ProcessCpu.of(server.pid());
        rest(TimeUnit.MILLISECONDS.toNanos(settings.depth().of(2000, 1000)));
        long used = ProcessCpu.of(server.pid()).nanosSince(cpu);
        double seconds = (System.nanoTime() - began) / 1e9;
        return new State(heap, anonymous, slab, used / NANOS_PER_MICRO / seconds);
    }

    private static ClassHistogram heap(EchoServer server) throws Children.Failure {
        return server.side().isJava() ? ClassHistogram.of(server.pid()) : new ClassHistogram(Map.of());
    }

    private static void rest(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void add(int round, EchoSide side, State without, State with) {
        ClassHistogram heap = with.heap.since(without.heap);
        if (side.isJava()) {
            add(round, "idle heap", side, heap.bytes() / (double) connections);
        }
        add(round, "idle native", side, (with.anonymous - without.anonymous) / (double) connections);
        add(round, "idle kernel", side, (with.slab - without.slab) / (double) connections);
        add(round, "idle cpu without", side, without.cpu);
        add(round, "idle cpu", side, with.cpu);
        if (side == EchoSide.CARILLON && figures.texts("idle").isEmpty()) {
            String what = String.format(Locale.ROOT, "heap of one of %,d connections at rest:%n", connections);
            figures.note("idle", what + heap.text(connections));
        }
    }

    private void add(int round, String what, EchoSide side, double value) {
        figures.add(what + " " + side.text(), new Figures.Figure(round, value));
    }
}
