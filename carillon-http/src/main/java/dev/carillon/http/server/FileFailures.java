package dev.carillon.http.server;

import dev.carillon.linux.LinuxException;
import java.lang.System.Logger.Level;

/**
 * Tells the log of files that cannot be served: at once, then after a second, two, four, at last once a minute, with how many
 * were not told meanwhile. A broken disk, or a process without descriptors, fails at each request. After a minute without
 * failures it begins anew. Safe from any thread.
 */
final class FileFailures {
    static final long FIRST_REST_NANOS = 1_000_000_000;
    static final long LONGEST_REST_NANOS = 60_000_000_000L;
    private static final System.Logger LOG = System.getLogger(StaticFiles.class.getName());

    // Guarded by this:
    private long rest;
    private long notBefore = Long.MIN_VALUE;
    private long untold;

    /**
     * One more.
     *
     * @param now nanoseconds since some moment, on the scale of all loops
     */
    void failed(LinuxException reason, long now) {
        long before = due(now);
        if (before >= 0) {
            log("a file cannot be served: " + reason.getMessage()
                    + (before == 0 ? "" : "; " + before + " more since the last report"));
        }
    }

    /** How many were not told before this one; negative if this is not to be told either. */
    private synchronized long due(long now) {
        if (now < notBefore) {
            untold++;
            return -1;
        }
        boolean anew = rest == 0 || now - notBefore >= LONGEST_REST_NANOS;
        rest = anew ? FIRST_REST_NANOS : Math.min(2 * rest, LONGEST_REST_NANOS);
        notBefore = now + rest;
        long before = untold;
        untold = 0;
        return before;
    }

    private static void log(String line) {
        try {
            LOG.log(Level.WARNING, line);
        } catch (LinkageError | RuntimeException e) {
            // A log that cannot be written keeps nobody from an answer, which says that there was a failure.
        }
    }
}
