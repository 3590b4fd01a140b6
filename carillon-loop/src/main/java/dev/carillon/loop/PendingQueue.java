package dev.carillon.loop;

import org.jspecify.annotations.Nullable;

/**
 * The sources that have something to handle, by priority and then by age.
 *
 * <p>One list a priority and one bit a non-empty list: adding and taking cost the same with one source pending or ten
 * thousand. The links are fields of the sources, so nothing is allocated.
 */
final class PendingQueue {
    private final @Nullable Source[] heads = new Source[Priority.LAST + 1];
    private final @Nullable Source[] tails = new Source[Priority.LAST + 1];
    private long nonEmpty;
    private int size;

    /** Adds a source at the end of its priority's list; does nothing if it is pending anywhere already. */
    void add(Source source) {
        if (source.pendingIn != null) {
            return;
        }
        source.pendingIn = this;
        source.nextPending = null;
        int priority = source.priority();
        source.pendingPriority = priority;
        Source tail = tails[priority];
        if (tail == null) {
            heads[priority] = source;
            nonEmpty |= 1L << priority;
        } else {
            tail.nextPending = source;
        }
        tails[priority] = source;
        size++;
    }

    /** Takes the source whose turn it is, or null. */
    @Nullable
    Source poll() {
        if (nonEmpty == 0) {
            return null;
        }
        int priority = Long.numberOfTrailingZeros(nonEmpty);
        Source source = heads[priority];
        if (source == null) {
            throw new AssertionError("bit without a list: " + priority);
        }
        Source next = source.nextPending;
        heads[priority] = next;
        if (next == null) {
            tails[priority] = null;
            nonEmpty &= ~(1L << priority);
        }
        source.pendingIn = null;
        source.nextPending = null;
        size--;
        return source;
    }

    /** Takes out a source that is pending in this queue, wherever it stands. */
    void remove(Source source) {
        int priority = source.pendingPriority;
        Source before = null;
        for (Source at = heads[priority]; at != null && at != source; at = at.nextPending) {
            before = at;
        }
        Source next = source.nextPending;
        if (before == null) {
            heads[priority] = next;
        } else {
            before.nextPending = next;
        }
        if (next == null) {
            tails[priority] = before;
        }
        if (heads[priority] == null) {
            nonEmpty &= ~(1L << priority);
        }
        source.pendingIn = null;
        source.nextPending = null;
        size--;
    }

    boolean isEmpty() {
        return nonEmpty == 0;
    }

    int size() {
        return size;
    }
}
