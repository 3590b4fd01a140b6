package dev.carillon.monitor.rule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which alarm has to be looked at when. A time that is put off, as that of what must not be absent is with each event, costs
 * nothing: it is moved when its turn comes.
 */
final class Agenda {
    private static final long NEVER = Long.MAX_VALUE;

    private final List<Entry> heap = new ArrayList<>();
    private long entries;

    /** That of one alarm. */
    static final class Entry {
        private final Alarm alarm;
        private final long number;

        /** When it is due, and when the heap believes that it is: not later. */
        private long due = NEVER;

        private long believed = NEVER;
        private int place = -1;

        private Entry(Alarm alarm, long number) {
            this.alarm = alarm;
            this.number = number;
        }

        private boolean isBefore(Entry other) {
            return believed != other.believed ? believed < other.believed : number < other.number;
        }
    }

    /** One that is not due. */
    Entry entry(Alarm alarm) {
        return new Entry(alarm, entries++);
    }

    void set(Entry entry, long due) {
        entry.due = due;
        if (due >= entry.believed) {
            return;
        }
        entry.believed = due;
        if (entry.place < 0) {
            entry.place = heap.size();
            heap.add(entry);
        }
        up(entry);
    }

    /** When the next one is due; never if none is. */
    long next() {
        Entry first = first();
        return first == null ? NEVER : first.due;
    }

    /** Takes one that is due, the earliest. */
    @Nullable
    Due poll(long boot) {
        Entry first = first();
        if (first == null || first.due > boot) {
            return null;
        }
        Due due = new Due(first.alarm, first.due);
        set(first, NEVER);
        first();
        return due;
    }

    /**
     * An alarm that is due.
     *
     * @param at when it is: not later than now
     */
    record Due(Alarm alarm, long at) {}

    private @Nullable Entry first() {
        while (!heap.isEmpty()) {
            Entry first = heap.getFirst();
            if (first.believed == first.due && first.due != NEVER) {
                return first;
            }
            first.believed = first.due;
            if (first.due == NEVER) {
                removeFirst();
            } else {
                down(first);
            }
        }
        return null;
    }

    private void removeFirst() {
        heap.getFirst().place = -1;
        Entry last = heap.removeLast();
        if (!heap.isEmpty()) {
            put(last, 0);
            down(last);
        }
    }

    private void up(Entry entry) {
        while (entry.place > 0) {
            Entry parent = heap.get((entry.place - 1) / 2);
            if (!entry.isBefore(parent)) {
                return;
            }
            swap(entry, parent);
        }
    }

    private void down(Entry entry) {
        while (2 * entry.place + 1 < heap.size()) {
            Entry child = heap.get(2 * entry.place + 1);
            if (2 * entry.place + 2 < heap.size()
                    && heap.get(2 * entry.place + 2).isBefore(child)) {
                child = heap.get(2 * entry.place + 2);
            }
            if (!child.isBefore(entry)) {
                return;
            }
            swap(entry, child);
        }
    }

    private void swap(Entry one, Entry other) {
        int place = one.place;
        put(one, other.place);
        put(other, place);
    }

    private void put(Entry entry, int place) {
        entry.place = place;
        heap.set(place, entry);
    }
}
