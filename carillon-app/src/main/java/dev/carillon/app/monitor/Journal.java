package dev.carillon.app.monitor;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Numbers events and writes them down; ends the loop when nobody reads them any more. Loop thread only. */
final class Journal {
    private final EventWriter writer;
    private final EventLoop loop;
    private final Map<Source, Count> counts = new HashMap<>();
    private Consumer<Event> listener = event -> {};
    private long total;
    private boolean readerGone;

    /** How many events there were of a source. */
    private static final class Count {
        private long events;
    }

    Journal(EventWriter writer, EventLoop loop) {
        this.writer = writer;
        this.loop = loop;
    }

    /** Has somebody hear of each event from now on. */
    void tell(Consumer<Event> newListener) {
        listener = newListener;
    }

    /** Writes an event with the next number. Fields come as name, value, name, value. */
    void event(Source source, String kind, Object... fields) {
        total++;
        counts.computeIfAbsent(source, s -> new Count()).events++;
        Event event = new Event(total, Instant.now(), source.name(), kind, mapOf(fields));
        listener.accept(event);
        write(event);
    }

    /** Writes a line that is no event. */
    void note(String kind, Map<String, Object> fields) {
        write(new Event(0, Instant.now(), "monitor", kind, fields));
    }

    /** How many events there were. */
    long total() {
        return total;
    }

    /** How many events there were of a source. A read of many lines is one event for the loop, and many here. */
    long count(Source source) {
        Count count = counts.get(source);
        return count == null ? 0 : count.events;
    }

    /** Nobody reads any more: there is nothing left to do. */
    void readerGone() {
        readerGone = true;
        loop.stop();
    }

    private void write(Event event) {
        if (readerGone) {
            return;
        }
        try {
            writer.write(event);
        } catch (ReaderGoneException e) {
            readerGone();
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
