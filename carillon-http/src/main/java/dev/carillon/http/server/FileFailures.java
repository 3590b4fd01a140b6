package dev.carillon.http.server;

import dev.carillon.linux.LinuxException;
import dev.carillon.loop.Reminder;
import java.lang.System.Logger.Level;

/**
 * Tells the log of files that cannot be served, with the rests of a {@link Reminder} and with how many were not told meanwhile: a
 * broken disk, or a process without descriptors, fails at each request. Safe from any thread.
 */
final class FileFailures {
    private static final System.Logger LOG = System.getLogger(StaticFiles.class.getName());

    private final Reminder reminder = new Reminder();
    /** Guarded by this. */
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
        if (!reminder.isDue(now)) {
            untold++;
            return -1;
        }
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
