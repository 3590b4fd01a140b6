package dev.carillon.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where threads run, by {@code taskset(1)}. Two threads that wake each other take 6 us on one CPU and 45 us on two of a
 * virtual machine, where a sleeping CPU has to be woken through the hypervisor; left alone the scheduler changes its mind
 * between the two.
 */
public final class Cpus {
    /** No CPU: as the scheduler likes. */
    public static final int NONE = -1;

    private static final int SECONDS = 10;

    private Cpus() {}

    /** Why nothing can be tied to one of these CPUs; empty if it can. */
    public static String whyNotPinned(List<Integer> cpus) {
        try {
            for (int cpu : cpus) {
                Children.run(SECONDS, List.of("taskset", "-c", Integer.toString(cpu), "true"));
            }
            return "";
        } catch (Children.Failure e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Ties all threads of a process to a CPU; those that begin later inherit it. */
    public static void pinProcess(long pid, int cpu) throws Children.Failure {
        Children.run(SECONDS, List.of("taskset", "-a", "-p", "-c", Integer.toString(cpu), Long.toString(pid)));
    }

    /**
     * Ties the calling thread to a CPU, unless it is {@link #NONE}.
     *
     * @param cpu 0 for the first
     * @throws IllegalStateException if that cannot be done; says what is missing
     */
    public static void pinThread(int cpu) {
        if (cpu == NONE) {
            return;
        }
        try {
            Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName();
            Children.run(SECONDS, List.of("taskset", "-pc", Integer.toString(cpu), thread.toString()));
        } catch (IOException | Children.Failure e) {
            throw new IllegalStateException("CPUs are chosen with taskset (package util-linux)", e);
        }
    }
}
