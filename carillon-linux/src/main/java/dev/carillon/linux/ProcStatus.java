package dev.carillon.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The signal lines of a {@code /proc/PID/status} file, {@code proc_pid_status(5)}, as masks with signal n in bit n-1.
 *
 * @param blocked {@code SigBlk}
 * @param ignored {@code SigIgn}
 * @param caught {@code SigCgt}
 */
record ProcStatus(long blocked, long ignored, long caught) {
    static ProcStatus of(Path file) throws IOException {
        long[] masks = {-1, 0, 0};
        try {
            for (String line : Files.readAllLines(file, java.nio.charset.StandardCharsets.ISO_8859_1)) {
                if (line.startsWith("SigBlk:")) {
                    masks[0] = maskOf(line);
                } else if (line.startsWith("SigIgn:")) {
                    masks[1] = maskOf(line);
                } else if (line.startsWith("SigCgt:")) {
                    masks[2] = maskOf(line);
                }
            }
        } catch (NoSuchFileException e) {
            // A thread that ended between the listing and the read: it blocks everything that matters no more.
        }
        return new ProcStatus(masks[0], masks[1], masks[2]);
    }

    private static long maskOf(String line) {
        return Long.parseUnsignedLong(line.substring(line.indexOf(':') + 1).strip(), 16);
    }
}
