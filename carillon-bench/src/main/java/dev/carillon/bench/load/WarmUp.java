package dev.carillon.bench.load;

import dev.carillon.bench.machine.ProcessCpu;
import java.util.concurrent.TimeUnit;

/**
 * When a server is warm: it had load for long enough, and the CPU time of a message falls no more. Told of one stretch of
 * load after the other.
 */
public final class WarmUp {
    /** The JIT has had what is called often by then. */
    private static final long LEAST = TimeUnit.SECONDS.toNanos(2);

    private static final long MOST = TimeUnit.SECONDS.toNanos(6);
    /** A stretch takes so much less than the best before it: it still falls. */
    private static final double FALLS = 0.95;
    /** So much of the CPU time is the JIT's: it is still at it. */
    private static final double COMPILES = 0.1;
    /** It pauses, too. */
    private static final int QUIET_STRETCHES = 3;

    private final boolean compiles;
    private long nanos;
    private double best = Double.POSITIVE_INFINITY;
    private int quiet;

    /** @param compiles whether there is a JIT; else one stretch is enough */
    public WarmUp(boolean compiles) {
        this.compiles = compiles;
    }

    /**
     * Load went on for so long.
     *
     * @param took nanoseconds
     * @param cpu nanoseconds of CPU time a message, without the JIT's
     * @param compiling of the JIT's
     */
    public void add(long took, double cpu, double compiling) {
        nanos += took;
        quiet = cpu > FALLS * best && !isCompiled(cpu, compiling) ? quiet + 1 : 0;
        best = Math.min(best, cpu);
    }

    /**
     * Load went on for so long.
     *
     * @param took nanoseconds
     * @param before what the server had used when it began
     * @param after when it had ended
     * @param messages how many
     */
    public void add(long took, ProcessCpu before, ProcessCpu after, double messages) {
        add(took, after.nanosSince(before) / messages, after.compilingNanosSince(before) / messages);
    }

    /** Whether it needs no more load, warm or not. */
    public boolean isOver() {
        return isWarm() || nanos >= MOST;
    }

    /** Whether it is warm. */
    public boolean isWarm() {
        return !compiles || nanos >= LEAST && quiet >= QUIET_STRETCHES;
    }

    /** Whether the JIT is at work beside a server. */
    public static boolean isCompiled(double cpu, double compiling) {
        return compiling > COMPILES * cpu;
    }
}
