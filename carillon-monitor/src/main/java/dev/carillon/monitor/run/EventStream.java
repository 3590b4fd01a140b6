package dev.carillon.monitor.run;

import dev.carillon.linux.Clock;
import dev.carillon.linux.TimeSpec;
import dev.carillon.monitor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Numbers what happens, and tells it to all who want to know, in the order in which they came. For the loop's thread. */
final class EventStream {
    private List<Consumer<Event>> listeners = List.of();
    private long last;
    private long first;

    /** Has one more hear of what happens from now on. */
    void add(Consumer<Event> listener) {
        List<Consumer<Event>> more = new ArrayList<>(listeners);
        more.add(listener);
        listeners = List.copyOf(more);
    }

    /** Has one hear of nothing more. */
    void remove(Consumer<Event> listener) {
        listeners = listeners.stream().filter(each -> each != listener).toList();
    }

    /** Something has happened now. What a listener makes happen by that has the next numbers, and is told within. */
    Event publish(String source, String kind, Map<String, Object> fields) {
        last++;
        Event event = new Event(last, boot(), Instant.now(), source, kind, fields);
        for (Consumer<Event> listener : listeners) {
            listener.accept(event);
        }
        return event;
    }

    /** Begins behind numbers that were used before. */
    void startAfter(long number) {
        last = Math.max(last, number);
        first = last;
    }

    /** How many there were. */
    long count() {
        return last - first;
    }

    /** Since the machine's start, with the time it was suspended. */
    static Duration boot() {
        TimeSpec now = Clock.BOOTTIME.now();
        return Duration.ofSeconds(now.seconds(), now.nanos());
    }
}
