package dev.carillon.loop;

/** When a {@link Supervisor} starts a command again that has ended by itself. */
public enum RestartPolicy {
    /** However it ended. */
    ALWAYS,
    /** Unless it exited with a code that stands for success, {@link SupervisorOptions#withSuccessCodes}. */
    ON_FAILURE,
    /** Never. */
    NEVER
}
