package dev.carillon.bench.echo;

import java.util.concurrent.TimeUnit;

/**
 * When a server is warm: it had load for long enough, and the CPU time of a message falls no more. Told of one stretch of
 * load after the other.
 */
final class WarmUp {
    /** The JIT has had what is called often by then. */
    private static final long LEAST = TimeUnit.SECONDS.toNanos(2);

    private static final long MOST = TimeUnit.SECONDS.toNanos(6);
    /** A stretch takes so much less than the best before it: it still falls. */
    private static final double FALLS = 0.95;
    /** So much of the CPU time is the JIT's: it is still at it. */
    private static final double COMPILES = 0.1;

    private final boolean compiles;
    private long nanos;
    private double best = Double.POSITIVE_INFINITY;
    private boolean settled;

    /** @param compiles whether there is a JIT; else one stretch is enough */
    WarmUp(boolean compiles) {
        this.compiles = compiles;
    }

    /**
     * Load went on for so long.
     *
     * @param took nanoseconds
     * @param cpu nanoseconds of CPU time a message, without the JIT's
     * @param compiling of the JIT's
     */
    void add(long took, double cpu, double compiling) {
        nanos += took;
        settled = !compiles || nanos >= LEAST && cpu > FALLS * best && compiling < COMPILES * cpu;
        best = Math.min(best, cpu);
    }

    /** Whether it needs no more load, warm or not. */
    boolean isOver() {
        return settled || nanos >= MOST;
    }

    /** Whether it is warm. */
    boolean isWarm() {
        return settled;
    }
}
