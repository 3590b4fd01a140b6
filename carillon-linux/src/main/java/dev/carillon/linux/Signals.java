package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SignalH;
import java.nio.file.Path;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Sending signals, masks and dispositions, and how each signal can be received in this process. All methods are safe from
 * any thread; masks belong to the calling thread.
 */
public final class Signals {
    private static final Path TASKS = Path.of("/proc/self/task");

    private Signals() {}

    /**
     * Sends a signal to a process, {@code kill(2)}.
     *
     * @param pid the process, greater than 0 (groups and "everybody" are not for this method)
     * @param signal what to send
     * @throws LinuxException ESRCH if there is no such process, EPERM if it is not ours to signal
     */
    public static void send(long pid, Signal signal) {
        checkPid(pid);
        long result = Kernel.invoke(SignalH.KILL, pid, signal.number());
        LinuxException.check(result, "kill(" + pid + ", " + signal + ")");
    }

    /**
     * Sends a signal to all of a process group, {@code kill(2)} with the negative of its number.
     *
     * @param group the group, greater than 1: the process id of who made it
     * @param signal what to send
     * @return false if nobody is left in it
     * @throws LinuxException EPERM if none of it is ours to signal
     */
    public static boolean sendToGroup(long group, Signal signal) {
        if (group <= 1) {
            throw new IllegalArgumentException(group + " is no process group of its own");
        }
        long result = Kernel.invoke(SignalH.KILL, -group, signal.number());
        if (result == -ErrnoH.ESRCH) {
            return false;
        }
        LinuxException.check(result, "kill(" + -group + ", " + signal + ")");
        return true;
    }

    /**
     * Sends a signal to one thread, {@code tgkill(2)}.
     *
     * @param pid the thread's process
     * @param tid the thread
     * @param signal what to send
     * @throws LinuxException ESRCH if there is no such thread
     */
    public static void sendToThread(long pid, long tid, Signal signal) {
        checkPid(pid);
        long result = Kernel.invoke(SignalH.TGKILL, pid, tid, signal.number());
        LinuxException.check(result, "tgkill(" + pid + ", " + tid + ", " + signal + ")");
    }

    /**
     * Queues a signal with a value, {@code sigqueue(3)}.
     *
     * @param pid the process
     * @param signal what to send; a real-time signal, if none may be merged
     * @param value comes with it
     * @return false if the receiver's queue is full ({@code RLIMIT_SIGPENDING}): nothing was sent
     * @throws LinuxException ESRCH or EPERM
     */
    public static boolean queue(long pid, Signal signal, int value) {
        checkPid(pid);
        // union sigval is passed by value in one register; an int stands in its lower half on little-endian machines.
        long result = Kernel.invoke(SignalH.SIGQUEUE, pid, signal.number(), value & 0xFFFF_FFFFL);
        if (result == -ErrnoH.EAGAIN) {
            return false;
        }
        LinuxException.check(result, "sigqueue(" + pid + ", " + signal + ")");
        return true;
    }

    private static void checkPid(long pid) {
        if (pid < 1 || pid > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a process id is 1 or greater, not " + pid);
        }
    }

    /**
     * Blocks signals in the calling thread and in threads it starts from now on, {@code pthread_sigmask(3)}.
     *
     * @param signals which
     */
    public static void block(Collection<Signal> signals) {
        changeMask(SignalH.SIG_BLOCK, Signal.mask(signals));
    }

    /**
     * Lets signals through again in the calling thread.
     *
     * @param signals which
     */
    public static void unblock(Collection<Signal> signals) {
        changeMask(SignalH.SIG_UNBLOCK, Signal.mask(signals));
    }

    private static void changeMask(int how, long mask) {
        long error;
        try (Kernel kernel = Kernel.lease()) {
            NativeMemory.clear(kernel.scratch(), SignalH.SIGSET_SIZE);
            NativeMemory.putLong(kernel.scratch(), mask);
            // Like all of pthreads it returns the error's number and leaves errno alone.
            error = kernel.call(SignalH.PTHREAD_SIGMASK, how, kernel.scratch(), 0);
        }
        LinuxException.check(-error, "pthread_sigmask()");
    }

    /**
     * Gives signals their default action again, {@code signal(2)} with SIG_DFL.
     *
     * @param signals which
     */
    public static void restoreDefault(Collection<Signal> signals) {
        signals.forEach(signal -> setDisposition(signal, SignalH.SIG_DFL));
    }

    /**
     * Ignores signals in the whole process, {@code signal(2)} with SIG_IGN. A blocked signal is queued even if ignored.
     *
     * @param signals which
     */
    public static void ignore(Collection<Signal> signals) {
        signals.forEach(signal -> setDisposition(signal, SignalH.SIG_IGN));
    }

    private static void setDisposition(Signal signal, long disposition) {
        long result = Kernel.invoke(SignalH.SIGNAL, signal.number(), disposition);
        if (result < 0 && result > -4096) { // the old handler's address is no error
            throw LinuxException.of(result, "signal(" + signal + ")");
        }
    }

    /**
     * The signals that every thread of this process blocks, and the kernel therefore keeps for a signalfd. Reads
     * {@code /proc/self/task}; threads that end meanwhile do not count.
     *
     * @return the set, in order of number
     * @throws LinuxException EMFILE if no descriptor is left to read it with
     */
    public static Set<Signal> blockedEverywhere() {
        return signalsOf(blockedEverywhereMask());
    }

    private static long blockedEverywhereMask() {
        long mask = -1L;
        for (Path task : ProcFile.list(TASKS)) {
            mask &= ProcStatus.of(task.resolve("status")).blocked();
        }
        return mask;
    }

    /**
     * How each of some signals can be received in this process now.
     *
     * @param signals which to look at
     * @return the ways, with their signals; a way that none has is missing
     * @throws LinuxException EMFILE if no descriptor is left to look with
     */
    public static Map<SignalDelivery, Set<Signal>> delivery(Collection<Signal> signals) {
        long blocked = blockedEverywhereMask();
        Map<SignalDelivery, Set<Signal>> ways = new EnumMap<>(SignalDelivery.class);
        for (Signal signal : signals) {
            SignalDelivery way;
            if (signal == Signal.KILL || signal == Signal.STOP) {
                way = SignalDelivery.NONE;
            } else if ((blocked & signal.bit()) != 0) {
                way = SignalDelivery.SIGNALFD;
            } else {
                way = JvmSignals.accepts(signal) ? SignalDelivery.JVM : SignalDelivery.NONE;
            }
            ways.computeIfAbsent(way, w -> new TreeSet<>()).add(signal);
        }
        return ways;
    }

    static Set<Signal> signalsOf(long mask) {
        Set<Signal> signals = new TreeSet<>();
        for (int number = 1; number <= Long.SIZE; number++) {
            if ((mask & Signal.of(number).bit()) != 0) {
                signals.add(Signal.of(number));
            }
        }
        return signals;
    }
}
