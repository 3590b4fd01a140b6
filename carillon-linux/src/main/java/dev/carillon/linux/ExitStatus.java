package dev.carillon.linux;

import dev.carillon.linux.ffm.WaitH;
import org.jspecify.annotations.Nullable;

/**
 * How a process ended, {@code wait(2)}.
 *
 * @param code the exit code, 0 to 255; 128 + the signal's number, as shells and {@link Process} have it, if a signal
 *     ended it; -1 for {@link #UNKNOWN}
 * @param signal the signal that ended it, or null if it exited by itself
 * @param coreDumped whether the signal made it write a core file
 */
public record ExitStatus(int code, @Nullable Signal signal, boolean coreDumped) {
    /**
     * How a process ended that is no child of ours, where the kernel does not keep the status of others (before Linux 6.15):
     * code -1, and no signal.
     */
    public static final ExitStatus UNKNOWN = new ExitStatus(-1, null, false);

    private static final int SIGNAL_BASE = 128;

    /**
     * From the status of {@code waitpid(2)} and {@code PIDFD_GET_INFO}: code in bits 8-15, signal 0-6, core in bit 7.
     */
    static ExitStatus ofWaitStatus(int status) {
        int signal = status & 0x7F;
        return signal == 0 ? exited((status >> 8) & 0xFF) : killed(signal, (status & 0x80) != 0);
    }

    /** From the {@code si_code} and {@code si_status} of {@code waitid(2)}. */
    static ExitStatus ofSiginfo(int code, int status) {
        return code == WaitH.CLD_EXITED ? exited(status) : killed(status, code == WaitH.CLD_DUMPED);
    }

    private static ExitStatus exited(int code) {
        return new ExitStatus(code, null, false);
    }

    private static ExitStatus killed(int signal, boolean coreDumped) {
        return new ExitStatus(SIGNAL_BASE + signal, Signal.of(signal), coreDumped);
    }

    /**
     * Whether more is known than that it ended.
     *
     * @return false for {@link #UNKNOWN} alone
     */
    public boolean isKnown() {
        return code >= 0;
    }

    /**
     * Whether it ended well.
     *
     * @return true for exit code 0
     */
    public boolean isSuccess() {
        return code == 0;
    }

    /** {@code exited with code 3}, {@code killed by SEGV (core dumped)}. */
    @Override
    public String toString() {
        if (!isKnown()) {
            return "ended, and nobody can tell how";
        }
        if (signal == null) {
            return "exited with code " + code;
        }
        return "killed by " + signal + (coreDumped ? " (core dumped)" : "");
    }
}
