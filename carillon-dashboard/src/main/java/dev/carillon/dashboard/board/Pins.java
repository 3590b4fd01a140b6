package dev.carillon.dashboard.board;

import java.util.Arrays;

/** The last pins of a lane, as few bytes each as can be. A ring that grows to its bound. */
final class Pins {
    /** As many are kept of a lane. */
    static final int MOST = 10_000;

    private static final int FIRST = 16;

    private long[] id = new long[FIRST];
    private long[] micros = new long[FIRST];
    private double[] value = new double[FIRST];
    private String[] kind = new String[FIRST];
    private int next;
    private int size;

    void add(Occurrence occurrence) {
        if (size == id.length && size < MOST) {
            grow();
        }
        id[next] = occurrence.id();
        micros[next] = occurrence.micros();
        value[next] = occurrence.value();
        kind[next] = occurrence.kind();
        next = (next + 1) % id.length;
        size = Math.min(size + 1, id.length);
    }

    /** Full rings begin at their first element until they are as large as they get. */
    private void grow() {
        int larger = Math.min(2 * size, MOST);
        id = Arrays.copyOf(id, larger);
        micros = Arrays.copyOf(micros, larger);
        value = Arrays.copyOf(value, larger);
        kind = Arrays.copyOf(kind, larger);
        next = size;
    }

    /** Hears of pins. */
    interface Reader {
        void pin(long id, long micros, double value, String kind);
    }

    /** Tells of the newest that come after a number, at most so many, the oldest first. */
    void after(long number, int most, Reader reader) {
        int left = 0;
        while (left < Math.min(size, most) && id[at(left)] > number) {
            left++;
        }
        for (int i = left - 1; i >= 0; i--) {
            int at = at(i);
            reader.pin(id[at], micros[at], value[at], kind[at]);
        }
    }

    /** The newest but so many. */
    private int at(int leftOut) {
        return Math.floorMod(next - 1 - leftOut, id.length);
    }
}
