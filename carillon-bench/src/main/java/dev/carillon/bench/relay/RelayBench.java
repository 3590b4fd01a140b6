package dev.carillon.bench.relay;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.machine.Children;
import dev.carillon.bench.machine.Dialog;
import dev.carillon.bench.machine.ProcessCpu;
import dev.carillon.bench.machine.SystemCalls;
import dev.carillon.bench.run.Rounds;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Measures relays under one stream: CPU time of the relay and of both ends, throughput, system calls. Each relay is started
 * anew in each round, and those of Java get a stream before, to be warm.
 */
public final class RelayBench {
    private static final long MIB = 1L << 20;
    private static final double GIB = 1L << 30;
    /** What makes Java warm; never longer than the stream itself. So is what is sent under {@code strace(1)}. */
    private static final long SHORT = 512 * MIB;

    private static final long TRACED = 32 * MIB;

    private static final int SECONDS = 10;
    /** No relay is so slow, in bytes a second. */
    private static final long SLOWEST = 64 * MIB;

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private final Run run;
    private final Settings settings;
    private final Figures figures;
    private final Rounds rounds;
    private final long bytes;
    private final List<RelaySide> sides;
    private boolean traces;
    private @Nullable Path cRelays;

    /**
     * Measures nothing yet.
     *
     * @param bytes how long the stream is
     * @param sides those to be measured
     */
    public RelayBench(Run run, long bytes, List<RelaySide> sides) {
        this.run = run;
        this.settings = run.settings();
        this.figures = run.figures();
        this.rounds = run.rounds();
        this.bytes = bytes;
        this.sides = sides;
    }

    /** Measures all. */
    public void run() {
        cRelays = run.compile("relay", "relay");
        traces = run.countsCalls("relay");
        List<RelaySide> order = new ArrayList<>(sides);
        for (int round = 1; round <= settings.rounds(); round++) {
            int number = round;
            Collections.rotate(order, 1);
            for (RelaySide side : order) {
                if (!rounds.take("relay", "relay, " + side.text(), number, () -> measure(number, side))) {
                    return;
                }
            }
        }
    }

    private void measure(int round, RelaySide side) {
        String name = "relay, " + side.text();
        try (Dialog load = new Dialog("the load", Children.javaCommand(RelayLoad.class))) {
            int target = Integer.parseInt(load.await("to ", SECONDS));
            try (Dialog relay = new Dialog(side.text(), side.command(cRelays, target))) {
                String listening = relay.awaitWith("listening on ", SECONDS);
                load.ask("open " + listening.substring(listening.lastIndexOf(':') + 1), "open", SECONDS);
                long some = Math.min(SHORT, bytes);
                stream(load, side.isJava() ? some : MIB); // which warms the load and the kernel's windows up, too
                measure(round, side, relay, load);
                if (round == 1 && traces && !settings.isBrief() && side != RelaySide.CONTROL) {
                    trace(side, relay, load, Math.min(TRACED, some));
                }
                load.ask("close", "closed", SECONDS);
            }
        } catch (Children.Failure e) {
            figures.failed(name, e.getMessage());
        }
    }

    private void measure(int round, RelaySide side, Dialog relay, Dialog load) throws Children.Failure {
        double gib = bytes / GIB;
        ProcessCpu endsBefore = ProcessCpu.of(load.pid());
        ProcessCpu before = ProcessCpu.of(relay.pid());
        long nanos = stream(load, bytes);
        ProcessCpu after = ProcessCpu.of(relay.pid());
        long ends = ProcessCpu.of(load.pid()).nanosSince(endsBefore);
        add(round, "relay cpu", side, after.nanosSince(before) / NANOS_PER_MILLI / gib);
        add(round, "relay ends' cpu", side, ends / NANOS_PER_MILLI / gib);
        add(round, "relay rate", side, bytes / (double) MIB / (nanos / NANOS_PER_SECOND));
    }

    private void trace(RelaySide side, Dialog relay, Dialog load, long bytes) throws Children.Failure {
        try (SystemCalls calls = new SystemCalls(relay.pid())) {
            stream(load, bytes);
            add(1, "relay calls", side, calls.count().all() * MIB / (double) bytes);
        }
    }

    private static long stream(Dialog load, long bytes) throws Children.Failure {
        int seconds = SECONDS + Math.toIntExact(bytes / SLOWEST);
        return Long.parseLong(load.ask(String.format(Locale.ROOT, "stream %d", bytes), "streamed ", seconds));
    }

    private void add(int round, String what, RelaySide side, double value) {
        if (Double.isFinite(value)) {
            figures.add(what + " " + side.text(), new Figures.Figure(round, value));
        }
    }
}
