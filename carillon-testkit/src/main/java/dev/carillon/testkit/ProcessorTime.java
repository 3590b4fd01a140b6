package dev.carillon.testkit;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** What code costs, whatever others do to a busy machine meanwhile. */
public final class ProcessorTime {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private ProcessorTime() {}

    /**
     * How long the calling thread has been on a processor.
     *
     * @return nanoseconds since it began
     */
    public static long ofThisThread() {
        return THREADS.getCurrentThreadCpuTime();
    }
}
