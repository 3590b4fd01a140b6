package dev.carillon.bench.report;

import dev.carillon.bench.echo.EchoSide;
import dev.carillon.bench.echo.IdleBench;
import dev.carillon.bench.relay.RelaySide;
import dev.carillon.bench.run.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is measured, in which order, and what is compared with what. */
public final class Plan {
    /**
     * One side of a comparison.
     *
     * @param group the comparison's name, as it is asked for
     * @param name what the figures are kept under
     * @param once whether one round says it all
     * @param program how it is measured
     */
    public record Side(String group, String name, boolean once, Program program) {}

    /** How a side is measured. */
    public sealed interface Program {
        /** A benchmark method. */
        record Jmh(String benchmark, Map<String, String> parameters) implements Program {}

        /** A measure of the C peers. */
        record C(String measure, long count) implements Program {}

        /** Bytes a pending timer. */
        record Memory(String kind) implements Program {}

        /** Processes started one after the other; empty words for a bare hello world. */
        record Start(List<String> words) implements Program {}
    }

    /** What a row of the table has to reach. */
    enum Target {
        /** At most 1.15 times the peer's time. */
        NEAR("<= 1.15"),
        /** At least 0.9 times the peer's events a second. */
        EVENTS(">= 0.90"),
        /** At most 2.5 times the peer's time. */
        START("<= 2.50"),
        /** Less than the peer. */
        AHEAD("< 1"),
        /** At most 400 bytes, whatever the peer takes. */
        SMALL("<= 400 B"),
        /** At most so much by the way; for the eye only. */
        NONE("-"),
        /** Nothing allocated. */
        NO_ALLOCATION("0 B/op");

        private final String text;

        Target(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * A row of the table.
     *
     * @param group the comparison's name
     * @param what what is measured
     * @param unit of the values
     * @param ours our side
     * @param peer the other side; empty if there is none
     * @param target what has to be reached
     * @param allocates whether our side may allocate
     */
    record Row(String group, String what, String unit, String ours, String peer, Target target, boolean allocates) {}

    private final List<Side> sides = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final Settings settings;

    public Plan(Settings settings) {
        this.settings = settings;
        eventfd();
        mailbox();
        wakeup();
        ready();
        timers();
        handlers();
        start();
        idle();
        relay();
    }

    public List<Side> sides() {
        return sides;
    }

    List<Row> rows() {
        return rows;
    }

    private void jmh(String group, String name, String benchmark, Map<String, String> parameters) {
        sides.add(new Side(group, name, false, new Program.Jmh(benchmark, parameters)));
    }

    private void c(String group, String name, String measure, long count) {
        long scaled = count * settings.measureMillis() / 1000;
        sides.add(new Side(group, name, false, new Program.C(measure, scaled)));
    }

    private void row(String group, String what, String unit, String ours, String peer, Target target) {
        rows.add(new Row(group, what, unit, ours, peer, target, false));
    }

    private void eventfd() {
        c("eventfd", "eventfd C", "eventfd", 2_000_000);
        jmh("eventfd", "eventfd carillon", "EventFdBenchmark.carillon", Map.of());
        c("eventfd", "eventfd C alone", "eventfd-alone", 2_000_000);
        row("eventfd", "eventfd add + read / C", "ns", "eventfd carillon", "eventfd C", Target.NEAR);
        row("eventfd", "  / C without threads", "ns", "eventfd carillon", "eventfd C alone", Target.NONE);
    }

    private void mailbox() {
        for (int producers = 1; producers <= 2; producers++) {
            for (String peer : List.of("carillon", "netty", "jdk")) {
                String name = "mailbox " + producers + " " + peer;
                jmh("mailbox", name, "MailboxBenchmark." + peer + producers, Map.of());
            }
            String what = "task, " + producers + (producers == 1 ? " producer" : " producers");
            String ours = "mailbox " + producers + " carillon";
            row("mailbox", what + " / Netty execute", "ns", ours, "mailbox " + producers + " netty", Target.AHEAD);
            row("mailbox", what + " / JDK executor", "ns", ours, "mailbox " + producers + " jdk", Target.AHEAD);
        }
    }

    private void wakeup() {
        for (String cpus : List.of("one", "two")) {
            String base = "wakeup " + cpus + " ";
            c("wakeup", base + "C", "wakeup-" + cpus, cpus.equals("one") ? 150_000 : 18_000);
            jmh("wakeup", base + "carillon", "WakeupBenchmark.carillon", Map.of("cpus", cpus));
            jmh("wakeup", base + "netty", "WakeupBenchmark.netty", Map.of("cpus", cpus));
            String what = "wake-up round trip, " + cpus + (cpus.equals("one") ? " CPU" : " CPUs");
            // Whether something is allocated shows on one CPU; on two there are too few trips to tell it from crumbs.
            boolean few = cpus.equals("two");
            rows.add(new Row("wakeup", what + " / C", "ns", base + "carillon", base + "C", Target.NEAR, few));
            row("wakeup", what + " / Netty", "ns", base + "carillon", base + "netty", Target.NONE);
        }
    }

    private void ready() {
        c("ready", "ready C", "ready", 1_300_000);
        jmh("ready", "ready carillon", "ReadyEventFdsBenchmark.carillon", Map.of());
        row("ready", "1,000 ready eventfds, an event / C", "ns", "ready carillon", "ready C", Target.EVENTS);
    }

    private void timers() {
        String pending = String.format(java.util.Locale.ROOT, "%,d", settings.timers());
        Map<String, String> peers =
                Map.of("netty", "Netty schedule", "wheel", "HashedWheelTimer", "jdk", "JDK scheduler");
        for (String kind : List.of("carillon", "carillon-new", "netty", "wheel", "jdk")) {
            Map<String, String> parameters = Map.of("kind", kind, "pending", Integer.toString(settings.timers()));
            jmh("timers", "timers " + kind, "TimersBenchmark.replace", parameters);
            sides.add(new Side("timers", "timer bytes " + kind, true, new Program.Memory(kind)));
        }
        for (String kind : List.of("netty", "wheel", "jdk")) {
            String peer = " / " + peers.get(kind);
            String what = "schedule + cancel, " + pending + " pending";
            row("timers", what + peer, "ns", "timers carillon", "timers " + kind, Target.AHEAD);
            rows.add(new Row(
                    "timers", "  made anew" + peer, "ns", "timers carillon-new", "timers " + kind, Target.AHEAD, true));
            row("timers", "  bytes a timer" + peer, "B", "timer bytes carillon", "timer bytes " + kind, Target.AHEAD);
        }
    }

    private void handlers() {
        for (String kind : List.of("counter", "timer", "timeout", "bytes", "task")) {
            String name = "handlers " + kind;
            sides.add(new Side("handlers", name, true, new Program.Jmh("HandlersBenchmark." + kind, Map.of())));
            row("handlers", "a turn with one event: " + kind, "ns", name, "", Target.NO_ALLOCATION);
        }
    }

    private void start() {
        sides.add(new Side("start", "start hello", false, new Program.Start(List.of())));
        for (String command : List.of("--version", "demo eventfd-threads")) {
            String name = "start " + command;
            sides.add(new Side("start", name, false, new Program.Start(List.of(command.split(" ", -1)))));
            rows.add(new Row(
                    "start", "carillon " + command + " / hello", "ms", name, "start hello", Target.START, true));
        }
    }

    private void idle() {
        String ours = EchoSide.CARILLON.text();
        for (EchoSide side : IdleBench.SIDES) {
            if (side == EchoSide.CARILLON) {
                continue;
            }
            String peer = " / " + side.text();
            if (side.isJava()) {
                String heap = "idle heap " + side.text();
                row("idle", "resting connection, heap" + peer, "B", "idle heap " + ours, heap, Target.SMALL);
            }
            String memory = "idle native " + side.text();
            row("idle", "  native memory" + peer, "B", "idle native " + ours, memory, Target.NONE);
            String kernel = "idle kernel " + side.text();
            row("idle", "  kernel, both ends" + peer, "B", "idle kernel " + ours, kernel, Target.NONE);
            String cpu = "idle cpu " + side.text();
            row("idle", "  CPU time a second of rest" + peer, "us", "idle cpu " + ours, cpu, Target.NONE);
        }
        String without = "idle cpu without " + ours;
        row("idle", "  CPU time a second / no connections", "us", "idle cpu " + ours, without, Target.NONE);
    }

    private void relay() {
        String ours = RelaySide.CARILLON.text();
        for (RelaySide side : settings.brief() ? RelaySide.FEW : List.of(RelaySide.values())) {
            if (side == RelaySide.CARILLON) {
                continue;
            }
            String peer = " / " + side.text();
            boolean kernelOnly = side == RelaySide.CONTROL || side == RelaySide.SPLICE;
            Target target = kernelOnly ? Target.NONE : Target.AHEAD;
            row("relay", "relay, CPU a GiB" + peer, "ms", "relay cpu " + ours, "relay cpu " + side.text(), target);
            String ends = "relay ends' cpu ";
            row("relay", "  CPU of the two ends" + peer, "ms", ends + ours, ends + side.text(), Target.NONE);
            String rate = "relay rate ";
            row("relay", "  throughput" + peer, "MiB/s", rate + ours, rate + side.text(), Target.NONE);
            if (side != RelaySide.CONTROL && !settings.brief()) {
                String calls = "relay calls ";
                row("relay", "  system calls a MiB" + peer, "", calls + ours, calls + side.text(), Target.NONE);
            }
        }
    }
}
