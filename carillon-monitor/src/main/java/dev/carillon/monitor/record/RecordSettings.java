package dev.carillon.monitor.record;

import dev.carillon.config.Key;
import dev.carillon.config.Kind;
import dev.carillon.config.Section;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How events are recorded.
 *
 * @param segment how many bytes a segment has, and no more but for a line
 * @param segmentAge how old a segment becomes until it is sealed
 * @param size how many bytes all of them have: the oldest go
 * @param age how old a segment becomes until it goes
 * @param flush how much of what was recorded a loss of power may take
 * @param queue how many events may wait to be written
 */
public record RecordSettings(long segment, Duration segmentAge, long size, Duration age, Duration flush, int queue) {
    private static final long MIB = 1L << 20;
    private static final long GIB = 1L << 30;

    /** 2 GiB, of 30 days, in segments of 16 MiB or a day: one is read at the start. */
    public static final RecordSettings USUAL = new RecordSettings(
            16 * MIB, Duration.ofDays(1), 2 * GIB, Duration.ofDays(30), Duration.ofSeconds(1), 1 << 16);

    private static final Key<Long> SIZE =
            new Key<>("size", Kind.size(MIB, 1024 * GIB), "How much all segments take at most; the oldest go.");
    private static final Key<Duration> AGE =
            new Key<>("age", Kind.positiveSpan(), "How old a segment becomes at most.");
    private static final Key<Duration> FLUSH = new Key<>(
            "flush", Kind.positiveSpan(), "How much of the record a loss of power may take; kill -9 takes nothing.");

    /** Reads {@code record} of the monitor's table. */
    public static RecordSettings read(Section monitor) {
        return monitor.section("record", "The events that are written to the state directory, as lines of JSON.")
                .map(of -> USUAL.with(of.get(SIZE, USUAL.size), of.get(AGE, USUAL.age), of.get(FLUSH, USUAL.flush)))
                .orElse(USUAL);
    }

    /** With other bounds for all; a segment has a sixteenth of it at most. */
    public RecordSettings with(long newSize, Duration newAge, Duration newFlush) {
        return new RecordSettings(Math.min(segment, newSize / 16), segmentAge, newSize, newAge, newFlush, queue);
    }

    /** Where segments are. */
    public static Path directory(Path state) {
        return state.resolve("record");
    }
}
