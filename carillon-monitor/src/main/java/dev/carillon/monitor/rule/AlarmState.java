package dev.carillon.monitor.rule;

/** How an alarm stands. */
public enum AlarmState {
    /** All is well. */
    CLEAR,
    /** What it is about is the case. */
    RAISED,
    /** It comes and goes so often that each time would only be noise. */
    FLAPPING
}
