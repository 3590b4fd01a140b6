package dev.carillon.monitor.action;

import java.time.Duration;
import java.util.List;

/**
 * Something that became of notices.
 *
 * @param action the action's name in the file
 * @param notices what was to be told; several if they were told together
 * @param outcome what became of them
 * @param number which try it was, 1 and up; 0 if nothing was tried
 * @param answer what came back: an exit status and the output, a status and the beginning of a body, why not
 * @param took how long it took
 */
public record Attempt(String action, List<Notice> notices, Outcome outcome, int number, String answer, Duration took) {
    /** With a list that stays as it is. */
    public Attempt {
        notices = List.copyOf(notices);
    }

    /** What became of it. */
    public enum Outcome {
        /** A program was started, or a call was made. */
        STARTED(false),
        /** It went well. */
        DELIVERED(true),
        /** It was told together with others, or a later change of the alarm is told in its place. */
        DIGESTED(true),
        /** It did not go well this time. */
        FAILED(false),
        /** It will not be tried again. */
        GIVEN_UP(true),
        /** It was not tried, as too much was going on. */
        SKIPPED(true);

        private final boolean isLast;

        Outcome(boolean isLast) {
            this.isLast = isLast;
        }

        /** Whether nothing more comes of the notices. */
        public boolean isLast() {
            return isLast;
        }
    }
}
