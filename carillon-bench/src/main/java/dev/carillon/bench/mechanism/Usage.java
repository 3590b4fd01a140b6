package dev.carillon.bench.mechanism;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What was used so far: by the calling thread, or, for virtual threads, which have nothing of their own, by the process.
 *
 * @param cpuNanos CPU time
 * @param switches context switches, of its own will or not, as {@code getrusage(2)} counts them
 */
public record Usage(long cpuNanos, long switches) {
    static final Usage NONE = new Usage(0, 0);

    static Usage ofThread() {
        try {
            return new Usage(
                    ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime(),
                    switches(Path.of("/proc/thread-self/status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Usage ofProcess() {
        long switches = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(Path.of("/proc/self/task"))) {
            for (Path task : tasks) {
                switches += switches(task.resolve("status"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var system = (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return new Usage(system.getProcessCpuTime(), switches);
    }

    private static long switches(Path status) throws IOException {
        try (var lines = Files.lines(status)) {
            return lines.filter(line -> line.contains("ctxt_switches:"))
                    .mapToLong(line ->
                            Long.parseLong(line.substring(line.indexOf(':') + 1).strip()))
                    .sum();
        }
    }

    Usage plus(Usage other) {
        return new Usage(cpuNanos + other.cpuNanos, switches + other.switches);
    }

    Usage minus(Usage other) {
        return new Usage(cpuNanos - other.cpuNanos, switches - other.switches);
    }
}
