package dev.carillon.monitor.record;

import dev.carillon.monitor.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads a record: a file of lines of JSON, or all segments of a directory. What was so before the first of them comes first, with
 * the times of then.
 */
public final class RecordReader {
    private final Consumer<Event> events;
    private final Consumer<String> problems;
    private long last;

    private RecordReader(Consumer<Event> events, Consumer<String> problems) {
        this.events = events;
        this.problems = problems;
    }

    /**
     * Reads all of it, in order.
     *
     * @param problems is told what is damaged or missing, and where
     * @throws IOException if it cannot be read
     */
    public static void read(Path path, Consumer<Event> events, Consumer<String> problems) throws IOException {
        RecordReader reader = new RecordReader(events, problems);
        for (Path file : Files.isDirectory(path) ? segments(path) : List.of(path)) {
            new SegmentReader(file, event -> reader.take(event, file), problems).read();
        }
    }

    /** Of a state directory as well. */
    private static List<Path> segments(Path path) throws IOException {
        Path inner = RecordSettings.directory(path);
        return Segment.all(Files.isDirectory(inner) ? inner : path);
    }

    private void take(Event event, Path file) {
        if (InForce.isCopy(event)) {
            if (last == 0) { // of what is gone
                events.accept(event);
            }
            return;
        }
        long id = event.id();
        if (id > 0 && last > 0 && id > last + 1) {
            problems.accept(file + ": the events from " + (last + 1) + " to " + (id - 1) + " are missing");
        }
        last = Math.max(last, id);
        events.accept(event);
    }
}
