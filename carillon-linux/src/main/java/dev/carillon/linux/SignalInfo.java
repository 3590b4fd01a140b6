package dev.carillon.linux;

/**
 * One delivered signal, {@code signalfd_siginfo} of {@code signalfd(2)}.
 *
 * @param signal which one
 * @param pid the sender's process id; 0 if the kernel sent it, {@link #UNKNOWN} if it is not known
 * @param uid the sender's real user id; {@link #UNKNOWN} if it is not known
 * @param code how it was sent, {@code si_code}: 0 kill, -1 sigqueue, -6 tgkill, positive by the kernel
 * @param value the value queued with it by {@code sigqueue(3)}; 0 if there was none
 * @param delivery how it got here, which says whether sender and value can be known
 */
public record SignalInfo(Signal signal, int pid, int uid, int code, int value, SignalDelivery delivery) {
    /** A sender that the way of delivery does not tell. */
    public static final int UNKNOWN = -1;

    /**
     * Whether the sender is known.
     *
     * @return false where the JVM's own handler passed the signal on
     */
    public boolean hasSender() {
        return pid != UNKNOWN;
    }
}
