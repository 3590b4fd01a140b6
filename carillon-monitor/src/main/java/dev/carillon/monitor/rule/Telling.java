package dev.carillon.monitor.rule;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is told of a rule's alarms.
 *
 * @param severity how bad they are
 * @param message what people are told, with fields in braces; made up where there is none
 * @param flapping how often an alarm may change
 * @param repeat how often it is told again as long as it is raised and nobody has acknowledged it; zero for never
 * @param actions the names of what is done
 */
public record Telling(
        Severity severity, Optional<String> message, Flapping flapping, Duration repeat, List<String> actions) {
    /** A warning that is told at each change. */
    public static final Telling USUAL =
            new Telling(Severity.WARNING, Optional.empty(), Flapping.USUAL, Duration.ZERO, List.of());

    /** With a list that stays as it is. */
    public Telling {
        actions = List.copyOf(actions);
    }

    /**
     * How often an alarm may change. When it changes once more it is flapping, which is told once; then no change is told until at
     * most half as many of them were within the time, and then how it stands.
     *
     * @param changes how many changes are told; zero if always all are
     * @param in within which time
     */
    public record Flapping(int changes, Duration in) {
        /** As many of them are kept. */
        public static final int MOST = 1000;

        /** Six in ten minutes. */
        public static final Flapping USUAL = new Flapping(6, Duration.ofMinutes(10));

        /** Every change is told. */
        public static final Flapping NONE = new Flapping(0, Duration.ZERO);
    }
}
