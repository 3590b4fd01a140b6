package dev.carillon.monitor.rule;

import java.util.HashMap;
import java.util.Map;

/** Which rules, or keys of them, are silent until when. */
final class Silences {
    /** More than anybody asks for; each is a line that somebody typed. */
    static final int MOST = 1000;

    private final Map<Of, Long> all = new HashMap<>();

    /** A rule and a key of it, or all keys where that is empty. */
    private record Of(String rule, String key) {}

    /**
     * Sets one, or ends it.
     *
     * @throws IllegalStateException if there are too many
     */
    void set(String rule, String key, long until, long boot) {
        all.values().removeIf(end -> end <= boot);
        if (until <= boot) {
            all.remove(new Of(rule, key));
            return;
        }
        if (all.size() >= MOST) {
            throw new IllegalStateException("there are " + MOST + " silences already: end some");
        }
        all.put(new Of(rule, key), until);
    }

    /** Zero if it is not silent. */
    long until(String rule, String key) {
        if (all.isEmpty()) {
            return 0;
        }
        return Math.max(all.getOrDefault(new Of(rule, ""), 0L), all.getOrDefault(new Of(rule, key), 0L));
    }
}
