package dev.carillon.bench.machine;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The CPU time of a process so far. To the nanosecond from its threads' {@code schedstat}, which is exact for those that
 * sleep; how it divides between user and system only to the clock tick of {@code stat}, {@code proc(5)}.
 *
 * @param threads nanoseconds of each thread
 * @param compilers those of them that are the JIT's
 * @param userTicks in user mode
 * @param systemTicks in the kernel
 */
public record ProcessCpu(Map<String, Long> threads, Set<String> compilers, long userTicks, long systemTicks) {
    /** Of the fields behind the name in parentheses. */
    private static final int UTIME = 11;

    public static ProcessCpu of(long pid) throws Children.Failure {
        Path process = Path.of("/proc", Long.toString(pid));
        Map<String, Long> threads = new HashMap<>();
        Set<String> compilers = new HashSet<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                String thread = task.getFileName().toString();
                threads.put(thread, nanosOf(task));
                if (isCompiler(task)) {
                    compilers.add(thread);
                }
            }
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new ProcessCpu(threads, compilers, Long.parseLong(fields[UTIME]), Long.parseLong(fields[UTIME + 1]));
        } catch (IOException e) {
            throw new Children.Failure("the CPU time of process " + pid + " cannot be read: " + e);
        }
    }

    private static long nanosOf(Path task) {
        try {
            String schedstat = Files.readString(task.resolve("schedstat"));
            return Long.parseLong(schedstat.substring(0, schedstat.indexOf(' ')));
        } catch (IOException e) {
            return 0; // it has ended since it was listed: the compiler's threads come and go
        }
    }

    private static boolean isCompiler(Path task) {
        try {
            return Files.readString(task.resolve("comm")).matches("C[12] Compiler.*\\s*");
        } catch (IOException e) {
            return false;
        }
    }

    /** Nanoseconds since an earlier look, of all threads that are there now, but for the JIT's. */
    public long nanosSince(ProcessCpu earlier) {
        return nanosSince(earlier, false);
    }

    /** Nanoseconds of the JIT since an earlier look: a server that is warm has none. */
    public long compilingNanosSince(ProcessCpu earlier) {
        return nanosSince(earlier, true);
    }

    private long nanosSince(ProcessCpu earlier, boolean compiling) {
        long nanos = 0;
        for (Map.Entry<String, Long> thread : threads.entrySet()) {
            if (compilers.contains(thread.getKey()) == compiling) {
                nanos += Math.max(0, thread.getValue() - earlier.threads.getOrDefault(thread.getKey(), 0L));
            }
        }
        return nanos;
    }

    /** How much of all was in user mode, 0 to 1; NaN if it was too short to say. */
    public double userShareSince(ProcessCpu earlier) {
        long user = userTicks - earlier.userTicks;
        long all = user + systemTicks - earlier.systemTicks;
        return all < 5 ? Double.NaN : user / (double) all;
    }
}
