package dev.carillon.loop;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** When a supervised process counts as ready. Immutable. */
public final class ReadyWhen {
    private static final ReadyWhen STARTED = new ReadyWhen(-1, null);

    private final int descriptor;
    private final @Nullable Pattern line;

    private ReadyWhen(int descriptor, @Nullable Pattern line) {
        this.descriptor = descriptor;
        this.line = line;
    }

    /**
     * As soon as it runs.
     *
     * @return for {@link SupervisorOptions#withReady}
     */
    public static ReadyWhen started() {
        return STARTED;
    }

    /**
     * When it writes a newline to a descriptor, as {@code notification-fd} of s6 has it. It may close the descriptor then.
     *
     * @param number the descriptor's number in the process, 3 or greater; how it learns of it (an option, a variable) is the
     *     command's affair
     * @return for {@link SupervisorOptions#withReady}
     */
    public static ReadyWhen notified(int number) {
        if (number <= 2) {
            throw new IllegalArgumentException("readiness is told by a descriptor from 3 on, not by " + number);
        }
        return new ReadyWhen(number, null);
    }

    /**
     * When it writes a line that matches, to standard output or error as far as these are piped to us.
     *
     * @param pattern found anywhere in the line
     * @return for {@link SupervisorOptions#withReady}
     */
    public static ReadyWhen line(Pattern pattern) {
        return new ReadyWhen(-1, pattern);
    }

    boolean isStarted() {
        return descriptor < 0 && line == null;
    }

    /** The descriptor's number in the process; negative if it is not told by one. */
    int descriptor() {
        return descriptor;
    }

    boolean isLine() {
        return line != null;
    }

    boolean matches(String text) {
        return line != null && line.matcher(text).find();
    }

    /** {@code a newline on descriptor 3}. */
    @Override
    public String toString() {
        if (line != null) {
            return "a line with " + line;
        }
        return descriptor < 0 ? "started" : "a newline on descriptor " + descriptor;
    }
}
