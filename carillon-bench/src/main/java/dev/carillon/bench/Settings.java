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
 * @param json where to write the raw figures, and the table beside them as Markdown; null for nowhere
 * @param home the directory of carillon-bench, where the C source is
 */
record Settings(
        int rounds,
        Set<String> only,
        boolean quick,
        @Nullable Path json,
        Path home) {
    static final List<String> NAMES =
            List.of("eventfd", "mailbox", "wakeup", "ready", "timers", "lateness", "handlers", "start");
    static final String USAGE = """
        usage: carillon-bench/run [--quick] [--rounds N] [--only NAME]... [--json FILE]

          --quick        at most 90 s, figures not worth quoting (otherwise at most 10 minutes)
          --rounds N     measure everything N times, 2 with --quick, 5 without
          --only NAME    one of %s; may be repeated
          --json FILE    write the raw figures to FILE, and the table beside it as Markdown
        """.formatted(String.join(", ", NAMES));

    /** @throws IllegalArgumentException with the reason */
    static Settings parse(String[] arguments) {
        Path json = null;
        int rounds = 0;
        boolean quick = false;
        Set<String> only = new TreeSet<>();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--quick" -> quick = true;
                case "--rounds" -> rounds = positive(value(arguments, i++));
                case "--only" -> only.add(known(value(arguments, i++)));
                case "--json" -> json = Path.of(value(arguments, i++));
                default -> throw new IllegalArgumentException("unknown argument: " + arguments[i]);
            }
        }
        int wanted = rounds > 0 ? rounds : quick ? 2 : 5;
        Path home = Path.of(System.getProperty("carillon.bench.home", "carillon-bench"));
        return new Settings(wanted, only.isEmpty() ? Set.copyOf(NAMES) : only, quick, json, home);
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

    Duration limit() {
        return quick ? Duration.ofSeconds(85) : Duration.ofSeconds(570);
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
