package dev.carillon.bench.machine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Where threads run. Two threads that wake each other take 6 us on one CPU and 45 us on two of a virtual machine, where
 * a sleeping CPU has to be woken through the hypervisor; left alone the scheduler changes its mind between the two.
 */
public final class Cpus {
    private Cpus() {}

    /** Ties an executor's thread to a CPU, with {@code taskset(1)}. */
    public static void pin(Executor executor, int cpu) {
        CompletableFuture.runAsync(() -> Pinning.pin(cpu), executor).join();
    }
}
