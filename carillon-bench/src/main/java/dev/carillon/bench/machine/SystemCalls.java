package dev.carillon.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts the system calls of a process that runs already, with {@code strace(1)}. */
public final class SystemCalls implements AutoCloseable {
    private static final int SECONDS = 20;

    private final Path file;
    private final Dialog strace;

    /** @throws Children.Failure if they cannot be counted, and why */
    public static void check() throws Children.Failure {
        Children.run(SECONDS, List.of("strace", "-V"));
    }

    /** Returns when every call is counted. */
    public SystemCalls(long pid) throws Children.Failure {
        try {
            file = Files.createTempFile("carillon-bench", ".strace");
        } catch (IOException e) {
            throw new Children.Failure("no file for strace: " + e);
        }
        file.toFile().deleteOnExit();
        String process = Long.toString(pid);
        strace = new Dialog("strace", List.of("strace", "-c", "-f", "-o", file.toString(), "-p", process));
        strace.await("strace: Process " + pid + " attached", 10);
    }

    /** Ends the counting: its table has the columns % time, seconds, usecs/call, calls, errors if there are any, name. */
    public CallCount count() throws Children.Failure {
        strace.terminate();
        strace.awaitEnd(10);
        Map<String, Long> calls = new HashMap<>();
        long errors = 0;
        try {
            for (String line : Files.readAllLines(file)) {
                String[] columns = line.strip().split("\\s+", -1);
                if (columns.length < 5 || columns[columns.length - 1].equals("total") || !isNumber(columns[3])) {
                    continue;
                }
                calls.put(columns[columns.length - 1], Long.parseLong(columns[3]));
                // Calls that were asleep when strace came are begun again, which is no error of the server's.
                errors += columns.length == 6 && !columns[5].equals("restart_syscall") ? Long.parseLong(columns[4]) : 0;
            }
        } catch (IOException e) {
            throw new Children.Failure("what strace counted cannot be read: " + e);
        }
        return new CallCount(calls, errors);
    }

    private static boolean isNumber(String text) {
        return !text.isEmpty() && text.chars().allMatch(Character::isDigit);
    }

    @Override
    public void close() {
        strace.close();
        file.toFile().delete();
    }
}
