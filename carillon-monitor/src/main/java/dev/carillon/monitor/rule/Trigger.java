package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;

/**
 * A condition at work: looks at the events of one alarm, and says whether it is met. Between raising and clearing it says neither,
 * and all stays as it is. Times are nanoseconds since the machine's start, and never go back.
 */
interface Trigger {
    long NEVER = Long.MAX_VALUE;

    /** An event that the rule looks at. */
    void accept(Event event, long boot);

    /** An event that says that it is over. */
    default void end() {}

    /** Time has passed. */
    void advance(long boot);

    /** When it may say something else without any event. */
    long due();

    boolean raises();

    boolean clears();

    /** The number that is compared; not a number if there is none. */
    default double number() {
        return Double.NaN;
    }

    /** How long it looks back: so long after it has begun anew it does not know that all is well. */
    default long memory() {
        return 0;
    }

    /** Of how many of the last events it may speak, beside those since it began to be met. */
    default int looksAt() {
        return 1;
    }

    /** That of a rule, beginning now. */
    static Trigger of(Condition condition, Field field, long boot) {
        return switch (condition) {
            case Condition.Threshold threshold -> of(threshold, field, boot);
            case Condition.Count count -> new CountTrigger(count);
            case Condition.Absent absent -> new AbsenceTrigger(absent, boot);
            case Condition.Occurrence occurrence -> new OccurrenceTrigger(occurrence);
        };
    }

    private static Trigger of(Condition.Threshold threshold, Field field, long boot) {
        if (threshold.measure() == Measure.VALUE) {
            return new ValueTrigger(threshold.limits(), field);
        }
        return threshold.measure().isPercentile()
                ? new PercentileTrigger(threshold, field)
                : new WindowTrigger(threshold, field, boot);
    }
}
