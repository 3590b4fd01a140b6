package dev.carillon.loop;

/**
 * The order in which the ready sources of one turn are handled: 0 first, 63 last, equal ones by age. Every ready source
 * is handled in the turn, so a low priority means later, never "not at all".
 */
public final class Priority {
    /** Before all others. */
    public static final int FIRST = 0;
    /** Before most. */
    public static final int HIGH = 16;
    /** What sources have unless told otherwise. */
    public static final int NORMAL = 32;
    /** After most. */
    public static final int LOW = 48;
    /** After all others. */
    public static final int LAST = 63;

    private Priority() {}

    static int check(int priority) {
        if (priority < FIRST || priority > LAST) {
            throw new IllegalArgumentException("a priority is 0 (first) to 63 (last), not " + priority);
        }
        return priority;
    }
}
