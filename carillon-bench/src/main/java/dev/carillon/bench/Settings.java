package dev.carillon.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run was asked for.
 *
 * @param rounds how often each comparison is measured, its sides in turn
 * @param groups the comparisons to run, by name
 * @param quick short measurements and fewer timers: figures to see that all works, not to quote
 * @param pin whether the echo servers and their load get a CPU each
 * @param connections how many of them rest
 * @param relayBytes how long the stream through a relay is
 * @param durationMillis how long a mechanism is measured each way in a round; 0 for what is usual
 * @param busyPoll whether who waits for a mechanism asks again and again instead of sleeping
 * @param json where to write the raw figures, and the table beside them as Markdown; null for nowhere
 * @param home the directory of carillon-bench, where the C source is
 */
record Settings(
        int rounds,
        Set<String> groups,
        boolean quick,
        boolean pin,
        int connections,
        long relayBytes,
        int durationMillis,
        boolean busyPoll,
        @Nullable Path json,
        Path home) {
    /** Those that need nothing but the loop. */
    static final List<String> LOOP =
            List.of("eventfd", "mailbox", "wakeup", "ready", "timers", "lateness", "handlers", "start");
    /** Those with a time of their own: of the network, and what wakes another thread or process. */
    static final List<String> NETWORK = List.of("echo", "tls", "idle", "mechanisms", "relay");

    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int MOST_GIB = 1024;
    private static final int MOST_MILLIS = 60_000;
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    /** All together end within twenty minutes. */
    private static final Duration LIMIT = Duration.ofSeconds(1140);

    private static final Duration QUICK_LIMIT = Duration.ofSeconds(280);

    static final String USAGE = """
        usage: carillon bench [GROUP]... [OPTION]...

        Measures Carillon beside C, Netty, the JDK and socat, in turn and in rounds, and prints a table. What cannot run is
        said and left out; Ctrl-C leaves the report of what was measured until then.

        groups (all of them, if none is named):
          all            every one
          loop           %s; each by itself, too
          echo           echo servers, plain and over TLS: CPU time, latency, system calls a message
          tls            the same over TLS only
          idle           connections at rest: heap, native and kernel memory, CPU
          mechanisms     signals, counters, pipes, sockets, queues, the mailbox: latency, throughput, CPU time, what is lost
          relay          one stream through carillon relay, C, Java and socat: CPU time a GiB

        options:
          --quick        figures not worth quoting, in a minute and a half for loop and for echo, less for the others;
                         otherwise ten minutes for each of the two, and less than twenty for all
          --rounds N     measure everything N times, 2 with --quick, 5 without
          --plain        nothing over TLS
          --pin          the echo servers on one CPU and the load on another, with taskset; else as the scheduler
                         likes. The two ends of a mechanism likewise; else both on one CPU, if they sleep
          --duration MS  mechanisms: measure each so long in each way, 400, or 60 with --quick
          --busy-poll    mechanisms: who waits asks again and again instead of sleeping
          --connections N  idle: so many, 10000
          --size GIB     relay: the length of the stream, 10, or 1 with --quick; 16MiB and the like for less
          --only GROUP   the same as GROUP
          --json FILE    write the raw figures to FILE, and the table beside it as Markdown
        """.formatted(String.join(", ", LOOP));

    /** @throws IllegalArgumentException with the reason */
    static Settings parse(String... arguments) {
        Path json = null;
        int rounds = 0;
        int connections = 10_000;
        long bytes = 0;
        boolean quick = false;
        boolean pin = false;
        boolean busyPoll = false;
        int millis = 0;
        boolean plain = false;
        Set<String> groups = new TreeSet<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--pin" -> pin = true;
                case "--busy-poll" -> busyPoll = true;
                case "--duration" -> millis = number("--duration", value(arguments, i++), MOST_MILLIS);
                case "--plain" -> plain = true;
                case "--rounds" -> rounds = number("--rounds", value(arguments, i++), Integer.MAX_VALUE);
                case "--connections" -> connections = number("--connections", value(arguments, i++), MOST_CONNECTIONS);
                case "--size" -> bytes = size(value(arguments, i++));
                case "--only" -> groups.addAll(group(value(arguments, i++)));
                case "--json" -> json = Path.of(value(arguments, i++));
                default -> groups.addAll(group(arguments[i]));
            }
        }
        int wanted = rounds > 0 ? rounds : quick ? 2 : 5;
        long stream = bytes > 0 ? bytes : quick ? GIB : 10 * GIB;
        Path home = Path.of(System.getProperty("carillon.bench.home", "carillon-bench"));
        Set<String> chosen = groups.isEmpty() ? new TreeSet<>(group("all")) : groups;
        if (plain) {
            chosen.remove("tls");
        }
        return new Settings(wanted, chosen, quick, pin, connections, stream, millis, busyPoll, json, home);
    }

    private static String value(String[] arguments, int index) {
        if (index + 1 == arguments.length) {
            throw new IllegalArgumentException(arguments[index] + " needs a value");
        }
        return arguments[index + 1];
    }

    private static int number(String option, String text, int most) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        String range = most == Integer.MAX_VALUE ? "from 1" : "from 1 to " + most;
        throw new IllegalArgumentException(option + " needs a number " + range + ", not " + text);
    }

    private static long size(String text) {
        return text.endsWith("MiB")
                ? number("--size", text.substring(0, text.length() - 3), MOST_GIB * 1024) * MIB
                : number("--size", text.endsWith("GiB") ? text.substring(0, text.length() - 3) : text, MOST_GIB) * GIB;
    }

    private static Set<String> group(String name) {
        if (name.startsWith("-")) {
            throw new IllegalArgumentException("unknown option: " + name);
        }
        Set<String> all = new TreeSet<>(LOOP);
        if (name.equals("loop")) {
            return all;
        }
        all.addAll(NETWORK);
        if (name.equals("all")) {
            return all;
        }
        if (!all.contains(name)) {
            throw new IllegalArgumentException(
                    "no group \"" + name + "\"; there are all, loop, " + String.join(", ", all));
        }
        return name.equals("echo") ? Set.of("echo", "tls") : Set.of(name);
    }

    /** Whether one of the loop's own is among them. */
    boolean hasLoop() {
        return LOOP.stream().anyMatch(groups::contains);
    }

    /**
     * How long a part of the run may take.
     *
     * @param part one of the network's groups, or {@code loop}
     */
    Duration share(String part) {
        Duration all = wanted(parts());
        Duration limit = quick ? QUICK_LIMIT : LIMIT;
        return all.compareTo(limit) <= 0
                ? wanted(List.of(part))
                : wanted(List.of(part)).multipliedBy(limit.toSeconds()).dividedBy(all.toSeconds());
    }

    private Duration wanted(List<String> parts) {
        return parts.stream()
                .map(part -> Duration.ofSeconds(
                        switch (part) {
                            case "echo" -> quick ? 75 : 570;
                            case "tls" -> quick ? 35 : 200;
                            case "idle" -> quick ? 40 : 150;
                            case "mechanisms" -> quick ? 55 : 420;
                            case "relay" -> quick ? 60 : 300;
                            default -> quick ? 85 : 570;
                        }))
                .reduce(Duration.ZERO, Duration::plus);
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>(NETWORK);
        parts.retainAll(groups);
        if (hasLoop()) {
            parts.add("loop");
        }
        return parts;
    }

    /** How long the whole run may take. */
    Duration limit() {
        return parts().stream().map(this::share).reduce(Duration.ZERO, Duration::plus);
    }

    /** The same without a CPU for each. */
    Settings unpinned() {
        return new Settings(
                rounds, groups, quick, false, connections, relayBytes, durationMillis, busyPoll, json, home);
    }

    /** For how long connections rest while it is watched that nothing uses CPU time, in milliseconds. */
    int restMillis() {
        return quick ? 1000 : 2000;
    }

    /** For how long an echo server gets one load in a round, in milliseconds. */
    int echoMillis() {
        return quick ? 300 : 500;
    }

    /** For how long a mechanism is measured in each way in a round, in milliseconds. */
    int mechanismMillis() {
        return durationMillis > 0 ? durationMillis : quick ? 60 : 400;
    }

    int timers() {
        return quick ? 200_000 : 1_000_000;
    }

    /** For how long one side is measured in a round, in milliseconds. */
    int measureMillis() {
        return quick ? 500 : 1500;
    }

    int warmUpMillis() {
        return quick ? 600 : 2000;
    }
}
