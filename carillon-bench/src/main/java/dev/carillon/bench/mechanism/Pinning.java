package dev.carillon.bench.mechanism;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ties the calling thread to a CPU, with {@code taskset(1)}: of 1 or 2 CPUs for both ends, or of 0 to none, where the
 * scheduler changes its mind and the figures with it.
 */
final class Pinning {
    private Pinning() {}

    /** The end that begins: on the first CPU. */
    static void pinFirst(int cpus) {
        if (cpus > 0) {
            pin(0);
        }
    }

    /** The end that answers: on the same one, or the next. */
    static void pinSecond(int cpus) {
        if (cpus > 0) {
            pin(cpus - 1);
        }
    }

    private static void pin(int cpu) {
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
