package dev.carillon.dashboard.board;

/** How often something happens: now, and in each of the last sixty minutes. Is told a total from time to time. */
final class Rate {
    /** As many minutes are kept. */
    static final int MINUTES = 60;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MINUTE = 60 * NANOS_PER_SECOND;
    /** What is shown as "now". */
    private static final long NOW = 2 * NANOS_PER_SECOND;

    private final long[] minutes = new long[MINUTES];
    private long minute = -1;
    private long total;
    private long nowBegan;
    private long nowTotal;
    private double perSecond;

    /** Says how much there is now. */
    void update(long nanos, long newTotal) {
        move(nanos / NANOS_PER_MINUTE);
        if (nowBegan == 0) {
            nowBegan = nanos;
        }
        minutes[Math.floorMod(minute, MINUTES)] += Math.max(0, newTotal - total);
        total = newTotal;
        if (nanos - nowBegan >= NOW) {
            perSecond = Math.max(0, newTotal - nowTotal) * (double) NANOS_PER_SECOND / (nanos - nowBegan);
            nowBegan = nanos;
            nowTotal = newTotal;
        }
    }

    private void move(long now) {
        if (minute < 0) {
            minute = now;
        }
        for (long passed = Math.min(now - minute, MINUTES); passed > 0; passed--) {
            minutes[Math.floorMod(now - passed + 1, MINUTES)] = 0;
        }
        minute = Math.max(minute, now);
    }

    /** Of the last two seconds. */
    double perSecond() {
        return perSecond;
    }

    /** How much there was in the minute so long ago; the one that is not over is 0. */
    long minute(int ago) {
        return minutes[Math.floorMod(minute - ago, MINUTES)];
    }

    /** What there was in the last whole minute and in that which has begun. */
    long lately() {
        return minute(0) + minute(1);
    }
}
