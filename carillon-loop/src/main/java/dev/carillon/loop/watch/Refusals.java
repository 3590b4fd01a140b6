package dev.carillon.loop.watch;

import dev.carillon.linux.LinuxException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Directories that could not be watched, and when to try again: at once when there is reason to hope, otherwise after a
 * second, and each time that nothing came of it after twice as long, up to a minute. A few at a time, each in its turn.
 */
final class Refusals {
    private static final long FIRST_DELAY = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_DELAY = TimeUnit.MINUTES.toNanos(1);
    private static final int AT_A_TIME = 64;
    private static final long NEVER = Long.MAX_VALUE;

    private final Set<WatchedDirectory> refused = new LinkedHashSet<>();
    private long delay = FIRST_DELAY;
    private long due = NEVER;

    /** It could not be watched; answers whether that is news. */
    boolean add(WatchedDirectory directory, LinuxException reason, long now) {
        LinuxException former = directory.refusal;
        directory.refusal = reason;
        refused.add(directory);
        if (due == NEVER) {
            due = now + delay;
        }
        return former == null || former.errno() != reason.errno();
    }

    /** It is watched now; answers whether it had been refused. */
    boolean remove(WatchedDirectory directory, long now) {
        if (directory.refusal == null) {
            return false;
        }
        directory.refusal = null;
        refused.remove(directory);
        delay = FIRST_DELAY;
        hasten(now);
        return true;
    }

    /** There is reason to hope. */
    void hasten(long now) {
        due = refused.isEmpty() ? NEVER : now;
    }

    long due() {
        return due;
    }

    /** Those to be tried now. */
    List<WatchedDirectory> takeDue(long now) {
        if (now < due) {
            return List.of();
        }
        List<WatchedDirectory> some = new ArrayList<>();
        for (Iterator<WatchedDirectory> all = refused.iterator(); all.hasNext() && some.size() < AT_A_TIME; ) {
            some.add(all.next());
            all.remove();
        }
        some.removeIf(directory -> !directory.isAttached());
        refused.addAll(some); // behind those that were not tried
        due = refused.isEmpty() ? NEVER : now + delay;
        delay = Math.min(2 * delay, LONGEST_DELAY);
        return some;
    }

    int size() {
        return refused.size();
    }
}
