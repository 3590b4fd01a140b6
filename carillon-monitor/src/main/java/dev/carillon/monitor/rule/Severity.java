package dev.carillon.monitor.rule;

/** How bad an alarm is; the worst last. */
public enum Severity {
    /** Worth to be known. */
    INFO,
    /** Worth a look, some time. */
    WARNING,
    /** To be seen to at once. */
    CRITICAL
}
