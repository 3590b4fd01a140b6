package dev.carillon.dashboard.board;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Whether all is well, in one line of words.
 *
 * @param level {@code quiet}, {@code info}, {@code warning}, {@code critical}, or {@code stale} where nobody knows
 * @param words the line
 */
record Verdict(String level, String words) {
    /** As many alarms are named. */
    private static final int MOST_NAMED = 3;

    static Verdict of(List<ShownAlarm> standing, Figures figures, Instant now) {
        if (figures.silence().isPositive()) {
            return new Verdict(
                    "stale",
                    "The loop has not answered for " + Times.words(figures.silence()) + ". What is below is old.");
        }
        String rest = figures.words();
        if (standing.isEmpty()) {
            return new Verdict(
                    figures.isAnyLost() ? "warning" : "quiet", figures.isAnyLost() ? rest : "All quiet. " + rest);
        }
        String named = standing.stream()
                .limit(MOST_NAMED)
                .map(alarm -> alarm.name() + " for " + Times.words(Duration.between(alarm.since(), now)))
                .collect(Collectors.joining(", "));
        int more = standing.size() - MOST_NAMED;
        String many = Times.number(standing.size()) + (standing.size() == 1 ? " alarm: " : " alarms: ");
        return new Verdict(
                standing.getFirst().severity(),
                many + named + (more > 0 ? ", and " + Times.number(more) + " more" : "") + ". " + rest);
    }

    /**
     * What the words are made of.
     *
     * @param sources how many there are
     * @param lastMinute how many events there were in it
     * @param dropped what was left out, by limits
     * @param lost what was to be kept and is not
     * @param silence for how long the loop has not answered; zero if it has
     */
    record Figures(int sources, long lastMinute, long dropped, long lost, Duration silence) {
        boolean isAnyLost() {
            return lost > 0;
        }

        String words() {
            return String.format(
                    Locale.ROOT,
                    "%s, %s in the last minute, %s.",
                    many(sources, "source"),
                    many(lastMinute, "event"),
                    fate());
        }

        private String fate() {
            if (lost > 0) {
                return Times.number(lost) + " lost, not on disk";
            }
            return dropped > 0 ? Times.number(dropped) + " dropped by limits" : "nothing lost";
        }

        private static String many(long number, String what) {
            return Times.number(number) + " " + what + (number == 1 ? "" : "s");
        }
    }
}
