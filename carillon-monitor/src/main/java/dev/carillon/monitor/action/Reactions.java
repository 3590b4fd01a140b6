package dev.carillon.monitor.action;

import dev.carillon.loop.Histogram;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * How long it took from what the kernel told to an action that was started for it, a rule. One thread writes; others may read and
 * see a moment ago.
 */
public final class Reactions {
    private final Map<String, Histogram> byRule = new ConcurrentSkipListMap<>();

    Reactions() {}

    void record(String rule, long nanos) {
        byRule.computeIfAbsent(rule, _ -> new Histogram()).record(nanos);
    }

    /** The figures by the rule's name, in nanoseconds. */
    public Map<String, Histogram> byRule() {
        return Map.copyOf(byRule);
    }

    /** Forgets the figures of rules that there are no more. */
    void keep(Set<String> rules) {
        byRule.keySet().retainAll(rules);
    }
}
