package dev.carillon.monitor.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.json.EventLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written down can be read again, also after a bad end, and what cannot is named. */
class RecorderTest {
    private static final RecordSettings SMALL =
            new RecordSettings(1000, Duration.ofDays(1), 1 << 20, Duration.ofDays(1), Duration.ofMillis(10), 1 << 16);

    @TempDir
    private Path directory;

    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<String> problems = new ArrayList<>();

    private static Event event(long id) {
        return new Event(
                id,
                Duration.ofNanos(1_000_000_007 * id),
                Instant.ofEpochSecond(1_800_000_000 + id),
                "boiler",
                "line",
                Map.of("value", id + 0.5));
    }

    private Recorder open(RecordSettings settings) throws IOException {
        return new Recorder(directory, settings, (kind, text) -> told.add(kind + ": " + text));
    }

    /** Records events from a number on, and ends. */
    private void record(RecordSettings settings, long first, long count) throws IOException {
        try (Recorder recorder = open(settings)) {
            LongStream.range(first, first + count).mapToObj(RecorderTest::event).forEach(recorder::record);
        }
    }

    private List<Event> read() throws IOException {
        List<Event> events = new ArrayList<>();
        RecordReader.read(directory, events::add, problem -> problems.add(problem.replace(directory + "/", "")));
        return events;
    }

    private static List<Event> events(long first, long last) {
        return LongStream.rangeClosed(first, last).mapToObj(RecorderTest::event).toList();
    }

    @Test
    void whatWasHandedOverBeforeIsWrittenWhenItIsTold() throws Exception {
        try (Recorder recorder = open(SMALL)) {
            for (int round = 0; round < 20; round++) {
                LongStream.range(1 + 10L * round, 11 + 10L * round)
                        .mapToObj(RecorderTest::event)
                        .forEach(recorder::record);
                CompletableFuture<Integer> written = new CompletableFuture<>();
                recorder.whenWritten(() -> written.complete(lines()));
                assertThat(written.get(20, TimeUnit.SECONDS)).isEqualTo(10 + 10 * round);
            }
            end(recorder);
            CompletableFuture<Void> late = new CompletableFuture<>();
            recorder.whenWritten(() -> late.complete(null));
            assertThat(late).isDone();
        }
    }

    private static void end(Recorder recorder) {
        recorder.close();
    }

    private int lines() {
        try {
            return read().size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatWasRecordedIsReadAsItWasAndNumbersGoOn() throws Exception {
        record(SMALL, 1, 5000);
        try (Recorder recorder = open(SMALL)) {
            assertThat(recorder.lastId()).isEqualTo(5000);
            LongStream.range(5001, 5011).mapToObj(RecorderTest::event).forEach(recorder::record);
        }
        assertThat(read()).isEqualTo(events(1, 5010));
        assertThat(problems).isEmpty();
        assertThat(Segment.all(directory)).hasSizeGreaterThan(1);
        assertThat(told).isEmpty();
    }

    @Test
    void fieldsWhateverTheirNamesAndValuesAreReadAsTheyWere() throws Exception {
        Map<String, Object> fields = Map.of(
                "time", "now", "kind", 3L, "fields", Map.of("a", List.of(1L, true, "\u202e\n\0")), "line", "{\"x\":1}");
        Event event = new Event(7, Duration.ofNanos(123456789012345678L), Instant.EPOCH, "s", "line", fields);
        assertThat(EventLine.text(event)).doesNotContain("\n").contains("\"boot\":123456789.012345678");
        assertThat(EventLine.parse(EventLine.text(event))).contains(event);
    }

    @Test
    void theOldestSegmentsGoWhenAllTakeTooMuch() throws Exception {
        for (long first = 1; first < 400; first += 20) {
            record(
                    new RecordSettings(1000, Duration.ofDays(1), 8000, Duration.ofDays(1), Duration.ofMillis(10), 100),
                    first,
                    20);
        }
        long size = 0;
        for (Path path : Segment.all(directory)) {
            size += Files.size(path);
        }
        assertThat(size).isLessThan(10_000);
        assertThat(read()).last().isEqualTo(event(400));
        assertThat(problems).isEmpty();
    }

    /** 4: as kill -9 in a write leaves it. */
    @Test
    void aTornLineIsToldAndLeftOutAndNumbersGoOnFromTheLastWholeOne() throws Exception {
        String lines = EventLine.text(event(1)) + "\n" + EventLine.text(event(2)) + "\n";
        Path segment = directory.resolve("events-0000000000000001.jsonl");
        for (int cut = 1; cut < EventLine.text(event(3)).length() - 1; cut++) {
            Files.writeString(segment, lines + EventLine.text(event(3)).substring(0, cut));
            record(SMALL, 3, 1);
            assertThat(read()).isEqualTo(events(1, 3));
            Files.delete(directory.resolve("events-0000000000000003.jsonl"));
        }
        assertThat(told)
                .allMatch(line -> line.startsWith("record-torn: ") || line.startsWith("record-cut: the monitor before"))
                .anyMatch(line -> line.startsWith("record-torn: "))
                .anyMatch(line -> line.startsWith("record-cut: "));
        assertThat(problems).isEmpty();
    }

    /** 6: a byte of a sealed segment is another. */
    @Test
    void aDamagedSegmentIsNamedAndTheRestReadable() throws Exception {
        record(SMALL, 1, 20);
        Path segment = Segment.all(directory).getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);

        assertThat(read()).hasSizeGreaterThanOrEqualTo(19);
        assertThat(problems).anyMatch(problem -> problem.startsWith(segment.getFileName() + ": the checksum is wrong"));
    }

    @Test
    void aSegmentThatIsMissingIsNamedByItsEvents() throws Exception {
        record(SMALL, 1, 10);
        record(SMALL, 11, 10);
        record(SMALL, 21, 10);
        Files.delete(Segment.all(directory).get(1));
        assertThat(read()).hasSize(20);
        assertThat(problems).containsExactly("events-0000000000000021.jsonl: the events from 11 to 20 are missing");
    }

    @Test
    void aLineThatIsNoEventIsCountedAndTheRestRead() throws Exception {
        record(SMALL, 1, 2);
        Path segment = Segment.all(directory).getFirst();
        Files.writeString(segment, "garbage\n" + EventLine.text(event(3)) + "\n", StandardOpenOption.APPEND);
        assertThat(read()).isEqualTo(events(1, 3));
        assertThat(problems).containsExactly(segment.getFileName() + ": 1 lines are damaged, and left out");
    }

    @Test
    void whatFindsTheQueueFullIsLostAndCountedAndToldOnce() throws Exception {
        RecordSettings tiny =
                new RecordSettings(1 << 20, Duration.ofDays(1), 1 << 24, Duration.ofDays(1), Duration.ofMillis(10), 1);
        long lost;
        try (Recorder recorder = open(tiny)) {
            LongStream.range(1, 100_000).mapToObj(RecorderTest::event).forEach(recorder::record);
            lost = recorder.lost();
        }
        assertThat(lost).isPositive();
        assertThat(read()).hasSize((int) (99_999 - lost));
        assertThat(told).anyMatch(line -> line.startsWith("record-overflow: more than 1 events wait"));
    }

    @Test
    void aSegmentThatIsRemovedWhileItIsWrittenToIsToldAndCountedAndAnotherBegins() throws Exception {
        RecordSettings large = RecordSettings.USUAL;
        try (Recorder recorder = open(large)) {
            LongStream.range(1, 11).mapToObj(RecorderTest::event).forEach(recorder::record);
            awaitWritten(recorder, 10);
            Files.delete(Segment.all(directory).getFirst());
            recorder.record(event(11));
            awaitWritten(recorder, 1);
            assertThat(recorder.lost()).isEqualTo(10);
            recorder.record(event(12));
        }
        assertThat(read()).isEqualTo(events(11, 12));
        assertThat(told).singleElement().asString().startsWith("record-gone: ").contains("the 10 events in it");
    }

    private static void awaitWritten(Recorder recorder, long count) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (recorder.written() != count || recorder.waiting() > 0) {
            assertThat(System.nanoTime() - end).as("in time").isNegative();
            Thread.onSpinWait();
        }
    }
}
