package dev.carillon.monitor.rule;

/**
 * Something that goes wrong, perhaps again and again: told at once, and then, as long as there is more of it, after longer and longer
 * rests, so that in the end all is told and nothing told often. Times are nanoseconds since the machine's start.
 */
final class Complaint {
    static final long NEVER = Long.MAX_VALUE;
    private static final long SHORTEST = 60_000_000_000L;
    private static final long LONGEST = 60 * SHORTEST;

    private long count;
    private long told;
    private long nextAt = Long.MIN_VALUE;
    private long rest = SHORTEST;

    /** It has happened once more. */
    void add(long boot) {
        boolean wasQuiet = count == told && nextAt != Long.MIN_VALUE && boot > nextAt + rest;
        if (wasQuiet) {
            rest = SHORTEST;
        }
        count++;
    }

    /** How often it has happened. */
    long count() {
        return count;
    }

    /** When there is something to tell, which may be at once. */
    long due() {
        return count == told ? NEVER : nextAt;
    }

    /** Whether it is to be told now, which then is done. */
    boolean take(long boot) {
        if (due() > boot) {
            return false;
        }
        told = count;
        nextAt = boot + rest;
        rest = Math.min(2 * rest, LONGEST);
        return true;
    }
}
