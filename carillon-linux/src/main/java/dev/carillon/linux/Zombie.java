package dev.carillon.linux;

/**
 * A child of this process that has ended and was not reaped, as {@code proc_pid_stat(5)} shows it.
 *
 * @param pid its process id, which is not given away before it is reaped
 * @param name the name of its program, at the most 15 characters
 * @param startTicks when it was started, in clock ticks after boot: tells it from another that has had the number
 */
public record Zombie(int pid, String name, long startTicks) {
    static Zombie of(ProcStat process) {
        return new Zombie(process.pid(), process.name(), process.startTicks());
    }
}
