package dev.carillon.bench;

import dev.carillon.bench.mechanism.Mechanism;
import dev.carillon.bench.run.Outputs;
import dev.carillon.bench.run.Schedule;
import dev.carillon.bench.run.Settings;
import dev.carillon.bench.run.Settings.Depth;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

/**
 * What a run was asked for.
 *
 * <p>Needs nothing but the JDK, so that {@code carillon-bench/run} can start it from its source: help and wrong usage are
 * answered before anything is built.
 *
 * @param groups the comparisons to run, by name
 * @param settings how they are measured
 * @param connections how many of them rest
 * @param relayBytes how long the stream through a relay is
 * @param mechanisms those to be measured
 * @param mechanismMillis how long a mechanism is measured each way in a round; 0 for what is usual
 * @param busyPoll whether who is told by a mechanism asks again and again instead of sleeping
 * @param ofLoop what the loops of our servers are told, by its property: what they wait with, how they send
 * @param outputs where the results go
 */
record Arguments(
        Set<String> groups,
        Settings settings,
        int connections,
        long relayBytes,
        Set<Mechanism> mechanisms,
        int mechanismMillis,
        boolean busyPoll,
        Map<String, String> ofLoop,
        Outputs outputs) {
    /** By option: the property that takes it to the servers, and what it may say. */
    private static final Map<String, Map.Entry<String, List<String>>> OF_LOOP = Map.of(
            "--poller", Map.entry("carillon.bench.poller", List.of("epoll", "poll", "select", "uring")),
            "--send-ring", Map.entry("carillon.bench.ring", List.of("on", "off", "calls")));

    /** Those that need nothing but the loop. */
    static final List<String> LOOP =
            List.of("eventfd", "mailbox", "wakeup", "ready", "timers", "lateness", "handlers", "start");
    /** The others, each with a time of its own, in the order they run. */
    static final List<String> OTHERS = List.of(
            "pollers",
            "cost",
            "mechanisms",
            "echo",
            "lockstep",
            "tls",
            "http",
            "http-lockstep",
            "idle",
            "relay",
            "monitor");
    /** What takes programs that few have: only by name. */
    private static final Set<String> BY_NAME = Set.of("monitor");
    /** What {@code --lockstep} makes of groups. */
    private static final Map<Set<String>, String> LOCKSTEP =
            Map.of(Set.of("echo", "tls"), "lockstep", Set.of("http"), "http-lockstep");
    /** The choice that {@code --quick} alone makes: something of each kind. */
    static final Set<String> BRIEF =
            Collections.unmodifiableSet(new TreeSet<>(List.of("echo", "eventfd", "pollers", "ready", "relay")));

    /** What {@code run} is told by {@link #main} if there is something to be measured. */
    private static final int MEASURE = 10;

    private static final int MOST_CONNECTIONS = 1_000_000;
    private static final int MOST_GIB = 1024;
    private static final int MOST_MILLIS = 60_000;
    private static final int MOST_CPU = 1023;
    private static final long GIB = 1L << 30;
    private static final long MIB = 1L << 20;
    /** All together end within twenty minutes; mechanisms by themselves may take longer. */
    private static final Duration LIMIT = Duration.ofSeconds(1140);

    static final String USAGE = """
        usage: carillon bench [GROUP]... [OPTION]...

        Measures Carillon beside C, Netty, the JDK and socat, in turn and in rounds, and prints a table. What cannot run is
        said and left out; Ctrl-C leaves the report of what was measured until then, and a file to go on with.

        groups (all of them, if none is named):
          all            every one, but for echo and http in lockstep
          loop           %s; each by itself, too
          pollers        epoll, poll, select and io_uring beside java.nio and C: time a turn by how many are watched and ready
          cost           the loop's cost model, fitted from its own statistics, beside what is measured
          echo           echo servers, plain and over TLS: CPU time, latency, system calls a message
          tls            the same over TLS only
          http           HTTP servers, beside nginx, Netty and others: CPU time, latency, system calls, bytes a request
          idle           connections at rest: heap, native and kernel memory, CPU
          mechanisms     signals, counters, pipes, sockets, queues, the mailbox: latency, throughput, CPU time, what is lost
          monitor        monitors, beside runit, supervisord, monit, incron and others: from what happens to the program
                         that is started for it; by name only
          relay          one stream through carillon relay, C, Java and socat: CPU time a GiB

        options:
          --quick        alone: a small choice over the groups, in a minute and a half; with groups: figures not worth
                         quoting, in two minutes for loop and for echo, less for the others; without it ten minutes for
                         each of the two, and less than twenty for all
          --rounds N     measure everything N times, 2 with --quick, 5 without
          --plain        nothing over TLS
          --lockstep     echo, or http if that is named: CPU time a message alone, servers and load in step on one CPU,
                         which tells 2 %% apart also on a busy machine; eleven minutes, or two with --quick; http: fifteen,
                         or four
          --pin CPUS     the servers on the first of two CPUs ("0,1") and the load on the other, with taskset;
                         else as the scheduler likes. The two ends of a mechanism likewise; else both on one CPU, if
                         they sleep. In lockstep all are on the first
          --poller NAME  echo, http: our servers wait with epoll or uring; http also with poll or select
          --send-ring on|off|calls  echo, http: what a turn of our servers sends goes by one call, on; each by a call at
                         once, off; or each by a call at the turn's end
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
        private final Set<String> groups = new TreeSet<>();
        private final Set<Mechanism> mechanisms = EnumSet.noneOf(Mechanism.class);
        private final Map<String, Path> files = new LinkedHashMap<>();
        private final Map<String, String> ofLoop = new TreeMap<>();
        private List<Integer> pin = List.of();
        private int rounds;
        private int connections = 10_000;
        private long bytes;
        private int millis;
        private boolean quick;
        private boolean plain;
        private boolean lockstep;
        private boolean busyPoll;

        private Optional<Path> file(String option) {
            return Optional.ofNullable(files.get(option));
        }
    }

    private static final Map<String, BiConsumer<Parsed, String>> FLAGS = Map.of(
            "--quick", (parsed, _) -> parsed.quick = true,
            "--plain", (parsed, _) -> parsed.plain = true,
            "--lockstep", (parsed, _) -> parsed.lockstep = true,
            "--busy-poll", (parsed, _) -> parsed.busyPoll = true);

    private static final Map<String, BiConsumer<Parsed, String>> VALUES = Map.of(
            "--pin", (parsed, value) -> parsed.pin = cpus(value),
            "--duration", (parsed, value) -> parsed.millis = number("--duration", value, MOST_MILLIS),
            "--rounds", (parsed, value) -> parsed.rounds = number("--rounds", value, Integer.MAX_VALUE),
            "--connections", (parsed, value) -> parsed.connections = number("--connections", value, MOST_CONNECTIONS),
            "--poller", (parsed, value) -> parsed.ofLoop.put("--poller", ofLoop("--poller", value)),
            "--send-ring", (parsed, value) -> parsed.ofLoop.put("--send-ring", ofLoop("--send-ring", value)),
            "--size", (parsed, value) -> parsed.bytes = size(value),
            "--only", (parsed, value) -> parsed.mechanisms.addAll(mechanisms(value)));

    private static final Set<String> FILES = Set.of("--json", "--html", "--svg", "--resume");

    /** Says help, or what is wrong with the arguments, and ends as {@code carillon bench} does; or that it can be measured. */
    public static void main(String[] words) {
        System.exit(answer(words) ? 0 : MEASURE);
    }

    /** Whether the answer was help, which is printed. Ends the JVM if it was wrong usage. */
    static boolean answer(String... words) {
        if (List.of(words).contains("--help") || List.of(words).contains("-h")) {
            System.out.print(USAGE);
            return true;
        }
        try {
            parse(words);
            return false;
        } catch (IllegalArgumentException e) {
            refuse(e);
            return true;
        }
    }

    /** Says what is wrong, and ends the JVM. */
    static void refuse(IllegalArgumentException wrong) {
        System.err.println("carillon bench: " + wrong.getMessage() + "\nSee './carillon bench --help'.");
        System.exit(2);
    }

    /** @throws IllegalArgumentException with the reason */
    static Arguments parse(String... words) {
        Parsed parsed = new Parsed();
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (FLAGS.containsKey(word)) {
                FLAGS.get(word).accept(parsed, word);
            } else if (VALUES.containsKey(word)) {
                VALUES.get(word).accept(parsed, value(words, i++));
            } else if (FILES.contains(word)) {
                parsed.files.put(word, Path.of(value(words, i++)));
            } else {
                parsed.groups.addAll(group(word));
            }
        }
        return of(parsed);
    }

    /** Whether there are nothing but {@code --json}, {@code --html}, {@code --svg} and {@code --resume}. */
    static boolean onlyOutputs(String... words) {
        for (int i = 0; i < words.length; i += 2) {
            if (!FILES.contains(words[i])) {
                return false;
            }
        }
        return true;
    }

    private static Arguments of(Parsed parsed) {
        chooseGroups(parsed);
        boolean brief = parsed.quick && parsed.groups.equals(BRIEF);
        Depth depth = brief ? Depth.BRIEF : parsed.quick ? Depth.QUICK : Depth.FULL;
        int rounds = parsed.rounds > 0 ? parsed.rounds : depth.of(5, 2);
        long usual = depth.of(10 * 1024, 1024, 256) * MIB;
        Path home = Path.of(System.getProperty("carillon.bench.home", "carillon-bench"));
        return new Arguments(
                parsed.groups,
                new Settings(rounds, depth, parsed.pin, home),
                parsed.connections,
                parsed.bytes > 0 ? parsed.bytes : usual,
                parsed.mechanisms,
                parsed.millis,
                parsed.busyPoll,
                parsed.ofLoop,
                new Outputs(
                        parsed.file("--json"), parsed.file("--html"), parsed.file("--svg"), parsed.file("--resume")));
    }

    private static void chooseGroups(Parsed parsed) {
        Set<String> groups = parsed.groups;
        if (parsed.mechanisms.isEmpty()) {
            parsed.mechanisms.addAll(EnumSet.allOf(Mechanism.class));
        } else {
            groups.add("mechanisms");
            if (groups.size() > 1) {
                throw new IllegalArgumentException("--only names mechanisms, and goes with no other group");
            }
        }
        if (parsed.lockstep) {
            String part = LOCKSTEP.get(groups.isEmpty() ? group("echo") : groups);
            if (part == null) {
                throw new IllegalArgumentException("--lockstep is of echo or of http, and goes with no other group");
            }
            groups.clear();
            groups.add(part);
        }
        if (groups.isEmpty()) {
            groups.addAll(parsed.quick ? BRIEF : group("all"));
        }
        if (parsed.plain) {
            groups.remove("tls");
        }
    }

    private static Set<String> group(String name) {
        if (name.startsWith("-")) {
            throw new IllegalArgumentException("unknown option: " + name);
        }
        if (name.equals("loop")) {
            return new TreeSet<>(LOOP);
        }
        Set<String> all = new TreeSet<>(LOOP);
        all.addAll(OTHERS);
        all.removeAll(LOCKSTEP.values()); // that is an option
        if (name.equals("all")) {
            all.removeAll(BY_NAME);
            return all;
        }
        if (!all.contains(name)) {
            throw new IllegalArgumentException(
                    "no group \"" + name + "\"; there are all, loop, " + String.join(", ", all));
        }
        return name.equals("echo") ? Set.of("echo", "tls") : Set.of(name);
    }

    private static String value(String[] words, int index) {
        if (index + 1 == words.length) {
            throw new IllegalArgumentException(words[index] + " needs a value");
        }
        return words[index + 1];
    }

    private static String ofLoop(String option, String value) {
        List<String> values = OF_LOOP.get(option).getValue();
        if (!values.contains(value)) {
            throw new IllegalArgumentException(
                    option + " needs one of " + String.join(", ", values) + ", not " + value);
        }
        return value;
    }

    /** Has the servers that are started from now on know what their loops are told. */
    void tellServers() {
        ofLoop.forEach((option, value) -> System.setProperty(OF_LOOP.get(option).getKey(), value));
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
        List<Integer> cpus = Arrays.stream(text.split(",", -1))
                .map(Integer::valueOf)
                .distinct()
                .toList();
        if (cpus.size() != 2 || Collections.max(cpus) > MOST_CPU) {
            throw new IllegalArgumentException("--pin needs two different CPUs up to " + MOST_CPU + ", not " + text);
        }
        return cpus;
    }

    private static Set<Mechanism> mechanisms(String names) {
        Set<Mechanism> all = EnumSet.allOf(Mechanism.class);
        Set<String> wanted = new LinkedHashSet<>(List.of(names.split(",", -1)));
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

    /** What decides which steps there are: of two runs with the same request one can go on with the other's. */
    String request() {
        List<String> words = new ArrayList<>(groups);
        if (words.remove("lockstep")) {
            words.addAll(List.of("echo", "--lockstep"));
        } else if (words.remove("http-lockstep")) {
            words.addAll(List.of("http", "--lockstep"));
        } else if (groups.contains("echo") && !groups.contains("tls")) {
            words.add("--plain");
        }
        words.add(String.format(
                Locale.ROOT,
                "--rounds %d --connections %d --size %dMiB",
                settings.rounds(),
                connections,
                relayBytes / MIB));
        if (mechanisms.size() < Mechanism.values().length) {
            words.add("--only " + words(mechanisms));
        }
        if (mechanismMillis > 0) {
            words.add("--duration " + mechanismMillis);
        }
        if (busyPoll) {
            words.add("--busy-poll");
        }
        ofLoop.forEach((option, value) -> words.add(option + " " + value));
        if (settings.isQuick()) {
            words.add("--quick");
        }
        if (!settings.pin().isEmpty()) {
            words.add(
                    "--pin " + settings.pin().getFirst() + "," + settings.pin().getLast());
        }
        return String.join(" ", words);
    }

    /** Whether one of the loop's own is among them. */
    boolean hasLoop() {
        return LOOP.stream().anyMatch(groups::contains);
    }

    /** For how long a mechanism is measured in each way in a round, in milliseconds. */
    int millisOfMechanism() {
        return mechanismMillis > 0 ? mechanismMillis : usualMillisOfMechanism();
    }

    private int usualMillisOfMechanism() {
        return settings.depth().of(400, 60);
    }

    /** The time of each part: of the groups, where those of the loop's own are one. */
    Schedule schedule() {
        Map<String, Duration> needs = new LinkedHashMap<>();
        if (hasLoop()) {
            needs.put("loop", Duration.ofSeconds(seconds("loop")));
        }
        OTHERS.stream().filter(groups::contains).forEach(part -> needs.put(part, Duration.ofSeconds(seconds(part))));
        boolean alone = groups.equals(Set.of("mechanisms"));
        return new Schedule(needs, alone ? Duration.ofSeconds(Long.MAX_VALUE) : LIMIT);
    }

    private long seconds(String part) {
        Depth depth = settings.depth();
        return switch (part) {
            case "loop" -> depth.of(570, 100, 18);
            case "pollers" -> depth.of(200, 40, 14);
            case "cost" -> depth.of(40, 15);
            case "mechanisms" -> {
                // Longer if they are to be measured for longer; not so that nothing is left for others.
                long usual = depth.of(500, 55);
                long wanted = Math.max(usual, usual * millisOfMechanism() / usualMillisOfMechanism());
                yield groups.size() == 1 ? wanted : Math.min(wanted, LIMIT.toSeconds());
            }
            case "echo" -> depth.of(570, 100, 25);
            case "lockstep" -> depth.of(660, 130);
            case "http" -> depth.of(900, 240);
            case "http-lockstep" -> depth.of(900, 240);
            case "tls" -> depth.of(200, 50);
            case "idle" -> depth.of(150, 40);
            case "monitor" -> depth.of(900, 240);
            case "relay" -> depth.of(300, 60, 20);
            default -> throw new IllegalArgumentException("no part of a run: " + part);
        };
    }
}
