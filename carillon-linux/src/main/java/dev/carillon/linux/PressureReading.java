package dev.carillon.linux;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much time tasks lost waiting for a resource, as a pressure file of {@code /proc/pressure} or of a cgroup tells
 * it.
 *
 * @param some while at least one task waited
 * @param full while all tasks that were not idle waited at the same time; null where the file has no such line
 */
public record PressureReading(Averages some, @Nullable Averages full) {
    private static final long NANOS_PER_MICRO = 1_000;

    /**
     * One line of a pressure file.
     *
     * @param avg10 the share of the last 10 seconds, in percent
     * @param avg60 the share of the last minute, in percent
     * @param avg300 the share of the last five minutes, in percent
     * @param total all the time since the machine or cgroup started, exact to a microsecond
     */
    public record Averages(double avg10, double avg60, double avg300, Duration total) {}

    /**
     * Reads a pressure file.
     *
     * @param file for example what {@link Pressure.Resource#file} returns, or a cgroup's {@code memory.pressure}
     * @return the figures now
     * @throws LinuxException if it cannot be read: ENOENT or EOPNOTSUPP where the kernel was built or started without PSI
     */
    public static PressureReading of(Path file) {
        return parse(ProcFile.read(file).lines().toList());
    }

    static PressureReading parse(List<String> lines) {
        Averages some = null;
        Averages full = null;
        for (String line : lines) {
            if (line.startsWith("some ")) {
                some = averages(line);
            } else if (line.startsWith("full ")) {
                full = averages(line);
            }
        }
        if (some == null) {
            throw new IllegalArgumentException("a pressure file begins with a line \"some avg10=...\", not: " + lines);
        }
        return new PressureReading(some, full);
    }

    private static Averages averages(String line) {
        return new Averages(
                Double.parseDouble(field(line, "avg10=")),
                Double.parseDouble(field(line, "avg60=")),
                Double.parseDouble(field(line, "avg300=")),
                Duration.ofNanos(Long.parseLong(field(line, "total=")) * NANOS_PER_MICRO));
    }

    private static String field(String line, String name) {
        int start = line.indexOf(name);
        if (start < 0) {
            throw new IllegalArgumentException("a pressure line has " + name + ", this has not: " + line);
        }
        int end = line.indexOf(' ', start);
        return line.substring(start + name.length(), end < 0 ? line.length() : end);
    }
}
