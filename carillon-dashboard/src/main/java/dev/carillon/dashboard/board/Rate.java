package dev.carillon.dashboard.board;

/**
 * How often something happens: now, in the last minute, and in each of the last sixty minutes. Is told a total from time to time; what
 * came since the last time counts as if it had come then.
 */
final class Rate {
    /** As many minutes are kept. */
    static final int MINUTES = 60;

    private static final int SECONDS = 60;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MINUTE = 60 * NANOS_PER_SECOND;
    /** What is shown as "now". */
    private static final long NOW = 2 * NANOS_PER_SECOND;

    private final Ring minutes = new Ring(MINUTES);
    private final Ring seconds = new Ring(SECONDS);
    private long total;
    private long nowBegan;
    private long nowTotal;
    private double perSecond;

    /** Says how much there is now. */
    void update(long nanos, long newTotal) {
        if (nowBegan == 0) {
            nowBegan = nanos;
        }
        long more = Math.max(0, newTotal - total);
        minutes.add(nanos / NANOS_PER_MINUTE, more);
        seconds.add(nanos / NANOS_PER_SECOND, more);
        total = newTotal;
        if (nanos - nowBegan >= NOW) {
            perSecond = Math.max(0, newTotal - nowTotal) * (double) NANOS_PER_SECOND / (nanos - nowBegan);
            nowBegan = nanos;
            nowTotal = newTotal;
        }
    }

    /** Of the last two seconds. */
    double perSecond() {
        return perSecond;
    }

    /** How much there was in the minute so long ago; the one that is not over is 0. */
    long minute(int ago) {
        return minutes.ago(ago);
    }

    /** How much there was in the last sixty seconds, with the one that is not over. */
    long lastMinute() {
        long sum = 0;
        for (int ago = 0; ago < SECONDS; ago++) {
            sum += seconds.ago(ago);
        }
        return sum;
    }

    /** How much there was in each of the last spans of time, which are counted from any one on. */
    private static final class Ring {
        private final long[] counts;
        private long newest = -1;

        Ring(int size) {
            counts = new long[size];
        }

        void add(long at, long more) {
            if (newest < 0) {
                newest = at;
            }
            for (long passed = Math.min(at - newest, counts.length); passed > 0; passed--) {
                counts[slot(at - passed + 1)] = 0;
            }
            newest = Math.max(newest, at);
            counts[slot(newest)] += more;
        }

        long ago(int spans) {
            return counts[slot(newest - spans)];
        }

        private int slot(long at) {
            return Math.floorMod(at, counts.length);
        }
    }
}
