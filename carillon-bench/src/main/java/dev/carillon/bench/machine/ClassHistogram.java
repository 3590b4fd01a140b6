package dev.carillon.bench.machine;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The live objects of a JVM by class, as {@code jcmd PID GC.class_histogram} prints them after a full collection.
 *
 * @param classes how many there are of each, and their bytes
 */
public record ClassHistogram(Map<String, Count> classes) {
    /** Number, instances, bytes, class, and its module if it has one. */
    private static final int COLUMNS = 4;

    /** The objects of one class. */
    record Count(long instances, long bytes) {
        private static final Count NONE = new Count(0, 0);

        private Count minus(Count other) {
            return new Count(instances - other.instances, bytes - other.bytes);
        }
    }

    public static ClassHistogram of(long pid) throws Children.Failure {
        String jcmd = System.getProperty("java.home") + "/bin/jcmd";
        return parse(Children.run(30, List.of(jcmd, Long.toString(pid), "GC.class_histogram")));
    }

    static ClassHistogram parse(String printed) {
        Map<String, Count> classes = new HashMap<>();
        for (String line : printed.split("\n", -1)) {
            String[] columns = line.strip().split("\\s+", -1);
            if (columns.length >= COLUMNS && columns[0].matches("\\d+:")) {
                Count count = new Count(Long.parseLong(columns[1]), Long.parseLong(columns[2]));
                // Two class loaders may have a class of the same name.
                classes.merge(
                        columns[3],
                        count,
                        (one, other) -> new Count(one.instances + other.instances, one.bytes + other.bytes));
            }
        }
        return new ClassHistogram(classes);
    }

    /** What has come since an earlier look. */
    public ClassHistogram since(ClassHistogram earlier) {
        Map<String, Count> more = new HashMap<>();
        classes.forEach((name, count) -> more.put(name, count.minus(earlier.classes.getOrDefault(name, Count.NONE))));
        earlier.classes.forEach((name, count) -> more.putIfAbsent(name, Count.NONE.minus(count)));
        return new ClassHistogram(more);
    }

    /** All bytes. */
    public long bytes() {
        return classes.values().stream().mapToLong(Count::bytes).sum();
    }

    /** What most of the bytes are, a line a class: bytes and objects by {@code per}. */
    public String text(long per) {
        List<Map.Entry<String, Count>> entries = new ArrayList<>(classes.entrySet());
        entries.sort(Comparator.comparingLong(entry -> -entry.getValue().bytes()));
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, Count> entry : entries) {
            double bytes = entry.getValue().bytes() / (double) per;
            if (bytes >= 1) {
                double objects = entry.getValue().instances() / (double) per;
                text.append(String.format(Locale.ROOT, "%8.1f B in %4.1f  %s%n", bytes, objects, entry.getKey()));
            }
        }
        return text.toString();
    }
}
