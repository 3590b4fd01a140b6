package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Rate;
import dev.carillon.config.Section;
import java.time.Duration;
import java.util.Optional;

/**
 * How many events a source may make.
 *
 * @param rate so many in a time
 * @param over what becomes of those beyond
 */
public record LimitSettings(Rate rate, Over over) {
    private static final Key<Rate> RATE = new Key<>("rate", Kind.rate(), "How many events at the most.");
    private static final Key<Over> OVER = new Key<>(
            "over",
            Kind.choice(Over.class),
            "What becomes of those beyond: merge makes one of them, with how many, the least and the greatest value;"
                    + " drop counts them; block does not read until the time is over.");

    /** What becomes of events beyond a limit. Each is counted, whatever it is. */
    public enum Over {
        /** They become one, when the time is over. */
        MERGE,
        /** They are left out. */
        DROP,
        /** The source is not read, so that they wait in the kernel. */
        BLOCK
    }

    static Optional<LimitSettings> read(Section source) {
        return source.section("limit", "How many events it may make.")
                .map(of -> new LimitSettings(
                        of.require(RATE, new Rate(1, Duration.ofSeconds(1))), of.get(OVER, Over.MERGE)));
    }
}
