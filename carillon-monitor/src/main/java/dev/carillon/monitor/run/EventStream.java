package dev.carillon.monitor.run;

import dev.carillon.linux.Clock;
import dev.carillon.linux.TimeSpec;
import dev.carillon.monitor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Numbers what happens. The rules hear of it at once; all others hear of it in the same order when the loop has done what is to be
 * done: to print and to record takes longer than to start a program. For the loop's thread.
 */
final class EventStream {
    /** More are told at once: what waits longer is moved to where the collector looks seldom. */
    private static final int MOST_UNTOLD = 256;

    private final Executor later;
    private final Queue<Event> untold = new ArrayDeque<>();
    private Consumer<Event> rules = event -> {};
    private List<Consumer<Event>> listeners = List.of();
    private boolean isTelling;
    private boolean isClosed;
    private long last;
    private long first;

    /**
     * Without any listener yet.
     *
     * @param later runs what is put off; never within the call
     */
    EventStream(Executor later) {
        this.later = later;
    }

    /** Has the rules hear of what happens from now on, before all others. */
    void judge(Consumer<Event> newRules) {
        rules = newRules;
    }

    /** Has one more hear of what is told from now on. */
    void add(Consumer<Event> listener) {
        List<Consumer<Event>> more = new ArrayList<>(listeners);
        more.add(listener);
        listeners = List.copyOf(more);
    }

    /** Has one hear of nothing more. */
    void remove(Consumer<Event> listener) {
        listeners = listeners.stream().filter(each -> each != listener).toList();
    }

    /** Something has happened now. What the rules make happen by that has the next numbers. */
    Event publish(String source, String kind, Map<String, Object> fields) {
        last++;
        Event event = new Event(last, boot(), Instant.now(), source, kind, fields);
        untold.add(event);
        if (untold.size() == 1 && !isTelling && !isClosed) {
            tellLater();
        }
        rules.accept(event);
        if (isClosed || untold.size() > MOST_UNTOLD) {
            tell();
        }
        return event;
    }

    /** Tells all that was put off, and what comes of that. */
    private void tell() {
        if (isTelling) {
            return;
        }
        isTelling = true;
        try {
            for (Event event = untold.poll(); event != null; event = untold.poll()) {
                tell(event);
            }
        } finally {
            isTelling = false;
            if (!untold.isEmpty()) { // a listener has failed; what came after that is told all the same
                tellLater();
            }
        }
    }

    private void tellLater() {
        try {
            later.execute(this::tell);
        } catch (RejectedExecutionException e) {
            isClosed = true; // the loop has ended: there is no later
        }
    }

    private void tell(Event event) {
        for (Consumer<Event> listener : listeners) {
            listener.accept(event);
        }
    }

    /** Puts nothing off any more. */
    void close() {
        isClosed = true;
        tell();
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
