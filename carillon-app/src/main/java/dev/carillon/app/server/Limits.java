package dev.carillon.app.server;

import dev.carillon.app.command.Options;
import dev.carillon.app.command.WrongUsage;
import dev.carillon.config.SpanOfTime;
import dev.carillon.linux.ResourceLimit;
import dev.carillon.net.ListenerOptions;
import java.io.File;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * How many connections a server takes and how long they may be silent: what keeps it from running out of descriptors.
 *
 * @param idle how long a connection may be silent, zero for ever
 * @param connections the most at once of each listener, 0 for any number
 * @param words the same for people
 */
record Limits(Duration idle, int connections, String words) {
    /** How long a connection may be silent if nobody says, where nobody can tell whether more is to come. */
    static final String TEN_MINUTES = "10m";

    private static final String IDLE = "--idle-timeout";
    private static final String CONNECTIONS = "--max-connections";
    /** The rest is for the program itself, and for who is accepted only to be turned away. */
    private static final int PERCENT = 90;
    /** From so many descriptors on the rest is enough for the program itself. */
    private static final int MANY = 4096;

    /** Adds the options; the usual time is that of {@link #of}. */
    static void describe(CommandSpec spec, String idle, String usualIdle, String atOnce) {
        Options.value(spec, IDLE, "SPAN", idle + " 0: never (" + usualIdle + ").");
        Options.value(
                spec,
                CONNECTIONS,
                "N",
                atOnce + "; others wait. 0: any number (what " + PERCENT + " %% of the descriptors are enough for).");
    }

    /**
     * What was asked for, or is enough for the descriptors that the process may have.
     *
     * @param listeners among how many the descriptors are shared
     * @param descriptors of each connection
     * @param usualIdle how long a connection may be silent if nobody says
     */
    static Limits of(ParseResult parsed, int listeners, int descriptors, String usualIdle) throws WrongUsage {
        Duration idle = Options.span(parsed, IDLE, usualIdle);
        return of(idle, connections(parsed), listeners, listeners, descriptors);
    }

    /**
     * The same for who was asked otherwise.
     *
     * @param connections empty for what is enough for the descriptors
     * @param loops how many listeners have the limit, each for itself
     * @param listeners among how many the descriptors are shared
     * @param descriptors of each connection
     */
    static Limits of(Duration idle, Optional<Integer> connections, int loops, int listeners, int descriptors) {
        String silence =
                idle.isZero() ? "never closed for silence" : "closed after " + SpanOfTime.text(idle) + " of silence";
        String each = loops > 1 ? " a loop" : "";
        long allowed = ResourceLimit.NOFILE.get().soft();
        long left = Own.left(allowed);
        int enough = share(left, listeners * descriptors);
        if (connections.isPresent()) {
            int most = connections.get();
            String count = most == 0 ? "any number of connections" : "at most " + most + " connections" + each;
            String less = most > enough ? " (descriptors are enough for " + enough + ")" : "";
            return new Limits(idle, most, count + less + ", " + silence);
        }
        String count = "at most " + enough + " connections" + each + " (" + PERCENT + " % of "
                + Long.toUnsignedString(left) + (left == allowed ? " descriptors" : " free descriptors")
                + (descriptors > 1 ? ", " + descriptors + " each" : "") + ")";
        return new Limits(idle, enough, count + ", " + silence);
    }

    /** What the process has open for itself: looked at once, when no connection is among them. */
    private static final class Own {
        private static final int COUNT = count();

        private static int count() {
            String[] open = new File("/proc/self/fd").list();
            return open == null ? 0 : open.length;
        }

        /** Of more than there can be anybody's own are a trifle. */
        static long left(long allowed) {
            return allowed < 0 || allowed > MANY ? allowed : Math.max(0, allowed - COUNT);
        }
    }

    /** What {@code --idle-timeout} says. */
    static Optional<Duration> idle(ParseResult parsed) throws WrongUsage {
        return parsed.hasMatchedOption(IDLE) ? Optional.of(Options.span(parsed, IDLE, "0")) : Optional.empty();
    }

    /** What {@code --max-connections} says, 0 for any number. */
    static Optional<Integer> connections(ParseResult parsed) throws WrongUsage {
        return parsed.hasMatchedOption(CONNECTIONS)
                ? Optional.of(Options.number(parsed, CONNECTIONS, 0, 0, Integer.MAX_VALUE))
                : Optional.empty();
    }

    /** At least one: a limit that is too low for a server shows by its rests. */
    static int share(long allowed, int parts) {
        long known = Long.compareUnsigned(allowed, Integer.MAX_VALUE) > 0 ? Integer.MAX_VALUE : allowed;
        return (int) Math.max(1, known * PERCENT / 100 / parts);
    }

    /** A listener's options with the limit of connections. */
    ListenerOptions over(ListenerOptions options) {
        return options.withLimits(connections, 0);
    }
}
