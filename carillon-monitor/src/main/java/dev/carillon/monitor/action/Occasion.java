package dev.carillon.monitor.action;

import dev.carillon.monitor.rule.Transition;

/** Which changes of an alarm an action is for. */
public enum Occasion {
    /** It is raised, or told of again. */
    RAISED,
    /** It is over. */
    CLEARED,
    /** It comes and goes too often. */
    FLAPPING;

    static Occasion of(Transition transition) {
        return switch (transition.to()) {
            case RAISED -> RAISED;
            case CLEAR -> CLEARED;
            case FLAPPING -> FLAPPING;
        };
    }
}
