package dev.carillon.monitor.file;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A report that is made every so often.
 *
 * @param every how often
 * @param format how it looks
 * @param file what it is written to, as a whole each time; empty for where events are printed
 */
public record ReportSettings(Duration every, Format format, Optional<Path> file) {
    private static final Key<Duration> EVERY = new Key<>("every", Kind.positiveSpan(), "How often.");
    private static final Key<Format> FORMAT = new Key<>("format", Kind.choice(Format.class), "How it looks.");
    private static final Key<Path> FILE = new Key<>(
            "file",
            Kind.path(),
            "What it is written to, as a whole each time; without one it is printed with the events.");

    /** How a report looks. */
    public enum Format {
        /** For people. */
        TEXT,
        /** For programs. */
        JSON
    }

    static Optional<ReportSettings> read(Section monitor) {
        return monitor.section("report", "A report of all sources and alarms, made every so often.")
                .map(of -> new ReportSettings(
                        of.require(EVERY, Duration.ofHours(1)), of.get(FORMAT, Format.TEXT), of.find(FILE)));
    }
}
