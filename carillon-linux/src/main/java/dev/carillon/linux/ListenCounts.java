package dev.carillon.linux;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the kernel has counted of all sockets that listen in this network namespace, not of this process alone:
 * {@code TcpExt} in {@code /proc/net/netstat}.
 *
 * @param overflows connections that found an accept queue full
 * @param drops connections that were dropped, for that or another reason
 */
public record ListenCounts(long overflows, long drops) {
    private static final Path FILE = Path.of("/proc/net/netstat");
    private static final String TCP = "TcpExt:";

    /**
     * The counts as they are now. Thread-safe; reads a file.
     *
     * @return the counts; empty if the kernel does not show them
     * @throws LinuxException if the file cannot be read: EMFILE, …
     */
    public static Optional<ListenCounts> read() {
        return ProcFile.readIfThere(FILE).flatMap(ListenCounts::parse);
    }

    /** A line with the names, then one with the values in the same order, for each protocol. */
    static Optional<ListenCounts> parse(String netstat) {
        List<List<String>> lines = netstat.lines()
                .filter(line -> line.startsWith(TCP))
                .map(line -> List.of(line.split(" ", -1)))
                .toList();
        if (lines.size() < 2) {
            return Optional.empty();
        }
        int overflows = lines.get(0).indexOf("ListenOverflows");
        int drops = lines.get(0).indexOf("ListenDrops");
        List<String> values = lines.get(1);
        if (overflows < 0 || drops < 0 || values.size() <= Math.max(overflows, drops)) {
            return Optional.empty();
        }
        return Optional.of(new ListenCounts(Long.parseLong(values.get(overflows)), Long.parseLong(values.get(drops))));
    }
}
