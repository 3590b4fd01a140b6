package dev.carillon.linux;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.PidfdH;
import dev.carillon.linux.ffm.UnistdH;
import dev.carillon.linux.ffm.WaitH;
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
                ? Kernel.current().call(open, pid, 0)
                : Kernel.current().call(UnistdH.Processes.SYSCALL, PidfdH.SYS_PIDFD_OPEN, pid, 0);
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
        Kernel kernel = Kernel.current();
        CFunction send = PidfdH.SEND_SIGNAL;
        long result = send != null
                ? kernel.call(send, number(), signal.number(), 0, 0)
                : kernel.call(UnistdH.Processes.SYSCALL, PidfdH.SYS_PIDFD_SEND_SIGNAL, number(), signal.number(), 0, 0);
        if (result == -ErrnoH.ESRCH) {
            return false;
        }
        LinuxException.check(result, "pidfd_send_signal(" + this + ", " + signal + ")");
        return true;
    }

    /**
     * Fetches the exit status of a child of our own, {@code waitid(2)}, which ends its time as a zombie. Returns at
     * once. Never for a child of the JDK: {@link Process#waitFor()} would report 0 for it.
     *
     * @return how it ended, also when asked again; null while it runs
     * @throws LinuxException ECHILD if it is not our child or somebody else has fetched the status
     */
    public @Nullable ExitStatus reap() {
        int number = number();
        if (status != null) {
            return status;
        }
        Kernel kernel = Kernel.current();
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
     * @return how it ended; null while it runs and while its status waits to be fetched
     * @throws LinuxException ENOTTY before Linux 6.13 and ESRCH before Linux 6.15, where the kernel does not keep the
     *     status
     */
    public @Nullable ExitStatus exitInfo() {
        Kernel kernel = Kernel.current();
        long info = kernel.scratch();
        NativeMemory.clear(info, PidfdH.INFO_SIZE);
        NativeMemory.putLong(info + PidfdH.INFO_MASK, PidfdH.PIDFD_INFO_EXIT);
        long result = kernel.retry(FcntlH.IOCTL, number(), PidfdH.PIDFD_GET_INFO, info);
        if (result < 0) {
            throw LinuxException.of(
                    result, "ioctl(" + this + ", PIDFD_GET_INFO)", "the exit status of others needs Linux 6.15");
        }
        if ((NativeMemory.getLong(info + PidfdH.INFO_MASK) & PidfdH.PIDFD_INFO_EXIT) == 0) {
            return null;
        }
        return ExitStatus.ofWaitStatus(NativeMemory.getInt(info + PidfdH.INFO_EXIT_CODE));
    }

    @Override
    public String kind() {
        return "pidfd";
    }
}
