package dev.carillon.monitor.action;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;

/** The latest change of each alarm that was not told. Such as are not kept yet may not be told yet. */
final class Waiting {
    private final SequencedMap<String, Load.Part> byAlarm = new LinkedHashMap<>();
    private final Set<Notice> unkept = new LinkedHashSet<>();

    int size() {
        return byAlarm.size();
    }

    boolean has(Load.Part part) {
        return byAlarm.containsKey(alarm(part));
    }

    /** Adds one that is not kept yet; answers the one whose place it takes. */
    Optional<Load.Part> add(Load.Part part) {
        Load.Part earlier = byAlarm.remove(alarm(part)); // the place in the order is that of the new one
        byAlarm.put(alarm(part), earlier == null ? part : earlier.replacedBy(part.notice()));
        unkept.add(part.notice());
        if (earlier != null) {
            unkept.remove(earlier.notice());
        }
        return Optional.ofNullable(earlier);
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

    /** They were not told, and are the first again. Answers those for which a later change of the alarm waits already. */
    List<Load.Part> putBack(List<Load.Part> parts) {
        return parts.reversed().stream().filter(part -> !putBack(part)).toList();
    }

    private boolean putBack(Load.Part part) {
        Load.Part later = byAlarm.get(alarm(part));
        if (later == null) {
            byAlarm.putFirst(alarm(part), part);
            return true;
        }
        Load.Part since = new Load.Part(later.notice(), part.since(), later.replaced() + part.replaced() + 1);
        byAlarm.put(alarm(part), since);
        return false;
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
