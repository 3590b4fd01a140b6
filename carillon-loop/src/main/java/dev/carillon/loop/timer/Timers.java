package dev.carillon.loop.timer;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All deadlines of a loop: a hierarchical timing wheel with a small heap at its front.
 *
 * <p>Scheduling and cancelling beyond the present tick cost the same with ten deadlines or a million. Within a tick
 * (about a millisecond) a heap orders them to the nanosecond, equal times by age, so the wheel's coarseness is never seen
 * from outside.
 */
public final class Timers {
    /*
     * Seven levels of 64 slots. A deadline stands in the level of the highest group of six bits in which its tick differs
     * from the present one. So all deadlines of a level come before all of the next, and the first set bit of the first
     * non-empty level is the earliest slot. When time enters a slot its deadlines move to lower levels, and at last,
     * when their tick is the present one, into the heap: seven moves in a lifetime at the most.
     */
    private static final int TICK_BITS = 20;
    private static final int LEVEL_BITS = 6;
    private static final int SLOTS = 1 << LEVEL_BITS;
    private static final int LEVELS = 8;

    /** What {@link #next} answers when nothing is scheduled. */
    public static final long NEVER = Long.MAX_VALUE;

    private final @Nullable Deadline[] heads = new Deadline[LEVELS * SLOTS];
    private final @Nullable Deadline[] tails = new Deadline[LEVELS * SLOTS];

    /** A lower bound of the deadlines in a slot: cancelling does not raise it. */
    private final long[] earliest = new long[LEVELS * SLOTS];

    /** A lower bound of the times until which the deadlines in a slot can wait: each its time and its accuracy. */
    private final long[] latest = new long[LEVELS * SLOTS];

    private final long[] occupied = new long[LEVELS];
    private Deadline[] heap = new Deadline[16];
    private int heapSize;
    private int size;
    private int sequence;
    private long now;

    /** @param now the present, in nanoseconds, 0 or greater; it never goes back */
    public Timers(long now) {
        this.now = now;
    }

    /**
     * Schedules a deadline that is not scheduled. A time that has passed is due at the next {@link #expire}.
     *
     * @param accuracyBits the power of two of nanoseconds it may be late by choice; 0 for as exact as the kernel can
     */
    public void schedule(Deadline deadline, long when, byte accuracyBits) {
        deadline.accuracyBits = accuracyBits;
        deadline.when = Math.max(when, 0);
        deadline.sequence = sequence++;
        size++;
        place(deadline);
    }

    /** Takes a deadline back; false if it was not scheduled. */
    public boolean cancel(Deadline deadline) {
        if (!deadline.isScheduled()) {
            return false;
        }
        if (deadline.where > 0) {
            unlink(deadline, deadline.where - 1);
        } else {
            removeFromHeap(-1 - deadline.where);
        }
        deadline.where = Deadline.NOWHERE;
        size--;
        return true;
    }

    /** When the loop has to look again: the earliest deadline, or before it; {@link #NEVER} without any. */
    public long next() {
        if (heapSize > 0) {
            return heap[0].when;
        }
        for (int level = 0; level < LEVELS; level++) {
            if (occupied[level] != 0) {
                return earliest[level * SLOTS + Long.numberOfTrailingZeros(occupied[level])];
            }
        }
        return NEVER;
    }

    /**
     * Whether the loop may look as late as that for {@link #next}: whether no deadline that comes before allows less. All of
     * them count, not the earliest alone; one that has little time to spare may stand right behind one that has much.
     */
    public boolean tolerate(long late) {
        if (heapSize > 0) {
            return false; // within a tick there is nothing to be late by
        }
        for (int level = 0; level < LEVELS; level++) {
            for (long slots = occupied[level]; slots != 0; slots &= slots - 1) {
                int slot = Long.numberOfTrailingZeros(slots);
                if (start(level, slot) > late) {
                    return true;
                }
                if (latest[level * SLOTS + slot] < late) {
                    return false;
                }
            }
        }
        return true;
    }

    /** When time enters a slot that is ahead of it. */
    private long start(int level, int slot) {
        int shift = TICK_BITS + level * LEVEL_BITS;
        return (now >>> shift >>> LEVEL_BITS << LEVEL_BITS | slot) << shift;
    }

    /** Moves time on and calls {@link Deadline#due} of all that has come, in order. */
    public void expire(long present) {
        advance(Math.max(present, now));
        while (heapSize > 0 && heap[0].when <= now) {
            Deadline deadline = heap[0];
            removeFromHeap(0);
            deadline.where = Deadline.NOWHERE;
            size--;
            deadline.due();
        }
    }

    public int size() {
        return size;
    }

    private void advance(long present) {
        for (int level = 0; level < LEVELS; ) {
            if (occupied[level] == 0) {
                level++;
                continue;
            }
            int slot = Long.numberOfTrailingZeros(occupied[level]);
            long start = start(level, slot);
            if (start > present) {
                break;
            }
            now = start;
            scatter(level * SLOTS + slot);
            level = 0;
        }
        now = present;
    }

    /** Places the deadlines of a slot that time has entered again, lower. */
    private void scatter(int index) {
        Deadline deadline = heads[index];
        heads[index] = null;
        tails[index] = null;
        occupied[index / SLOTS] &= ~(1L << index % SLOTS);
        while (deadline != null) {
            Deadline following = deadline.next;
            deadline.next = null;
            deadline.previous = null;
            place(deadline);
            deadline = following;
        }
    }

    private void place(Deadline deadline) {
        long difference = deadline.when >>> TICK_BITS ^ now >>> TICK_BITS;
        if (difference == 0 || deadline.when <= now) {
            addToHeap(deadline);
            return;
        }
        int level = (Long.SIZE - 1 - Long.numberOfLeadingZeros(difference)) / LEVEL_BITS;
        int slot = (int) (deadline.when >>> TICK_BITS + level * LEVEL_BITS) & SLOTS - 1;
        link(deadline, level, slot);
    }

    private void link(Deadline deadline, int level, int slot) {
        int index = level * SLOTS + slot;
        deadline.where = index + 1;
        Deadline tail = tails[index];
        tails[index] = deadline;
        if (tail == null) {
            heads[index] = deadline;
            earliest[index] = deadline.when;
            latest[index] = deadline.latest();
            occupied[level] |= 1L << slot;
            return;
        }
        tail.next = deadline;
        deadline.previous = tail;
        earliest[index] = Math.min(earliest[index], deadline.when);
        latest[index] = Math.min(latest[index], deadline.latest());
    }

    private void unlink(Deadline deadline, int index) {
        Deadline before = deadline.previous;
        Deadline after = deadline.next;
        if (before == null) {
            heads[index] = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            tails[index] = before;
        } else {
            after.previous = before;
        }
        deadline.next = null;
        deadline.previous = null;
        if (heads[index] == null) {
            occupied[index / SLOTS] &= ~(1L << index % SLOTS);
        }
    }

    private void addToHeap(Deadline deadline) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, heapSize * 2);
        }
        siftUp(heapSize++, deadline);
    }

    @SuppressWarnings("NullAway") // a vacated place of the heap array is null and never read
    private void removeFromHeap(int position) {
        Deadline last = heap[--heapSize];
        heap[heapSize] = null;
        if (position == heapSize) {
            return;
        }
        if (position > 0 && isBefore(last, heap[(position - 1) / 2])) {
            siftUp(position, last);
        } else {
            siftDown(position, last);
        }
    }

    private void siftUp(int from, Deadline deadline) {
        int position = from;
        while (position > 0) {
            int parent = (position - 1) / 2;
            if (!isBefore(deadline, heap[parent])) {
                break;
            }
            put(position, heap[parent]);
            position = parent;
        }
        put(position, deadline);
    }

    private void siftDown(int from, Deadline deadline) {
        int position = from;
        while (position < heapSize / 2) {
            int child = 2 * position + 1;
            if (child + 1 < heapSize && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], deadline)) {
                break;
            }
            put(position, heap[child]);
            position = child;
        }
        put(position, deadline);
    }

    private void put(int position, Deadline deadline) {
        heap[position] = deadline;
        deadline.where = -1 - position;
    }

    private static boolean isBefore(Deadline a, Deadline b) {
        return a.when != b.when ? a.when < b.when : a.sequence - b.sequence < 0;
    }
}
