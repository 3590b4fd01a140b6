package dev.carillon.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A process as {@code proc_pid_stat(5)} shows it.
 *
 * @param pid its process id
 * @param name of its program, at the most 15 characters
 * @param state {@code R}, {@code S}, {@code Z}, …
 * @param parent the parent's process id
 * @param group of processes
 * @param startTicks when it was started, in clock ticks after boot
 */
record ProcStat(int pid, String name, char state, int parent, int group, long startTicks) {
    private static final Path PROC = Path.of("/proc");

    /** Counted from the state, which follows the name. */
    private static final int PARENT = 1;

    private static final int GROUP = 2;
    private static final int START = 19;

    /** Empty if it is none: the file of a process that has ended. */
    static Optional<ProcStat> parse(String stat) {
        int begin = stat.indexOf('(');
        int end = stat.lastIndexOf(')'); // a name may have both
        if (begin < 0 || end < begin) {
            return Optional.empty();
        }
        String[] fields = stat.substring(end + 1).strip().split(" ", -1);
        if (fields.length <= START) {
            return Optional.empty();
        }
        return Optional.of(new ProcStat(
                Integer.parseInt(stat.substring(0, begin).strip()),
                stat.substring(begin + 1, end),
                fields[0].charAt(0),
                Integer.parseInt(fields[PARENT]),
                Integer.parseInt(fields[GROUP]),
                Long.parseLong(fields[START])));
    }

    /**
     * All processes that can be seen, which costs a file each.
     *
     * @throws LinuxException EMFILE, …
     * @throws IllegalStateException if {@code /proc} is another pid namespace's, where the numbers are others
     */
    static List<ProcStat> all() {
        checkProc();
        List<ProcStat> all = new ArrayList<>();
        for (Path entry : ProcFile.list(PROC)) {
            if (Character.isDigit(entry.getFileName().toString().charAt(0))) {
                read(entry).ifPresent(all::add);
            }
        }
        return all;
    }

    /** One of them, be it of those that {@link #all} found; empty if it is gone. */
    static Optional<ProcStat> of(int pid) {
        return read(PROC.resolve(Integer.toString(pid)));
    }

    private static Optional<ProcStat> read(Path process) {
        return ProcFile.readIfThere(process.resolve("stat")).flatMap(ProcStat::parse);
    }

    private static void checkProc() {
        String own = Long.toString(ProcessHandle.current().pid());
        String self;
        try {
            self = Files.readSymbolicLink(PROC.resolve("self")).toString();
        } catch (IOException e) {
            self = e.toString();
        }
        if (!self.equals(own)) {
            throw new IllegalStateException("/proc is not that of this pid namespace: /proc/self is " + self + ", not "
                    + own + "; mount it (unshare --mount-proc)");
        }
    }

    /** Whether it has ended: it is being reaped, or waits for that. */
    boolean isZombie() {
        return state == 'Z' || state == 'X';
    }

    /** Whether it has ended, and waits for this parent to reap it. */
    boolean isZombieOf(long process) {
        return state == 'Z' && parent == process;
    }
}
