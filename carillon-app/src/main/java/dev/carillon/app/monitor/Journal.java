package dev.carillon.app.monitor;

import dev.carillon.loop.EventLoop;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers events and writes them down; ends the loop when nobody reads them any more. Loop thread only. */
final class Journal {
    private final EventWriter writer;
    private final EventLoop loop;
    private long total;
    private boolean readerGone;

    Journal(EventWriter writer, EventLoop loop) {
        this.writer = writer;
        this.loop = loop;
    }

    /** Writes an event with the next number. Fields come as name, value, name, value. */
    void event(String source, String kind, Object... fields) {
        total++;
        write(new Event(total, Instant.now(), source, kind, mapOf(fields)));
    }

    /** Writes a line that is no event. */
    void note(String kind, Map<String, Object> fields) {
        write(new Event(0, Instant.now(), "monitor", kind, fields));
    }

    long total() {
        return total;
    }

    private void write(Event event) {
        if (readerGone) {
            return;
        }
        try {
            writer.write(event);
        } catch (ReaderGoneException e) {
            readerGone = true;
            loop.stop();
        }
    }

    private static Map<String, Object> mapOf(Object... fields) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < fields.length; i += 2) {
            map.put((String) fields[i], fields[i + 1]);
        }
        return map;
    }
}
