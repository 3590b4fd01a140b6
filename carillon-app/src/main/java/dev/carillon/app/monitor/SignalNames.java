package dev.carillon.app.monitor;

import dev.carillon.app.command.Printable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Signals and how they are delivered, in few words: {@code signalfd="USR1 TERM RTMIN...RTMIN+15"}. */
final class SignalNames {
    private static final int SHORTEST_RANGE = 3;

    private SignalNames() {}

    static String byDelivery(Map<?, ?> delivery) {
        Map<String, List<String>> names = new LinkedHashMap<>();
        delivery.forEach((signal, way) -> names.computeIfAbsent(String.valueOf(way), w -> new ArrayList<>())
                .add(String.valueOf(signal)));
        List<String> words = new ArrayList<>();
        names.forEach((way, signals) -> words.add(way + '=' + Printable.of(String.join(" ", ranges(signals)))));
        return String.join("  ", words);
    }

    /** Real-time signals in a row become one word. */
    static List<String> ranges(List<String> names) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < names.size(); ) {
            int end = i + 1;
            while (end < names.size()
                    && offset(names.get(i)) >= 0
                    && offset(names.get(end)) == offset(names.get(i)) + end - i) {
                end++;
            }
            if (end - i >= SHORTEST_RANGE) {
                words.add(names.get(i) + "..." + names.get(end - 1));
            } else {
                words.addAll(names.subList(i, end));
            }
            i = end;
        }
        return words;
    }

    private static int offset(String name) {
        if (name.equals("RTMIN")) {
            return 0;
        }
        return name.startsWith("RTMIN+") ? Integer.parseInt(name.substring("RTMIN+".length())) : -1;
    }
}
