package dev.carillon.bench.run;

import dev.carillon.bench.mechanism.Mechanism;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run was asked for.
 *
 * @param rounds how often each comparison is measured, its sides in turn
 * @param groups the comparisons to run, by name
 * @param quick short measurements and fewer timers: figures to see that all works, not to quote
 * @param pin the CPU of the echo servers and that of their load, likewise of the ends of a mechanism; empty without
 * @param connections how many of them rest
 * @param relayBytes how long the stream through a relay is
 * @param mechanisms those to be measured
 * @param durationMillis how long a mechanism is measured each way in a round; 0 for what is usual
 * @param busyPoll whether who is told by a mechanism asks again and again instead of sleeping
 * @param outputs where the results go
 * @param home the directory of carillon-bench, where the C source is
 */
public record Settings(
        int rounds,
        Set<String> groups,
        boolean quick,
        List<Integer> pin,
        int connections,
        long relayBytes,
        Set<Mechanism> mechanisms,
        int durationMillis,
        boolean busyPoll,
        Outputs outputs,
        Path home) {
    private static final String MECHANISMS = "mechanisms";
    /** Those that need nothing but the loop. */
    static final List<String> LOOP =
            List.of("eventfd", "mailbox", "wakeup", "ready", "timers", "lateness", "handlers", "start");
    /** Those of waiting and of waking, each with a time of its own. */
    static final List<String> WAITING = List.of("pollers", "cost", MECHANISMS);
    /** Those of the network, each with a time of its own. */
    static final List<String> NETWORK = List.of("echo", "tls", "idle", "relay");

    /** The choice that {@code --quick} alone makes: in less than a minute something of each kind. */
    public static final Set<String> BRIEF =
            Collections.unmodifiableSet(new TreeSet<>(List.of("echo", "eventfd", "pollers", "ready", "relay")));

    private static final Set<String> FILES = Set.of("--json", "--html", "--svg", "--resume");
    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int MOST_GIB = 1024;
    private static final int MOST_MILLIS = 60_000;
    private static final int MILLIS = 400;
    private static final int QUICK_MILLIS = 60;
    private static final int MOST_CPU = 1023;
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    /** All together end within twenty minutes; mechanisms by themselves may take longer. */
    private static final Duration LIMIT = Duration.ofSeconds(1140);

    public static final String USAGE = """
        usage: carillon bench [GROUP]... [OPTION]...

        Measures Carillon beside C, Netty, the JDK and socat, in turn and in rounds, and prints a table. What cannot run is
        said and left out; Ctrl-C leaves the report of what was measured until then, and a file to go on with.

        groups (all of them, if none is named):
          all            every one
          loop           %s; each by itself, too
          pollers        epoll, poll and select beside java.nio and C: time a turn by how many are watched and ready
          cost           the loop's cost model, fitted from its own statistics, beside what is measured
          echo           echo servers, plain and over TLS: CPU time, latency, system calls a message
          tls            the same over TLS only
          idle           connections at rest: heap, native and kernel memory, CPU
          mechanisms     signals, counters, pipes, sockets, queues, the mailbox: latency, throughput, CPU time, what is lost
          relay          one stream through carillon relay, C, Java and socat: CPU time a GiB

        options:
          --quick        alone: a small choice over the groups, in less than a minute; with groups: figures not worth
                         quoting, in a minute and a half for loop and for echo, less for the others; without it ten
                         minutes for each of the two, and less than twenty for all
          --rounds N     measure everything N times, 2 with --quick, 5 without
          --plain        nothing over TLS
          --pin CPUS     the echo servers on the first of two CPUs ("0,1") and the load on the other, with taskset;
                         else as the scheduler likes. The two ends of a mechanism likewise; else both on one CPU, if
                         they sleep
          --only NAMES   mechanisms: these, such as eventfd,pipe-8; without other groups
          --duration MS  mechanisms: measure each so long in each way, 400, or 60 with --quick; if they are the only
                         group, they may take so much longer
          --busy-poll    mechanisms: who is told asks again and again instead of sleeping; without virtual threads
          --connections N  idle: so many, 10000
          --size GIB     relay: the length of the stream, 10, or 1 with --quick; 16MiB and the like for less
          --json FILE    write the raw figures to FILE, and the table beside it as Markdown
          --html FILE    write the report to look at: one file that needs nothing else
          --svg FILE     write its plots
          --resume FILE  go on with the run whose finished steps are in FILE; nothing else needs to be said then
        """.formatted(String.join(", ", LOOP));

    /** What the arguments said, as far as it was read. */
    private static final class Parsed {
        private int rounds;
        private int connections = 10_000;
        private long bytes;
        private boolean quick;
        private boolean plain;
        private List<Integer> pin = List.of();
        private boolean busyPoll;
        private int millis;
        private final Set<Mechanism> mechanisms = EnumSet.noneOf(Mechanism.class);
        private final Set<String> groups = new TreeSet<>();
        private Outputs outputs = Outputs.NONE;
    }

    /** @throws IllegalArgumentException with the reason */
    public static Settings parse(String... arguments) {
        Parsed parsed = new Parsed();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> parsed.quick = true;
                case "--plain" -> parsed.plain = true;
                case "--pin" -> parsed.pin = cpus(value(arguments, i++));
                case "--busy-poll" -> parsed.busyPoll = true;
                case "--duration" -> parsed.millis = number("--duration", value(arguments, i++), MOST_MILLIS);
                case "--rounds" -> parsed.rounds = number("--rounds", value(arguments, i++), Integer.MAX_VALUE);
                case "--connections" ->
                    parsed.connections = number("--connections", value(arguments, i++), MOST_CONNECTIONS);
                case "--size" -> parsed.bytes = size(value(arguments, i++));
                case "--only" -> parsed.mechanisms.addAll(mechanisms(value(arguments, i++)));
                case "--json", "--html", "--svg", "--resume" -> {
                    Path file = Path.of(value(arguments, i));
                    parsed.outputs = with(parsed.outputs, arguments[i++], file);
                }
                default -> parsed.groups.addAll(group(arguments[i]));
            }
        }
        return of(parsed);
    }

    /** Whether there are nothing but {@code --json}, {@code --html}, {@code --svg} and {@code --resume}. */
    public static boolean onlyOutputs(String... arguments) {
        for (int i = 0; i < arguments.length; i += 2) {
            if (!FILES.contains(arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static Outputs with(Outputs outputs, String option, Path file) {
        return switch (option) {
            case "--json" -> new Outputs(file, outputs.html(), outputs.svg(), outputs.resume());
            case "--html" -> new Outputs(outputs.json(), file, outputs.svg(), outputs.resume());
            case "--svg" -> new Outputs(outputs.json(), outputs.html(), file, outputs.resume());
            default -> new Outputs(outputs.json(), outputs.html(), outputs.svg(), file);
        };
    }

    private static Settings of(Parsed parsed) {
        if (parsed.mechanisms.isEmpty()) {
            parsed.mechanisms.addAll(EnumSet.allOf(Mechanism.class));
        } else {
            parsed.groups.add(MECHANISMS);
            if (parsed.groups.size() > 1) {
                throw new IllegalArgumentException("--only names mechanisms, and goes with no other group");
            }
        }
        boolean alone = parsed.quick && parsed.groups.isEmpty();
        Set<String> chosen = new TreeSet<>(alone ? BRIEF : parsed.groups.isEmpty() ? group("all") : parsed.groups);
        int rounds = parsed.rounds > 0 ? parsed.rounds : parsed.quick ? 2 : 5;
        long usual = alone ? 256 * MIB : parsed.quick ? GIB : 10 * GIB;
        long stream = parsed.bytes > 0 ? parsed.bytes : usual;
        if (parsed.plain) {
            chosen.remove("tls");
        }
        return new Settings(
                rounds,
                chosen,
                parsed.quick,
                parsed.pin,
                parsed.connections,
                stream,
                parsed.mechanisms,
                parsed.millis,
                parsed.busyPoll,
                parsed.outputs,
                Path.of(System.getProperty("carillon.bench.home", "carillon-bench")));
    }

    /** Whether it is the small choice over the groups. */
    public boolean brief() {
        return quick && groups.equals(BRIEF);
    }

    /** What decides which steps there are: of two runs with the same request one can go on with the other's. */
    public String request() {
        boolean plain = groups.contains("echo") && !groups.contains("tls");
        return String.format(
                Locale.ROOT,
                "%s --rounds %d --connections %d --size %dMiB%s%s%s%s%s%s",
                String.join(" ", groups),
                rounds,
                connections,
                relayBytes / MIB,
                mechanisms.equals(EnumSet.allOf(Mechanism.class)) ? "" : " --only " + words(mechanisms),
                durationMillis > 0 ? " --duration " + durationMillis : "",
                busyPoll ? " --busy-poll" : "",
                plain ? " --plain" : "",
                quick ? " --quick" : "",
                pin.isEmpty() ? "" : " --pin " + pin.getFirst() + "," + pin.getLast());
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

    private static List<Integer> cpus(String text) {
        if (!text.matches("\\d{1,4},\\d{1,4}")) {
            throw new IllegalArgumentException("--pin needs two CPUs, such as 0,1, not " + text);
        }
        List<Integer> cpus =
                Stream.of(text.split(",", -1)).map(Integer::valueOf).distinct().toList();
        if (cpus.size() != 2 || Collections.max(cpus) > MOST_CPU) {
            throw new IllegalArgumentException("--pin needs two different CPUs up to " + MOST_CPU + ", not " + text);
        }
        return cpus;
    }

    private static Set<Mechanism> mechanisms(String names) {
        Set<Mechanism> all = EnumSet.allOf(Mechanism.class);
        Set<String> wanted = new TreeSet<>(List.of(names.split(",", -1)));
        if (!List.of(words(all).split(",", -1)).containsAll(wanted)) {
            throw new IllegalArgumentException(
                    "--only needs names of mechanisms, not " + names + "; there are " + words(all));
        }
        all.removeIf(mechanism -> !wanted.contains(mechanism.word()));
        return all;
    }

    private static String words(Set<Mechanism> mechanisms) {
        return mechanisms.stream().map(Mechanism::word).collect(Collectors.joining(","));
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
        all.addAll(WAITING);
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
    public boolean hasLoop() {
        return LOOP.stream().anyMatch(groups::contains);
    }

    /**
     * How long a part of the run may take.
     *
     * @param part one of {@link #WAITING} or {@link #NETWORK}, or {@code loop}
     */
    public Duration share(String part) {
        Duration all = wanted(parts());
        return all.compareTo(LIMIT) <= 0 || groups.equals(Set.of(MECHANISMS))
                ? wanted(List.of(part))
                : wanted(List.of(part)).multipliedBy(LIMIT.toSeconds()).dividedBy(all.toSeconds());
    }

    private Duration wanted(List<String> parts) {
        return parts.stream()
                .map(part -> Duration.ofSeconds(
                        switch (part) {
                            case "tls" -> quick ? 35 : 200;
                            case "idle" -> quick ? 40 : 150;
                            case MECHANISMS -> mechanismSeconds();
                            case "relay" -> brief() ? 11 : quick ? 60 : 300;
                            case "pollers" -> brief() ? 10 : quick ? 40 : 200;
                            case "cost" -> quick ? 15 : 40;
                            case "echo" -> brief() ? 18 : quick ? 85 : 570;
                            default -> brief() ? 14 : quick ? 85 : 570;
                        }))
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Longer if they are to be measured for longer; not so that nothing is left for others. */
    private long mechanismSeconds() {
        long usual = quick ? 55 : 500;
        long wanted = Math.max(usual, usual * mechanismMillis() / (quick ? QUICK_MILLIS : MILLIS));
        return groups.equals(Set.of(MECHANISMS)) ? wanted : Math.min(wanted, LIMIT.toSeconds());
    }

    private List<String> parts() {
        List<String> parts = new ArrayList<>(WAITING);
        parts.addAll(NETWORK);
        parts.retainAll(groups);
        if (hasLoop()) {
            parts.add("loop");
        }
        return parts;
    }

    /** How long the whole run may take. */
    public Duration limit() {
        return parts().stream().map(this::share).reduce(Duration.ZERO, Duration::plus);
    }

    /** The same without a CPU for each. */
    public Settings unpinned() {
        return new Settings(
                rounds,
                groups,
                quick,
                List.of(),
                connections,
                relayBytes,
                mechanisms,
                durationMillis,
                busyPoll,
                outputs,
                home);
    }

    /** The two that are chosen where it has to be said which. */
    public List<Integer> cpus() {
        return pin.isEmpty() ? List.of(0, 1) : pin;
    }

    /** For how long connections rest while it is watched that nothing uses CPU time, in milliseconds. */
    public int restMillis() {
        return quick ? 1000 : 2000;
    }

    /** For how long an echo server gets one load in a round, in milliseconds. */
    public int echoMillis() {
        return quick ? 300 : 500;
    }

    /** For how long a mechanism is measured in each way in a round, in milliseconds. */
    public int mechanismMillis() {
        return durationMillis > 0 ? durationMillis : quick ? QUICK_MILLIS : MILLIS;
    }

    /** For how long one poller gets one case in a round, in milliseconds; half as long before, for nothing. */
    public int pollerMillis() {
        return brief() ? 100 : 150;
    }

    public int timers() {
        return quick ? 200_000 : 1_000_000;
    }

    /** For how long one side is measured in a round, in milliseconds. */
    public int measureMillis() {
        return brief() ? 300 : quick ? 500 : 1500;
    }

    public int warmUpMillis() {
        return brief() ? 400 : quick ? 600 : 2000;
    }
}
