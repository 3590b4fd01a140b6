package dev.carillon.dashboard.board;

import java.util.Arrays;

/**
 * What happened in each of the last seconds: how much, and the least, the greatest and the last number. A ring: what is older than its
 * span is not there.
 */
final class Seconds {
    /** The barrel's ten minutes, and the second that is not over. */
    static final int SPAN = 601;

    private final long[] second = new long[SPAN];
    private final int[] count = new int[SPAN];
    private final double[] least = new double[SPAN];
    private final double[] greatest = new double[SPAN];
    private final double[] last = new double[SPAN];
    private long newest;

    Seconds() {
        Arrays.fill(second, -1);
    }

    /** So much happened, the last with a value unless that is not a number; what is older than the span is too late. */
    void add(long at, long howMuch, double itsLeast, double itsGreatest, double value) {
        if (at <= newest - SPAN) {
            return;
        }
        int i = slot(at);
        if (second[i] != at) {
            second[i] = at;
            count[i] = 0;
            least[i] = Double.NaN;
            greatest[i] = Double.NaN;
            last[i] = Double.NaN;
        }
        newest = Math.max(newest, at);
        count[i] = (int) Math.min(Integer.MAX_VALUE, count[i] + howMuch);
        if (!Double.isNaN(value)) {
            least[i] = Double.isNaN(least[i]) ? itsLeast : Math.min(least[i], itsLeast);
            greatest[i] = Double.isNaN(greatest[i]) ? itsGreatest : Math.max(greatest[i], itsGreatest);
            last[i] = value;
        }
    }

    private static int slot(long at) {
        return Math.floorMod(at, SPAN);
    }

    /** How much there is in all of them. */
    long count() {
        long sum = 0;
        for (int i = 0; i < SPAN; i++) {
            sum += second[i] > newest - SPAN ? count[i] : 0;
        }
        return sum;
    }

    /** Hears of seconds in which something happened. */
    interface Reader {
        void second(long at, int count, double least, double greatest, double last);
    }

    /** Tells of all from one second on, in order. */
    void from(long first, Reader reader) {
        for (long at = Math.max(first, newest - SPAN + 1); at <= newest; at++) {
            int i = slot(at);
            if (second[i] == at) {
                reader.second(at, count[i], least[i], greatest[i], last[i]);
            }
        }
    }
}
