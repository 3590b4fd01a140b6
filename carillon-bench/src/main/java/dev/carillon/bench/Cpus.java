package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Where threads run. Two threads that wake each other take 6 us on one CPU and 45 us on two of a virtual machine, where
 * a sleeping CPU has to be woken through the hypervisor; left alone the scheduler changes its mind between the two.
 */
final class Cpus {
    private Cpus() {}

    /** Ties an executor's thread to a CPU, with {@code taskset(1)}. */
    static void pin(Executor executor, int cpu) {
        CompletableFuture<Path> link = new CompletableFuture<>();
        executor.execute(() -> {
            try {
                link.complete(Files.readSymbolicLink(Path.of("/proc/thread-self")));
            } catch (IOException e) {
                link.completeExceptionally(e);
            }
        });
        String thread = link.join().getFileName().toString();
        try {
            Process taskset = new ProcessBuilder("taskset", "-pc", Integer.toString(cpu), thread)
                    .redirectErrorStream(true)
                    .start();
            String said = new String(taskset.getInputStream().readAllBytes());
            if (taskset.waitFor() != 0) {
                throw new IllegalStateException("taskset: " + said);
            }
        } catch (IOException e) {
            throw new IllegalStateException("the benchmark needs taskset (package util-linux)", e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
