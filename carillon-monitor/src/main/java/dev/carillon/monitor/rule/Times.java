package dev.carillon.monitor.rule;

import java.util.Arrays;

/** The last times of something, up to so many. */
final class Times {
    private static final int FIRST = 8;

    private final int most;
    private long[] ring;
    private int next;
    private int size;

    Times(int most) {
        this.most = most;
        ring = new long[Math.min(FIRST, most)];
    }

    void add(long time) {
        if (size == ring.length && size < most) { // all of them are in order from 0 on: none was overwritten yet
            ring = Arrays.copyOf(ring, (int) Math.min(most, 2L * size));
            next = size;
        }
        ring[next] = time;
        next = (next + 1) % ring.length;
        size = Math.min(size + 1, ring.length);
    }

    int size() {
        return size;
    }

    long oldest() {
        return newest(size - 1);
    }

    /** The newest one if none of those is left out, and so on. */
    long newest(int leftOut) {
        return ring[Math.floorMod(next - 1 - leftOut, ring.length)];
    }
}
