package dev.carillon.linux;

import java.nio.file.Path;

/** Who is in a process group, as {@code proc_pid_stat(5)} shows it: {@code kill(2)} counts zombies, too. */
final class ProcessGroup {
    private static final Path PROC = Path.of("/proc");

    /** Counted from the state, which follows the name. */
    private static final int GROUP = 2;

    private ProcessGroup() {}

    /**
     * Whether all of a group that can be seen are zombies, and some can: they are left to their parent, and no signal makes
     * them go. False where none is seen: then some may be alive.
     */
    static boolean isOfZombies(int group) {
        boolean any = false;
        for (Path entry : ProcFile.list(PROC)) {
            if (!Character.isDigit(entry.getFileName().toString().charAt(0))) {
                continue;
            }
            String[] fields = fields(ProcFile.readIfThere(entry.resolve("stat")).orElse(""));
            if (fields.length > GROUP && fields[GROUP].equals(Integer.toString(group))) {
                if (!fields[0].equals("Z") && !fields[0].equals("X")) {
                    return false;
                }
                any = true;
            }
        }
        return any;
    }

    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    }
}
