package dev.carillon.loop;

/**
 * When to say again what is still so: at once, then after a second, two, four, at last once a minute. After a minute in which
 * there was nothing to say it begins anew. What comes and goes floods no log, and what lasts is not forgotten. For
 * any thread.
 */
public final class Reminder {
    static final long FIRST_REST_NANOS = 1_000_000_000;
    static final long LONGEST_REST_NANOS = 60_000_000_000L;

    private long rest;
    private long notBefore = Long.MIN_VALUE;

    /** Makes one that is due at once. */
    public Reminder() {}

    /**
     * Whether to say it now; to be asked each time there is something to say.
     *
     * @param now nanoseconds of any monotonic clock, always of the same one
     * @return whether it is time to say it, or to say it again
     */
    public synchronized boolean isDue(long now) {
        if (now < notBefore) {
            return false;
        }
        boolean anew = rest == 0 || now - notBefore >= LONGEST_REST_NANOS;
        rest = anew ? FIRST_REST_NANOS : Math.min(2 * rest, LONGEST_REST_NANOS);
        notBefore = now + rest;
        return true;
    }
}
