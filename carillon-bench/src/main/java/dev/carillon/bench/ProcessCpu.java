package dev.carillon.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The CPU time of a process so far. To the nanosecond from its threads' {@code schedstat}, which is exact for those that
 * sleep; how it divides between user and system only to the clock tick of {@code stat}, {@code proc(5)}.
 *
 * @param threads nanoseconds of each thread
 * @param userTicks in user mode
 * @param systemTicks in the kernel
 */
record ProcessCpu(Map<String, Long> threads, long userTicks, long systemTicks) {
    /** Of the fields behind the name in parentheses. */
    private static final int UTIME = 11;

    static ProcessCpu of(long pid) throws Children.Failure {
        Path process = Path.of("/proc", Long.toString(pid));
        Map<String, Long> threads = new HashMap<>();
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(process.resolve("task"))) {
            for (Path task : tasks) {
                threads.put(task.getFileName().toString(), nanosOf(task));
            }
            String stat = Files.readString(process.resolve("stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return new ProcessCpu(threads, Long.parseLong(fields[UTIME]), Long.parseLong(fields[UTIME + 1]));
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

    /** Nanoseconds since an earlier look, of all threads that are there at both or began meanwhile. */
    long nanosSince(ProcessCpu earlier) {
        long nanos = 0;
        for (Map.Entry<String, Long> thread : threads.entrySet()) {
            nanos += Math.max(0, thread.getValue() - earlier.threads.getOrDefault(thread.getKey(), 0L));
        }
        return nanos;
    }

    /** How much of it was in user mode, 0 to 1; NaN if it was too short to say. */
    double userShareSince(ProcessCpu earlier) {
        long user = userTicks - earlier.userTicks;
        long all = user + systemTicks - earlier.systemTicks;
        return all < 5 ? Double.NaN : user / (double) all;
    }
}
