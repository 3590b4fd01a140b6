package dev.carillon.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a run was asked for.
 *
 * @param rounds how often each comparison is measured, its sides in turn
 * @param only the comparisons to run, by name
 * @param quick short measurements and fewer timers: figures to see that all works, not to quote
 * @param pin whether the echo servers and their load get a CPU each
 * @param json where to write the raw figures, and the table beside them as Markdown; null for nowhere
 * @param home the directory of carillon-bench, where the C source is
 */
record Settings(
        int rounds,
        Set<String> only,
        boolean quick,
        boolean pin,
        @Nullable Path json,
        Path home) {
    static final List<String> NAMES =
            List.of("eventfd", "mailbox", "wakeup", "ready", "timers", "lateness", "handlers", "start", "echo");
    static final String USAGE = """
        usage: carillon-bench/run [--quick] [--rounds N] [--only NAME]... [--pin] [--json FILE]

          --quick        figures not worth quoting: echo and the others at most 90 s each (otherwise 10 minutes each)
          --rounds N     measure everything N times, 2 with --quick, 5 without
          --only NAME    one of %s; may be repeated
          --pin          the echo servers on one CPU and the load on another, with taskset; else as the scheduler likes
          --json FILE    write the raw figures to FILE, and the table beside it as Markdown
        """.formatted(String.join(", ", NAMES));

    /** @throws IllegalArgumentException with the reason */
    static Settings parse(String[] arguments) {
        Path json = null;
        int rounds = 0;
        boolean quick = false;
        boolean pin = false;
        Set<String> only = new TreeSet<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--pin" -> pin = true;
                case "--rounds" -> rounds = positive(value(arguments, i++));
                case "--only" -> only.add(known(value(arguments, i++)));
                case "--json" -> json = Path.of(value(arguments, i++));
                default -> throw new IllegalArgumentException("unknown argument: " + arguments[i]);
            }
        }
        int wanted = rounds > 0 ? rounds : quick ? 2 : 5;
        Path home = Path.of(System.getProperty("carillon.bench.home", "carillon-bench"));
        return new Settings(wanted, only.isEmpty() ? Set.copyOf(NAMES) : only, quick, pin, json, home);
    }

    private static String value(String[] arguments, int index) {
        if (index + 1 == arguments.length) {
            throw new IllegalArgumentException(arguments[index] + " needs a value");
        }
        return arguments[index + 1];
    }

    private static int positive(String text) {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("--rounds needs a number from 1, not " + text);
    }

    private static String known(String name) {
        if (!NAMES.contains(name)) {
            throw new IllegalArgumentException("no comparison \"" + name + "\"; there are " + String.join(", ", NAMES));
        }
        return name;
    }

    /** Of a run with one of them: the echo servers, or all else. */
    private Duration share() {
        return quick ? Duration.ofSeconds(85) : Duration.ofSeconds(570);
    }

    Duration limit() {
        return hasEcho() && only.size() > 1 ? share().multipliedBy(2) : share();
    }

    /** When all but the echo servers are to be done. */
    Duration limitOfOthers() {
        return share();
    }

    boolean hasEcho() {
        return only.contains("echo");
    }

    /** For how long an echo server gets one load in a round, in milliseconds. */
    int echoMillis() {
        return quick ? 300 : 500;
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
