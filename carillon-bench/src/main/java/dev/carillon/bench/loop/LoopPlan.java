package dev.carillon.bench.loop;

import dev.carillon.bench.report.Row;
import dev.carillon.bench.report.Target;
import dev.carillon.bench.run.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is measured of the loop, in which order, and what is compared with what. */
final class LoopPlan {
    /**
     * One side of a comparison.
     *
     * @param group the comparison's name, as it is asked for
     * @param name what the figures are kept under
     * @param once whether one round says it all
     * @param program how it is measured
     */
    record Side(String group, String name, boolean once, Program program) {}

    /** How a side is measured. */
    sealed interface Program {
        /** A benchmark method. */
        record Jmh(String benchmark, Map<String, String> parameters) implements Program {}

        /** A measure of the C peers. */
        record C(String measure, long count) implements Program {}

        /** Bytes a pending timer. */
        record Memory(String kind) implements Program {}

        /** Processes started one after the other; empty words for a bare hello world. */
        record Start(List<String> words) implements Program {}
    }

    private final List<Side> sides = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();
    private final Settings settings;

    /** @param settings how long everything is measured */
    LoopPlan(Settings settings) {
        this.settings = settings;
        eventfd();
        mailbox();
        wakeup();
        ready();
        timers();
        handlers();
        start();
    }

    List<Side> sides() {
        return sides;
    }

    List<Row> rows() {
        return rows;
    }

    /** How many timers are pending. */
    static int timers(Settings settings) {
        return settings.depth().of(1_000_000, 200_000);
    }

    /** For how long one side is measured in a round, in milliseconds. */
    static int measureMillis(Settings settings) {
        return settings.depth().of(1500, 500, 300);
    }

    private void jmh(String group, String name, String benchmark, Map<String, String> parameters) {
        sides.add(new Side(group, name, false, new Program.Jmh(benchmark, parameters)));
    }

    private void c(String group, String name, String measure, long count) {
        long scaled = count * measureMillis(settings) / 1000;
        sides.add(new Side(group, name, false, new Program.C(measure, scaled)));
    }

    private void row(String what, String unit, String ours, String peer, Target target) {
        rows.add(new Row(what, unit, ours, peer, target));
    }

    private void eventfd() {
        c("eventfd", "eventfd C", "eventfd", 2_000_000);
        jmh("eventfd", "eventfd carillon", "EventFdBenchmark.carillon", Map.of());
        c("eventfd", "eventfd C alone", "eventfd-alone", 2_000_000);
        row("eventfd add + read / C", "ns", "eventfd carillon", "eventfd C", Target.NEAR);
        row("  / C without threads", "ns", "eventfd carillon", "eventfd C alone", Target.NONE);
    }

    private void mailbox() {
        for (int producers = 1; producers <= 2; producers++) {
            for (String peer : List.of("carillon", "netty", "jdk")) {
                String name = "mailbox " + producers + " " + peer;
                jmh("mailbox", name, "MailboxBenchmark." + peer + producers, Map.of());
            }
            String what = "task, " + producers + (producers == 1 ? " producer" : " producers");
            String ours = "mailbox " + producers + " carillon";
            row(what + " / Netty execute", "ns", ours, "mailbox " + producers + " netty", Target.AHEAD);
            row(what + " / JDK executor", "ns", ours, "mailbox " + producers + " jdk", Target.AHEAD);
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
            rows.add(new Row(what + " / C", "ns", base + "carillon", base + "C", Target.NEAR, few));
            row(what + " / Netty", "ns", base + "carillon", base + "netty", Target.NONE);
        }
    }

    private void ready() {
        c("ready", "ready C", "ready", 1_300_000);
        jmh("ready", "ready carillon", "ReadyEventFdsBenchmark.carillon", Map.of());
        row("1,000 ready eventfds, an event / C", "ns", "ready carillon", "ready C", Target.EVENTS);
    }

    private void timers() {
        String pending = String.format(Locale.ROOT, "%,d", timers(settings));
        Map<String, String> peers =
                Map.of("netty", "Netty schedule", "wheel", "HashedWheelTimer", "jdk", "JDK scheduler");
        for (String kind : List.of("carillon", "carillon-new", "netty", "wheel", "jdk")) {
            Map<String, String> parameters = Map.of("kind", kind, "pending", Integer.toString(timers(settings)));
            jmh("timers", "timers " + kind, "TimersBenchmark.replace", parameters);
            sides.add(new Side("timers", "timer bytes " + kind, true, new Program.Memory(kind)));
        }
        for (String kind : List.of("netty", "wheel", "jdk")) {
            String peer = " / " + peers.get(kind);
            String what = "schedule + cancel, " + pending + " pending";
            row(what + peer, "ns", "timers carillon", "timers " + kind, Target.AHEAD);
            rows.add(new Row("  made anew" + peer, "ns", "timers carillon-new", "timers " + kind, Target.AHEAD, true));
            row("  bytes a timer" + peer, "B", "timer bytes carillon", "timer bytes " + kind, Target.AHEAD);
        }
    }

    private void handlers() {
        for (String kind : List.of("counter", "timer", "timeout", "bytes", "task")) {
            String name = "handlers " + kind;
            sides.add(new Side("handlers", name, true, new Program.Jmh("HandlersBenchmark." + kind, Map.of())));
            row("a turn with one event: " + kind, "ns", name, "", Target.NO_ALLOCATION);
        }
    }

    private void start() {
        sides.add(new Side("start", "start hello", false, new Program.Start(List.of())));
        for (String command : List.of("--version", "demo eventfd-threads")) {
            String name = "start " + command;
            sides.add(new Side("start", name, false, new Program.Start(List.of(command.split(" ", -1)))));
            rows.add(new Row("carillon " + command + " / hello", "ms", name, "start hello", Target.START, true));
        }
    }
}
