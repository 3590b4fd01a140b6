package dev.carillon.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ties the calling thread to a CPU, with {@code taskset(1)}; or to none, where the scheduler changes its mind and the figures
 * with it.
 */
public final class Pinning {
    /** No CPU: as the scheduler likes. */
    public static final int NONE = -1;

    private Pinning() {}

    /**
     * Ties to a CPU, unless it is {@link #NONE}.
     *
     * @param cpu 0 for the first
     * @throws IllegalStateException if that cannot be done; says what is missing
     */
    public static void pin(int cpu) {
        if (cpu == NONE) {
            return;
        }
        try {
            String thread = Files.readSymbolicLink(Path.of("/proc/thread-self"))
                    .getFileName()
                    .toString();
            Process taskset = new ProcessBuilder("taskset", "-pc", Integer.toString(cpu), thread)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(taskset.getInputStream().readAllBytes());
            if (taskset.waitFor() != 0) {
                throw new IllegalStateException("taskset: " + said);
            }
        } catch (IOException e) {
            throw new IllegalStateException("CPUs are chosen with taskset (package util-linux)", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
