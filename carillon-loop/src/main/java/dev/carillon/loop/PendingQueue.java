package dev.carillon.loop;

import org.jspecify.annotations.Nullable;

/**
 * The sources that have something to handle, by priority and then by age.
 *
 * <p>One list a priority and one bit a non-empty list: adding, taking and removing cost the same with one source pending or
 * ten thousand. The links are fields of the sources, so nothing is allocated.
 *
 * <p>A source that is held keeps its place: if it listens again before its turn comes, it was never away. If not, it is
 * passed over, and queued again when it listens.
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
        size++;
        int priority = source.priority();
        Source tail = tails[priority];
        source.previousPending = tail;
        tails[priority] = source;
        if (tail == null) {
            heads[priority] = source;
            nonEmpty |= 1L << priority;
        } else {
            tail.nextPending = source;
        }
    }

    /** Takes the source whose turn it is and that listens, or null. */
    @Nullable
    Source poll() {
        while (nonEmpty != 0) {
            int priority = Long.numberOfTrailingZeros(nonEmpty);
            Source source = heads[priority];
            if (source == null) {
                throw new AssertionError("bit without a list: " + priority);
            }
            remove(source);
            if (source.begin()) {
                return source;
            }
        }
        return null;
    }

    /** Takes out a source that is pending in this queue, wherever it stands; before its priority changes. */
    void remove(Source source) {
        int priority = source.priority();
        Source before = source.previousPending;
        Source after = source.nextPending;
        if (before == null) {
            heads[priority] = after;
        } else {
            before.nextPending = after;
        }
        if (after == null) {
            tails[priority] = before;
        } else {
            after.previousPending = before;
        }
        if (heads[priority] == null) {
            nonEmpty &= ~(1L << priority);
        }
        source.pendingIn = null;
        source.previousPending = null;
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
