package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;

/** Makes conditions of expressions. */
@FunctionalInterface
public interface Expressions {
    /** For where there are none. */
    Expressions NONE = text -> {
        throw new IllegalStateException("no expressions are wanted here: " + text);
    };

    /** Makes a condition of an expression that was found good. */
    Expression compile(String text);

    /** A condition of one event. */
    @FunctionalInterface
    interface Expression {
        /** Whether it is true; false where it has no value, as of a field that is not there. */
        boolean test(Event event);
    }
}
