package dev.carillon.linux;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.NativeMemory;
import dev.carillon.linux.ffm.SignalH;
import dev.carillon.linux.ffm.UnistdH;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Signals read like a file, {@code signalfd(2)}: with sender and value, real-time signals in order. Only signals that are
 * blocked in every thread of the process arrive here ({@link Signals#delivery}). Non-blocking and close-on-exec; for one
 * thread at a time.
 */
public final class SignalFd extends Fd {
    private static final int BATCH = 32;

    private final NativeMemory records = NativeMemory.allocate((long) BATCH * SignalH.SIGINFO_SIZE);
    private int next;
    private int count;

    private SignalFd(int number) {
        super(number);
    }

    /**
     * A descriptor for a set of signals.
     *
     * @param signals which, at least one; not KILL and STOP, which the kernel would ignore silently
     * @return the descriptor
     * @throws LinuxException EMFILE, ENFILE or ENOMEM
     */
    public static SignalFd open(Set<Signal> signals) {
        return new SignalFd(set(-1, signals));
    }

    /**
     * Changes the set of signals.
     *
     * @param signals the new set
     */
    public void change(Set<Signal> signals) {
        int number = enter();
        try {
            set(number, signals);
        } finally {
            leave();
        }
    }

    private static int set(int number, Set<Signal> signals) {
        if (signals.isEmpty()) {
            throw new IllegalArgumentException("a signalfd needs at least one signal");
        }
        if (signals.contains(Signal.KILL) || signals.contains(Signal.STOP)) {
            throw new IllegalArgumentException("KILL and STOP cannot be caught");
        }
        long result;
        try (Kernel kernel = Kernel.lease()) {
            NativeMemory.clear(kernel.scratch(), SignalH.SIGSET_SIZE);
            NativeMemory.putLong(kernel.scratch(), Signal.mask(signals));
            result =
                    kernel.call(SignalH.SIGNALFD, number, kernel.scratch(), SignalH.SFD_CLOEXEC | SignalH.SFD_NONBLOCK);
        }
        return LinuxException.check(result, "signalfd(" + signals + ")");
    }

    /**
     * The next signal.
     *
     * @return it, or null if none is pending
     * @throws LinuxException if the kernel refuses
     */
    public @Nullable SignalInfo read() {
        if (next == count && !fill()) {
            return null;
        }
        long at = records.address() + (long) next++ * SignalH.SIGINFO_SIZE;
        return new SignalInfo(
                Signal.of(NativeMemory.getInt(at + SignalH.SSI_SIGNO)),
                NativeMemory.getInt(at + SignalH.SSI_PID),
                NativeMemory.getInt(at + SignalH.SSI_UID),
                NativeMemory.getInt(at + SignalH.SSI_CODE),
                NativeMemory.getInt(at + SignalH.SSI_INT),
                SignalDelivery.SIGNALFD);
    }

    /**
     * Whether signals were taken from the kernel that {@link #read} has not returned yet.
     *
     * @return true if the next read needs no system call
     */
    public boolean hasBuffered() {
        return next < count;
    }

    private boolean fill() {
        long result;
        int number = enter();
        try (Kernel kernel = Kernel.lease()) {
            result = kernel.retry(UnistdH.READ, number, records.address(), (long) BATCH * SignalH.SIGINFO_SIZE);
        } finally {
            leave();
        }
        if (result == -ErrnoH.EAGAIN) {
            return false;
        }
        LinuxException.check(result, "read(" + this + ")");
        next = 0;
        count = (int) (result / SignalH.SIGINFO_SIZE);
        return count > 0;
    }

    @Override
    public String kind() {
        return "signalfd";
    }
}
