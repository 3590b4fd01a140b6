package dev.carillon.monitor.rule;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The ids of the last events of an alarm, and of that which began it: what a transition names as its causes. */
final class Causes {
    /** As many are named: enough to see why, and little enough for every record. */
    static final int MOST = 32;

    private static final int FIRST = 2;

    private long[] ring = new long[FIRST];
    private int next;
    private int size;
    private long begin;
    private long sinceBegin;

    void add(long id) {
        if (size == ring.length && size < MOST) {
            ring = Arrays.copyOf(ring, 2 * size);
            next = size;
        }
        ring[next] = id;
        next = (next + 1) % ring.length;
        size = Math.min(size + 1, ring.length);
        sinceBegin++;
    }

    /** From the newest event on the condition is met. */
    void begin() {
        begin = size == 0 ? 0 : newest(0);
        sinceBegin = 1;
    }

    private long newest(int leftOut) {
        return ring[Math.floorMod(next - 1 - leftOut, ring.length)];
    }

    /** The first, and the last ones since then; at least as many of the last as the condition looks at. */
    List<Long> raising(int looksAt) {
        List<Long> ids = new ArrayList<>();
        int last = (int) Math.min(size, Math.max(looksAt, sinceBegin));
        if (last > 0 && begin > 0 && begin < newest(last - 1)) {
            ids.add(begin);
            last = Math.min(last, MOST - 1);
        }
        for (int leftOut = last - 1; leftOut >= 0; leftOut--) {
            ids.add(newest(leftOut));
        }
        return ids;
    }

    /** The newest. */
    List<Long> clearing() {
        return size == 0 ? List.of() : List.of(newest(0));
    }
}
