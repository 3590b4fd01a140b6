package dev.carillon.monitor.action;

import java.time.Duration;

/**
 * Something that became of a notice.
 *
 * @param action the action's name in the file
 * @param notice what was to be told
 * @param outcome what became of it
 * @param number which try it was, 1 and up; 0 if nothing was tried
 * @param answer what came back: an exit status and the output, a status and the beginning of a body, why not
 * @param took how long it took
 */
public record Attempt(String action, Notice notice, Outcome outcome, int number, String answer, Duration took) {
    /** What became of it. */
    public enum Outcome {
        /** A program was started, or a call was made. */
        STARTED(false),
        /** It went well. */
        DELIVERED(true),
        /** It was told together with others, or a later change of the alarm was told in its place. */
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

        /** Whether nothing more comes of the notice. */
        public boolean isLast() {
            return isLast;
        }
    }
}
