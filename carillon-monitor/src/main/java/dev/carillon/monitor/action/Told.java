package dev.carillon.monitor.action;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** What an action has to tell of itself, and its figures. */
final class Told {
    private static final int LONGEST_ANSWER = 200;

    private final String action;
    private final Consumer<Attempt> listener;
    private final Consumer<Notice> whenStarted;
    private final Tally tally = new Tally();
    private String answer = "";

    Told(String action, Consumer<Attempt> listener, Consumer<Notice> whenStarted) {
        this.action = action;
        this.listener = listener;
        this.whenStarted = whenStarted;
    }

    /** There is one more notice to account for. */
    void raised() {
        raised(1);
    }

    void raised(int notices) {
        tally.raised(notices);
    }

    /** The action began, which ends the time of reaction. */
    void started(Notice notice) {
        whenStarted.accept(notice);
    }

    void tell(Notice notice, Attempt.Outcome outcome, int number, String text, Duration took) {
        tell(List.of(notice), outcome, number, text, took);
    }

    void tell(List<Notice> notices, Attempt.Outcome outcome, int number, String text, Duration took) {
        tally.count(outcome, notices.size());
        if (!text.isEmpty()) {
            answer = text.length() <= LONGEST_ANSWER ? text : text.substring(0, LONGEST_ANSWER) + "…";
        }
        listener.accept(new Attempt(action, notices, outcome, number, text, took));
    }

    ActionStatus status(ActionSettings settings, ActionStatus.Circuit circuit, long waiting) {
        return status(settings.kind(), circuit, waiting);
    }

    ActionStatus status(String kind, ActionStatus.Circuit circuit, long waiting) {
        return new ActionStatus(action, kind, circuit, tally.ledger(waiting), answer);
    }
}
