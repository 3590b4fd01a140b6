package dev.carillon.monitor.record;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.json.EventLine;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/** Reads a file of lines of JSON: events, and the seal if it has one. What is damaged is named, and the rest read. */
final class SegmentReader {
    private static final int BUFFER = 1 << 16;
    private static final int LONGEST_LINE = 1 << 24;

    private final Path path;
    private final Consumer<Event> events;
    private final Consumer<String> problems;
    private final CRC32C sum = new CRC32C();
    private long wholeBytes;
    private long count;
    private long own;
    private long lastId;
    private long badLines;
    private boolean sealed;
    private boolean torn;

    SegmentReader(Path path, Consumer<Event> events, Consumer<String> problems) {
        this.path = path;
        this.events = events;
        this.problems = problems;
    }

    /** Reads all of it. */
    SegmentReader read() throws IOException {
        try (InputStream input = new BufferedInputStream(Files.newInputStream(path), BUFFER)) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = input.read(); c >= 0; c = input.read()) {
                line.write(c);
                if (c == '\n' || line.size() > LONGEST_LINE) {
                    line(line.toByteArray());
                    line.reset();
                }
            }
            if (line.size() > 0) {
                end(line.toByteArray());
            }
        }
        if (badLines > 0) {
            problems.accept(path + ": " + badLines + " lines are damaged, and left out");
        }
        return this;
    }

    /** A last line without an end is torn, unless it is whole after all, as other programs write them. */
    private void end(byte[] line) {
        if (EventLine.parse(new String(line, StandardCharsets.UTF_8)).isPresent()) {
            line(line);
            return;
        }
        torn = true;
        problems.accept(path + ": the last line is torn, " + line.length + " bytes are left out");
    }

    private void line(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            whole(bytes);
            return;
        }
        Optional<Event> event = EventLine.parse(text);
        if (event.isPresent()) {
            whole(bytes);
            count++;
            take(event.get());
        } else if (!isSeal(text)) {
            whole(bytes);
            badLines++;
        }
    }

    private void take(Event event) {
        boolean isCopy = InForce.isCopy(event);
        if (!isCopy) {
            own++;
            lastId = event.id();
        }
        events.accept(isCopy ? InForce.atItsTime(event) : event);
    }

    private void whole(byte[] bytes) {
        sum.update(bytes, 0, bytes.length);
        wholeBytes += bytes.length;
    }

    private boolean isSeal(String text) {
        if (!(EventLine.object(text).map(line -> line.get("sealed")).orElse("") instanceof Map<?, ?> seal)) {
            return false;
        }
        sealed = true;
        if (!String.format(Locale.ROOT, "%08x", sum.getValue()).equals(seal.get("crc32c"))) {
            problems.accept(path + ": the checksum is wrong: events are damaged or missing; " + count + " of "
                    + seal.get("events") + " can be read");
        }
        return true;
    }

    boolean isSealed() {
        return sealed;
    }

    boolean isTorn() {
        return torn;
    }

    long wholeBytes() {
        return wholeBytes;
    }

    long sum() {
        return sum.getValue();
    }

    long count() {
        return count;
    }

    /** How many are not of earlier segments. */
    long own() {
        return own;
    }

    /** That of the last of its own. */
    long lastId() {
        return lastId;
    }
}
