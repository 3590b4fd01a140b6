package dev.carillon.monitor.action;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;

/** The latest change of each alarm that was not told, with the first. Such as are not kept yet may not be told yet. */
final class Waiting {
    private final SequencedMap<String, Load.Part> byAlarm = new LinkedHashMap<>();
    private final Set<Notice> unkept = new LinkedHashSet<>();

    /** How many alarms. */
    int size() {
        return byAlarm.size();
    }

    /** How many notices, of which the last outcome is still to come. */
    int notices() {
        return byAlarm.values().stream().mapToInt(part -> part.notices().size()).sum();
    }

    boolean has(Load.Part part) {
        return byAlarm.containsKey(alarm(part));
    }

    /** Adds one that is not kept yet; answers what is told of by it, and not by itself. */
    List<Notice> add(Load.Part part) {
        Load.Part earlier = byAlarm.remove(alarm(part)); // the place in the order is that of the new one
        unkept.add(part.notice());
        if (earlier == null) {
            byAlarm.put(alarm(part), part);
            return List.of();
        }
        unkept.remove(earlier.notice());
        byAlarm.put(alarm(part), earlier.followedBy(part));
        return between(earlier, part);
    }

    private static List<Notice> between(Load.Part earlier, Load.Part later) {
        List<Notice> between = new ArrayList<>(earlier.notices());
        between.addAll(later.notices());
        between.remove(earlier.first());
        between.remove(later.notice());
        return between;
    }

    /** It is kept. False if it does not wait any more. */
    boolean release(Notice notice) {
        return unkept.remove(notice);
    }

    /** Those that may be told, in order. */
    List<Load.Part> ready() {
        List<Load.Part> ready = new ArrayList<>(byAlarm.values());
        ready.removeIf(part -> unkept.contains(part.notice()));
        return ready;
    }

    List<Load.Part> all() {
        return List.copyOf(byAlarm.values());
    }

    void take(List<Load.Part> parts) {
        parts.forEach(part -> byAlarm.remove(alarm(part)));
    }

    /** They were not told, and are the first again. Answers what is told of by a later change, and not by itself. */
    List<Notice> putBack(List<Load.Part> parts) {
        return parts.reversed().stream().flatMap(part -> putBack(part).stream()).toList();
    }

    private List<Notice> putBack(Load.Part part) {
        Load.Part later = byAlarm.get(alarm(part));
        if (later == null) {
            byAlarm.putFirst(alarm(part), part);
            return List.of();
        }
        byAlarm.put(alarm(part), part.followedBy(later));
        return between(part, later);
    }

    List<Load.Part> removeIf(Predicate<Load.Part> condition) {
        List<Load.Part> removed = byAlarm.values().stream().filter(condition).toList();
        removed.forEach(part -> unkept.remove(part.notice()));
        take(removed);
        return removed;
    }

    private static String alarm(Load.Part part) {
        return part.notice().transition().alarm();
    }
}
