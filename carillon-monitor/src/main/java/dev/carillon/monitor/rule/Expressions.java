package dev.carillon.monitor.rule;

import dev.carillon.monitor.Event;
import java.util.function.Consumer;

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
        /**
         * Whether it is true; false where it has no value.
         *
         * @param failures is told why it has none, unless a field is not there: that is so of many events
         */
        boolean test(Event event, Consumer<String> failures);
    }
}
