package dev.carillon.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what code allocates, exactly. */
public final class Allocations {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private static final int RUNS = 10;
    private static final long GENEROUS = 20_000_000_000L;

    private Allocations() {}

    /** Code that is to allocate nothing. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs it.
         *
         * @throws Exception any; fails the test
         */
        void run() throws Exception;
    }

    /**
     * Runs code several times. What is allocated once, to link a call or while it is compiled, is not in the least of the
     * counts; what is allocated each time is.
     *
     * @param body what to run
     * @return the least bytes that a run allocated on this thread
     * @throws Exception what the body throws
     */
    public static long whenWarm(Body body) throws Exception {
        long least = Long.MAX_VALUE;
        for (int run = 0; run < RUNS && least > 0; run++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            body.run();
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        return least;
    }

    /**
     * As {@link #whenWarm}, but again and again, for some 20 s at the most, until it is little enough: on a busy machine the
     * compiler may be late.
     *
     * @param enough bytes
     * @param body what to run
     * @return the least bytes that a run allocated on this thread
     * @throws Exception what the body throws
     */
    public static long downTo(long enough, Body body) throws Exception {
        long deadline = System.nanoTime() + GENEROUS;
        long least = whenWarm(body);
        while (least > enough && deadline - System.nanoTime() > 0) {
            least = Math.min(least, whenWarm(body));
        }
        return least;
    }
}
