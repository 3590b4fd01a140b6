package dev.carillon.loop;

/**
 * A disagreement between a loop and the kernel about what is watched.
 *
 * @param kind what is wrong
 * @param subject the source or descriptor
 * @param detail what either side says
 */
public record AuditFinding(Kind kind, String subject, String detail) {
    /** What can be wrong. */
    public enum Kind {
        /** The loop believes the kernel watches a descriptor, and it does not: its events never come. */
        MISSING,
        /** The kernel watches a descriptor for a source that is closed: a duplicate of it was left open. */
        STALE,
        /** The kernel watches for something else than the loop believes. */
        INTEREST,
        /** The descriptor's number leads to another file by now: it was closed behind the loop's back. */
        REUSED
    }

    /** {@code STALE: descriptor 9: …}. */
    @Override
    public String toString() {
        return kind + ": " + subject + ": " + detail;
    }
}
