package dev.carillon.bench.loop;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.lang.ref.Reference;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/** Prints how many bytes of heap a pending timer holds: {@code TimerMemory KIND COUNT}, in a JVM of its own. */
final class TimerMemory {
    private TimerMemory() {}

    public static void main(String[] arguments) throws InterruptedException {
        int count = Integer.parseInt(arguments[1]);
        try (PendingTimers warm = PendingTimers.of(arguments[0], 1000)) {
            warm.fill(); // classes are loaded and threads have their buffers
        }
        try (PendingTimers timers = PendingTimers.of(arguments[0], count)) {
            long before = usedHeap();
            timers.fill();
            LockSupport.parkNanos(1_500_000_000); // a wheel takes what is new from its queue at its next ticks
            System.out.printf(Locale.ROOT, "%.3f%n", (usedHeap() - before) / (double) count);
            Reference.reachabilityFence(timers);
        }
        System.exit(0);
    }

    /** What the last collection left: what is in use now has the threads' allocation buffers in it, 11 MB each. */
    private static long usedHeap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            LockSupport.parkNanos(50_000_000);
        }
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getCollectionUsage().getUsed())
                .sum();
    }
}
