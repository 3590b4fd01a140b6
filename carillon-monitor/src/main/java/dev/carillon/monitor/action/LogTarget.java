package dev.carillon.monitor.action;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** Prints a line. */
final class LogTarget implements Target {
    private final ActionSettings.Log settings;
    private final Consumer<String> lines;
    private final Told told;

    LogTarget(ActionSettings.Log settings, Consumer<String> lines, Told told) {
        this.settings = settings;
        this.lines = lines;
        this.told = told;
    }

    @Override
    public void take(Notice notice) {
        told.raised();
        told.started(notice);
        lines.accept(notice.line());
        told.tell(notice, Attempt.Outcome.DELIVERED, 1, "", Duration.ZERO);
    }

    @Override
    public ActionStatus status() {
        return told.status(settings, ActionStatus.Circuit.CLOSED, 0);
    }

    @Override
    public List<Load.Part> end() {
        return List.of();
    }
}
