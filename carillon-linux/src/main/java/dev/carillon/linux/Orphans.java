package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.PrctlH;
import dev.carillon.linux.ffm.WaitH;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Processes whose parents have ended, and that became this one's children: where it is the first of its pid namespace, as in
 * a container, or a subreaper ({@code PR_SET_CHILD_SUBREAPER}). Nobody else reaps them.
 *
 * <p>They are reaped one by one, by pid: {@code waitid(P_ALL)} would take the exit statuses of the children of {@link Spawn}
 * and of the JDK's {@link Process} as well. Which are whose is known of the first by a list, and of the second by the JDK's
 * thread that waits for each, {@code process reaper (pid N)}. That thread begins a moment after the process; so what was seen
 * once is not to be reaped yet. Children that other native code started look like orphans: it has to reap them soon, too.
 */
public final class Orphans {
    private Orphans() {}

    /**
     * Whether orphans come to this process.
     *
     * @return true for the first of a pid namespace and for a subreaper
     */
    public static boolean comeToUs() {
        return ownPid() == 1 || isSubreaper();
    }

    /**
     * Whether this process is the subreaper of those below it.
     *
     * @return true after {@link #adopt}, or if it was made one from outside
     * @throws LinuxException EINVAL from a kernel without it
     */
    public static boolean isSubreaper() {
        try (Kernel kernel = Kernel.lease()) {
            NativeMemory.putInt(kernel.scratch(), 0);
            long result = kernel.call(PrctlH.PRCTL, PrctlH.PR_GET_CHILD_SUBREAPER, kernel.scratch());
            LinuxException.check(result, "prctl(PR_GET_CHILD_SUBREAPER)");
            return NativeMemory.getInt(kernel.scratch()) != 0;
        }
    }

    /**
     * Has orphans among those that this process starts, and whom they start, come to this process from now on, {@code
     * PR_SET_CHILD_SUBREAPER} of {@code prctl(2)}. They then have to be reaped.
     *
     * @throws LinuxException EINVAL from a kernel without it
     */
    public static void adopt() {
        long result = Kernel.invoke(PrctlH.PRCTL, PrctlH.PR_SET_CHILD_SUBREAPER, 1);
        LinuxException.check(result, "prctl(PR_SET_CHILD_SUBREAPER)");
    }

    /**
     * The zombies that may be orphans: children of this process that are neither {@link Spawn}'s nor the JDK's. A look that costs
     * one call while this process has no zombie at all, and else reads a file for each process there is.
     *
     * @return those of now
     * @throws LinuxException EMFILE, …
     * @throws IllegalStateException if {@code /proc} is another pid namespace's
     */
    public static List<Zombie> zombies() {
        List<Zombie> found = new ArrayList<>();
        if (!isAnyZombie()) {
            return found;
        }
        for (ProcStat process : ProcStat.all()) {
            if (process.isZombieOf(ownPid()) && !Child.isOurs(process.pid())) {
                found.add(Zombie.of(process));
            }
        }
        if (!found.isEmpty()) {
            List<String> threads = namesOfThreads();
            found.removeIf(zombie -> isTheJdks(zombie, threads));
        }
        return found;
    }

    /**
     * Reaps an orphan, {@code waitid(P_PID)}.
     *
     * @param zombie of {@link #zombies}, not for the first time
     * @return how it ended; null if it is somebody's after all, was reaped, or may be what is just being started: then it is
     *     among the next {@link #zombies}, or gone
     */
    public static @Nullable ExitStatus reap(Zombie zombie) {
        // In this order: a child that is being started is claimed before that is over.
        if (Child.isAnyStarting() || Child.isOurs(zombie.pid()) || isTheJdks(zombie, namesOfThreads())) {
            return null;
        }
        try (Kernel kernel = Kernel.lease()) {
            return wait(kernel, WaitH.P_PID, zombie.pid(), WaitH.WEXITED | WaitH.WNOHANG) == 0
                    ? null
                    : ExitStatus.ofSiginfo(
                            NativeMemory.getInt(kernel.scratch() + WaitH.SI_CODE),
                            NativeMemory.getInt(kernel.scratch() + WaitH.SI_STATUS));
        }
    }

    /** Any child's at all: a look that takes nothing. */
    private static boolean isAnyZombie() {
        try (Kernel kernel = Kernel.lease()) {
            return wait(kernel, WaitH.P_ALL, 0, WaitH.WEXITED | WaitH.WNOHANG | WaitH.WNOWAIT) != 0;
        }
    }

    /** The pid that the kernel answers with, 0 for none. */
    private static int wait(Kernel kernel, int type, int pid, int options) {
        NativeMemory.clear(kernel.scratch(), WaitH.SIGINFO_SIZE);
        long result = kernel.retry(WaitH.WAITID, type, pid, kernel.scratch(), options);
        if (result == -ErrnoH.ECHILD) {
            return 0;
        }
        LinuxException.check(result, "waitid(" + (type == WaitH.P_ALL ? "any child" : "process " + pid) + ")");
        return NativeMemory.getInt(kernel.scratch() + WaitH.SI_PID);
    }

    private static long ownPid() {
        return ProcessHandle.current().pid();
    }

    private static boolean isTheJdks(Zombie zombie, List<String> threads) {
        return threads.contains("process reaper (pid " + zombie.pid() + ")");
    }

    /** Of all platform threads. */
    private static List<String> namesOfThreads() {
        ThreadGroup all = Thread.currentThread().getThreadGroup();
        while (all.getParent() != null) {
            all = all.getParent();
        }
        Thread[] threads = new Thread[all.activeCount() + 16];
        int count;
        while ((count = all.enumerate(threads)) == threads.length) {
            threads = new Thread[2 * threads.length];
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(threads[i].getName());
        }
        return names;
    }
}
