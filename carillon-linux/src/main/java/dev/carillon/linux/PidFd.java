package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.PidfdH;
import dev.carillon.linux.ffm.SignalH;
import dev.carillon.linux.ffm.UnistdH;
import dev.carillon.linux.ffm.WaitH;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A process as a descriptor, {@code pidfd_open(2)}: it never means another process that got the same number later.
 * Close-on-exec; for one thread at a time.
 *
 * <p>epoll reports {@link Epoll#IN} when the process has ended, and {@link Epoll#HUP} when its parent has also fetched
 * its exit status. So for a child of our own ({@link Spawn}) wait for IN and call {@link #reap}. For a child whose
 * status somebody else fetches, such as the JDK's {@link Process}, wait with an empty interest, which still reports
 * HUP, and call {@link #exitInfo}: with IN the descriptor would stay ready until the other side has acted.
 */
public final class PidFd extends Fd {
    private final int pid;
    private @Nullable ExitStatus status;

    private PidFd(int number, int pid) {
        super(number);
        this.pid = pid;
    }

    /**
     * A descriptor for a process that must exist.
     *
     * @param pid the process, 1 or greater; not the number of a thread
     * @return the descriptor
     * @throws LinuxException ESRCH if there is no such process; EMFILE, ENFILE, ENOMEM
     */
    public static PidFd open(long pid) {
        return new PidFd(LinuxException.check(tryOpen(pid), "pidfd_open(" + pid + ")"), (int) pid);
    }

    /**
     * A descriptor for a process that may be gone already, as a short-lived child of the JDK may be.
     *
     * @param pid the process, 1 or greater
     * @return the descriptor, or null if there is no such process any more
     * @throws LinuxException EMFILE, ENFILE, ENOMEM
     */
    public static @Nullable PidFd openIfAlive(long pid) {
        long result = tryOpen(pid);
        return result == -ErrnoH.ESRCH
                ? null
                : new PidFd(LinuxException.check(result, "pidfd_open(" + pid + ")"), (int) pid);
    }

    private static long tryOpen(long pid) {
        if (pid < 1 || pid > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a process id is 1 or greater, not " + pid);
        }
        // No PIDFD_NONBLOCK: a pidfd is never read, and waitid() gets WNOHANG, which every kernel with pidfds knows.
        CFunction open = PidfdH.OPEN;
        return open != null
                ? Kernel.invoke(open, pid, 0)
                : Kernel.invoke(UnistdH.Processes.SYSCALL, PidfdH.SYS_PIDFD_OPEN, pid, 0);
    }

    /**
     * When a process was started, {@code proc_pid_stat(5)}: with its number that is no other's, as long as the machine runs.
     *
     * @param pid the process, in this process's own pid namespace
     * @return clock ticks after boot; empty if there is no such process, or {@code /proc} does not tell
     */
    public static OptionalLong startTicks(int pid) {
        try {
            return ProcStat.of(pid).stream().mapToLong(ProcStat::startTicks).findFirst();
        } catch (LinuxException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * The process's number. It may belong to another process once this one's status was fetched.
     *
     * @return the process id given to {@link #open}
     */
    public int pid() {
        return pid;
    }

    /**
     * Sends a signal to the process, {@code pidfd_send_signal(2)}.
     *
     * @param signal what to send
     * @return false if the process has ended and its status was fetched: nothing was sent
     * @throws LinuxException EPERM if it is not ours to signal
     */
    public boolean sendSignal(Signal signal) {
        return arrived(send(signal.number(), 0), "pidfd_send_signal(" + this + ", " + signal + ")");
    }

    /**
     * Signals the process group that has this process's number; 0 only asks whether anybody is in it. False if not.
     *
     * <p>A kernel before 6.9 takes a group by its number alone. That number is not given away as long as the leader was not
     * reaped or a member is left; and the kernel deals numbers out in a circle, so that one that has just become free comes
     * again only after all others.
     */
    boolean signalGroup(int signal) {
        long result = send(signal, PidfdH.PIDFD_SIGNAL_PROCESS_GROUP);
        if (result == -ErrnoH.EINVAL) {
            result = Kernel.invoke(SignalH.KILL, -pid, signal);
        }
        if (signal == 0 && result == -ErrnoH.EPERM) {
            return true; // there is somebody, of another user
        }
        return arrived(result, "pidfd_send_signal(" + this + ", process group " + pid + ", " + signal + ")");
    }

    long send(int signal, int flags) {
        CFunction send = PidfdH.SEND_SIGNAL;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            return send != null
                    ? kernel.call(send, number, signal, 0, flags)
                    : kernel.call(UnistdH.Processes.SYSCALL, PidfdH.SYS_PIDFD_SEND_SIGNAL, number, signal, 0, flags);
        } finally {
            leave();
        }
    }

    private static boolean arrived(long result, String call) {
        if (result == -ErrnoH.ESRCH) {
            return false;
        }
        LinuxException.check(result, call);
        return true;
    }

    /** Whether {@link #reap} has fetched the status. */
    boolean isReaped() {
        return status != null;
    }

    /**
     * Fetches the exit status of a child of our own, {@code waitid(2)}, which ends its time as a zombie. Returns at
     * once. Never for a child of the JDK: {@link Process#waitFor()} would report 0 for it.
     *
     * @return how it ended, also when asked again; null while it runs
     * @throws LinuxException ECHILD if it is not our child or somebody else has fetched the status
     */
    public @Nullable ExitStatus reap() {
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            return status != null ? status : reap(kernel, number);
        } finally {
            leave();
        }
    }

    private @Nullable ExitStatus reap(Kernel kernel, int number) {
        long info = kernel.scratch();
        NativeMemory.clear(info, WaitH.SIGINFO_SIZE);
        long result = kernel.retry(WaitH.WAITID, WaitH.P_PIDFD, number, info, WaitH.WEXITED | WaitH.WNOHANG);
        if (result < 0) {
            throw LinuxException.of(result, "waitid(" + this + ", process " + pid + ")", adviceForWait(result));
        }
        // With WNOHANG a zero si_pid is how waitid says "still running": it returns 0 then as well.
        if (NativeMemory.getInt(info + WaitH.SI_PID) != 0) {
            status = ExitStatus.ofSiginfo(
                    NativeMemory.getInt(info + WaitH.SI_CODE), NativeMemory.getInt(info + WaitH.SI_STATUS));
            Child.disclaim(pid);
        }
        return status;
    }

    private static String adviceForWait(long result) {
        return result == -ErrnoH.ECHILD
                ? "not a child of this process, or its status was fetched elsewhere: ask exitInfo()"
                : "";
    }

    /**
     * How a process ended whose status somebody else has fetched, {@code PIDFD_GET_INFO} with {@code PIDFD_INFO_EXIT}
     * of {@code ioctl_pidfd(2)}. Fetches nothing itself, so it disturbs no other reaper; the process need not be our
     * child.
     *
     * @return how it ended; null while it runs and while its status waits to be fetched; {@link ExitStatus#UNKNOWN} if it
     *     was fetched and the kernel did not keep it, as before Linux 6.15
     * @throws LinuxException ENOTTY before Linux 6.13, which does not know the question: see {@link #canTellExit}
     */
    public @Nullable ExitStatus exitInfo() {
        try (Kernel kernel = Kernel.lease()) {
            long result = askExit(kernel);
            if (result == -ErrnoH.ESRCH) {
                return ExitStatus.UNKNOWN;
            }
            if (result < 0) {
                throw LinuxException.of(
                        result, "ioctl(" + this + ", PIDFD_GET_INFO)", "the exit status of others needs Linux 6.15");
            }
            long info = kernel.scratch();
            return (NativeMemory.getLong(info + PidfdH.INFO_MASK) & PidfdH.PIDFD_INFO_EXIT) == 0
                    ? null
                    : ExitStatus.ofWaitStatus(NativeMemory.getInt(info + PidfdH.INFO_EXIT_CODE));
        }
    }

    /**
     * Whether the kernel knows {@link #exitInfo}, which it is asked by asking. One that does also reports
     * {@link Epoll#HUP} once the status was fetched.
     *
     * @return false before Linux 6.13
     */
    public boolean canTellExit() {
        try (Kernel kernel = Kernel.lease()) {
            long result = askExit(kernel);
            return result >= 0 || result == -ErrnoH.ESRCH;
        }
    }

    /** Has the kernel write a {@code struct pidfd_info} to the scratch memory. */
    private long askExit(Kernel kernel) {
        long info = kernel.scratch();
        NativeMemory.clear(info, PidfdH.INFO_SIZE);
        NativeMemory.putLong(info + PidfdH.INFO_MASK, PidfdH.PIDFD_INFO_EXIT);
        int number = enter();
        try {
            return kernel.retry(FcntlH.IOCTL, number, PidfdH.PIDFD_GET_INFO, info);
        } finally {
            leave();
        }
    }

    /**
     * Whether the process is a child of this one that was not reaped, by whomever: the status stays where it is.
     *
     * @return false also for a process that got the number of a child that was reaped
     */
    public boolean isUnreapedChild() {
        int look = WaitH.WEXITED | WaitH.WNOHANG | WaitH.WNOWAIT;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            return kernel.retry(WaitH.WAITID, WaitH.P_PIDFD, number, kernel.scratch(), look) >= 0;
        } finally {
            leave();
        }
    }

    @Override
    public String kind() {
        return "pidfd";
    }
}
