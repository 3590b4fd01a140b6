package dev.carillon.monitor.rule;

import java.time.Duration;
import java.util.Optional;

/**
 * Which events a rule looks at: those that pass all of it.
 *
 * @param source of which source
 * @param kind of which kind only
 * @param field the field that is looked at
 * @param match a regular expression of RE2 that is found in the field
 * @param when an expression of CEL that is true
 * @param changed only where the field is another than before
 * @param near only soon after an event of another source
 * @param by an alarm for each value of a field
 */
public record Selection(
        String source,
        Optional<String> kind,
        Field field,
        Optional<String> match,
        Optional<String> when,
        boolean changed,
        Optional<Near> near,
        Optional<By> by) {
    /**
     * Another source that had an event before.
     *
     * @param source its name
     * @param in at most how long before
     */
    public record Near(String source, Duration in) {}

    /**
     * What the alarms of a rule are kept apart by.
     *
     * @param field of which each value has an alarm
     * @param most how many there are at most; the one that is at rest for longest makes room
     */
    public record By(Field field, int most) {
        /** How many keys a rule has if nothing is said. */
        public static final int USUAL = 1000;
    }

    /** All events of a source. */
    public static Selection of(String source) {
        return new Selection(
                source,
                Optional.empty(),
                Field.VALUE,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
    }
}
