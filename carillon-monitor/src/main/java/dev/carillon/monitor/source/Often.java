package dev.carillon.monitor.source;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.time.Duration;

/**
 * How often something is looked at of which the kernel does not tell.
 *
 * @param every from one look to the next
 * @param timeout how long one may take
 */
record Often(Duration every, Duration timeout) {
    private static final Key<Duration> EVERY =
            new Key<>("every", Kind.positiveSpan(), "How often it is looked at: nothing tells of a change.");
    private static final Key<Duration> TIMEOUT =
            new Key<>("timeout", Kind.positiveSpan(), "How long a look may take; \"5 s\" unless said.");

    static Often read(Section section) {
        return new Often(section.require(EVERY, Duration.ofMinutes(1)), section.get(TIMEOUT, Duration.ofSeconds(5)));
    }
}
