package dev.carillon.app.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers for people: of bytes, {@code 12.3 MiB}, and of things by their kind, {@code closed EOF 3, RESET 1}. */
final class Amount {
    private static final int STEP = 1024;
    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};

    private Amount() {}

    static String of(long bytes) {
        if (bytes < STEP) {
            return bytes + " B";
        }
        double amount = bytes;
        int unit = -1;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }

    /** Adds how often each kind came, if any did. */
    static void addCounts(String what, Map<?, Long> counts, List<String> words) {
        if (!counts.isEmpty()) {
            words.add(what + " "
                    + counts.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue())
                            .collect(Collectors.joining(", ")));
        }
    }
}
