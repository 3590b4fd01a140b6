package dev.carillon.bench.mechanism;

import java.util.Locale;

/** Between whom. */
public enum Layout {
    /** Of one process. */
    THREADS,
    /** Of one thread each. */
    PROCESSES;

    /** The word of the table and of the protocol. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
