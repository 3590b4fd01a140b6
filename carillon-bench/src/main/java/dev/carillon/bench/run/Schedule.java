package dev.carillon.bench.run;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How long each part of a run may take: as long as it needs, or all of them less if together they take too long. */
public final class Schedule {
    private final Map<String, Duration> shares;

    /**
     * Divides the time.
     *
     * @param needs how long each part takes, in the order they run
     * @param most how long all may take
     */
    public Schedule(Map<String, Duration> needs, Duration most) {
        long whole = sum(needs).toSeconds();
        shares = new LinkedHashMap<>(needs);
        if (whole > most.toSeconds()) {
            shares.replaceAll((_, need) -> need.multipliedBy(most.toSeconds()).dividedBy(whole));
        }
    }

    private static Duration sum(Map<String, Duration> durations) {
        return durations.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /** Of each part, in the order they run. */
    public Map<String, Duration> shares() {
        return Collections.unmodifiableMap(shares);
    }

    /** How long the whole run may take. */
    public Duration limit() {
        return sum(shares);
    }
}
