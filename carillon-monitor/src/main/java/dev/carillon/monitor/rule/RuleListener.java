package dev.carillon.monitor.rule;

/** Is told what rules find, on the thread and within the call that made them find it. */
public interface RuleListener {
    /**
     * An alarm has changed, or is told again ({@code from} and {@code to} are the same).
     *
     * @param transition how
     * @param muted whether somebody has silenced it: then it is recorded, and no action is taken
     */
    void changed(Transition transition, boolean muted);

    /**
     * A rule had to let go of keys of its {@code by}: one that was at rest, or a new one where all others are raised. Told of the
     * first, and then, as long as there are more, after longer and longer rests.
     *
     * @param rule its name
     * @param left how many left so far
     * @param refused how many were not let in so far
     */
    default void overflowed(String rule, long left, long refused) {}

    /**
     * A rule's expression has failed for an event, as where a number is no text, and was taken for untrue. Told as {@link
     * #overflowed} is.
     *
     * @param rule its name
     * @param count how often so far
     * @param why the last time
     */
    default void failed(String rule, long count, String why) {}
}
