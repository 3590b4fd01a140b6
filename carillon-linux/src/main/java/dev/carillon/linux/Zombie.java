package dev.carillon.linux;

import java.util.Optional;

/**
 * A child of this process that has ended and was not reaped, as {@code proc_pid_stat(5)} shows it.
 *
 * @param pid its process id, which is not given away before it is reaped
 * @param name the name of its program, at the most 15 characters
 * @param startTicks when it was started, in clock ticks after boot: tells it from another that has had the number
 */
public record Zombie(int pid, String name, long startTicks) {
    /** Counted from the state, which follows the name: the parent, and the start. */
    private static final int PARENT = 1;

    private static final int START = 19;

    /** Empty if the process is none, or not the parent's. */
    static Optional<Zombie> parse(String stat, long parent) {
        int begin = stat.indexOf('(');
        int end = stat.lastIndexOf(')'); // a name may have both
        if (begin < 0 || end < begin) {
            return Optional.empty();
        }
        String[] fields = stat.substring(end + 1).strip().split(" ", -1);
        if (fields.length <= START || !fields[0].equals("Z") || Long.parseLong(fields[PARENT]) != parent) {
            return Optional.empty();
        }
        int pid = Integer.parseInt(stat.substring(0, begin).strip());
        return Optional.of(new Zombie(pid, stat.substring(begin + 1, end), Long.parseLong(fields[START])));
    }
}
