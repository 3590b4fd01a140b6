package dev.carillon.monitor.file;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import dev.carillon.monitor.record.RecordSettings;
import java.time.Duration;

/**
 * How what is kept in the state directory is kept.
 *
 * @param flush how much a loss of power may take; the end of the process takes nothing
 * @param age how long alarms and what was tried for them are kept
 * @param record how events are
 */
public record HistorySettings(Duration flush, Duration age, RecordSettings record) {
    /** What is so unless a file says otherwise. */
    public static final HistorySettings USUAL =
            new HistorySettings(Duration.ofSeconds(1), Duration.ofDays(365), RecordSettings.USUAL);

    private static final Key<Duration> FLUSH = new Key<>(
            "flush",
            Kind.positiveSpan(),
            "How much a loss of power may take; the end of the process, also by kill -9, takes nothing.");
    private static final Key<Duration> AGE =
            new Key<>("age", Kind.positiveSpan(), "How long alarms, and what was tried for them, are kept.");

    static HistorySettings read(Section monitor) {
        RecordSettings record = RecordSettings.read(monitor);
        return monitor.section("history", "Alarms and what is still to be told, in the state directory.")
                .map(of -> new HistorySettings(of.get(FLUSH, USUAL.flush), of.get(AGE, USUAL.age), record))
                .orElse(new HistorySettings(USUAL.flush, USUAL.age, record));
    }
}
