package dev.carillon.loop;

/**
 * What a {@link PathSource} has to do with at the moment, and what it did not tell one by one. Live; may be read by any thread,
 * where it may lag.
 */
public final class WatchStatistics {
    volatile int watches;
    volatile int refused;
    volatile int queued;
    volatile int mostQueued;
    volatile long overflows;
    volatile long filtered;
    volatile long merged;

    WatchStatistics() {}

    /**
     * How many watches it has, each of which counts against {@code /proc/sys/fs/inotify/max_user_watches}.
     *
     * @return directories, the root and the directories above it where its name is watched
     */
    public int watches() {
        return watches;
    }

    /**
     * How many directories cannot be watched at the moment.
     *
     * @return those told as {@link PathChange.Kind#REFUSED}, and not yet as {@link PathChange.Kind#WATCHED}
     */
    public int refused() {
        return refused;
    }

    /**
     * How many changes wait.
     *
     * @return those that are known and not told yet, those that settle included
     */
    public int queued() {
        return queued;
    }

    /**
     * How many changes have waited at once.
     *
     * @return the most so far
     */
    public int mostQueued() {
        return mostQueued;
    }

    /**
     * How often the kernel had to drop events.
     *
     * @return the count so far, of {@link PathChange.Kind#OVERFLOW}
     */
    public long overflows() {
        return overflows;
    }

    /**
     * How many changes were not wanted.
     *
     * @return the count so far, by {@link PathOptions#withFilter} and {@link PathOptions#withKinds}
     */
    public long filtered() {
        return filtered;
    }

    /**
     * How many changes were told together with others of the same file.
     *
     * @return the count so far, by {@link PathOptions#withSettle}
     */
    public long merged() {
        return merged;
    }

    /** {@code 12 watches, 0 refused, 3 queued (at most 40), 0 overflows}. */
    @Override
    public String toString() {
        return watches + " watches, " + refused + " refused, " + queued + " queued (at most " + mostQueued + "), "
                + overflows + " overflows";
    }
}
