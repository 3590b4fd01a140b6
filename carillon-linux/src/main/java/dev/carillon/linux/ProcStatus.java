package dev.carillon.linux;

import java.nio.file.Path;

/**
 * The signal lines of a {@code /proc/PID/status} file, {@code proc_pid_status(5)}, as masks with signal n in bit n-1.
 *
 * @param blocked {@code SigBlk}
 * @param ignored {@code SigIgn}
 * @param caught {@code SigCgt}
 */
record ProcStatus(long blocked, long ignored, long caught) {
    /** What is said of a thread that has ended: it lets no signal through any more. */
    private static final ProcStatus ENDED = new ProcStatus(-1, 0, 0);
    /** A thread that is just about to be gone has no signals any more: all its masks read as zero, as if it blocked nothing. */
    private static final String NO_SIGNALS = "\nThreads:\t0\n";

    static ProcStatus of(Path file) {
        return ProcFile.readIfThere(file).map(ProcStatus::parse).orElse(ENDED);
    }

    private static ProcStatus parse(String text) {
        if (text.contains(NO_SIGNALS)) {
            return ENDED;
        }
        long[] masks = {-1, 0, 0};
        text.lines().forEach(line -> {
            if (line.startsWith("SigBlk:")) {
                masks[0] = maskOf(line);
            } else if (line.startsWith("SigIgn:")) {
                masks[1] = maskOf(line);
            } else if (line.startsWith("SigCgt:")) {
                masks[2] = maskOf(line);
            }
        });
        return new ProcStatus(masks[0], masks[1], masks[2]);
    }

    private static long maskOf(String line) {
        return Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16);
    }
}
