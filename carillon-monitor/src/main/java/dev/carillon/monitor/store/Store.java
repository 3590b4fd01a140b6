package dev.carillon.monitor.store;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Timeout;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.action.Attempt;
import dev.carillon.monitor.action.Notice;
import dev.carillon.monitor.action.Outbox;
import dev.carillon.monitor.rule.Carried;
import dev.carillon.monitor.rule.PeopleEvent;
import dev.carillon.monitor.rule.Transition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * What is kept. All that is written goes to a thread through a queue with a bound: what is too much is not kept, and counted. What
 * was committed outlives a {@code kill -9}; a loss of power takes what came since the last flush. For the loop's thread.
 */
public final class Store implements Outbox, AutoCloseable {
    /** How long figures of a second are gathered beyond its end. */
    private static final Duration GATHERING = Duration.ofSeconds(2);

    private final StoreThread thread;
    private final Map<String, Bucket> seconds = new HashMap<>();
    private final Timeout gathering;

    /** Is told what people have to know of it, on the loop's thread. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Something is not as it should be, or is again.
         *
         * @param kind {@code store-broken}, {@code store-refilled}, {@code store-refused}, {@code store-well}, {@code store-overflow}
         * @param text what, in a line
         */
        void told(String kind, String text);
    }

    /**
     * What is kept where.
     *
     * @param directory where the database is, or will be
     * @param flush how much a loss of power may take
     * @param age how long alarms and tries are kept
     */
    public record Settings(Path directory, Duration flush, Duration age) {}

    /**
     * Opens it: the file itself is opened by the thread, and the loop goes on meanwhile.
     *
     * @param origin what a new database is filled with, in place of one that is broken or gone
     */
    public Store(EventLoop loop, Settings settings, Origin origin, Listener listener) {
        this.gathering = loop.timeout(this::writeFigures);
        this.thread = new StoreThread(
                settings,
                origin,
                task -> {
                    try {
                        loop.execute(task);
                    } catch (RejectedExecutionException e) {
                        // The loop has ended: nobody is left to be told.
                    }
                },
                listener);
    }

    @Override
    public void keep(String action, Notice notice, Instant since, Runnable whenKept) {
        thread.put(new StoreThread.Task(database -> database.keep(action, notice, since), whenKept));
    }

    /** An alarm has changed, which nobody was told if it was muted. */
    public void changed(Transition transition, boolean muted) {
        thread.put(new StoreThread.Task(database -> database.add(transition, muted), () -> {}));
    }

    /**
     * What somebody has asked of rules, as {@link PeopleEvent} has it.
     *
     * @param whenKept run on the loop's thread when it is kept, or when it is clear that it cannot be
     */
    public void asked(Event event, Runnable whenKept) {
        thread.put(new StoreThread.Task(database -> database.people().add(event), whenKept));
    }

    /** Something became of a notice: with the last of it, it is in the outbox no more. */
    public void tried(Attempt attempt, Instant time) {
        thread.put(new StoreThread.Task(database -> database.add(attempt, time), () -> {}));
    }

    /** A program was started. */
    public void started(KeptChild child) {
        thread.put(new StoreThread.Task(database -> database.started(child), () -> {}));
    }

    /** A program has ended. */
    public void ended(String source, int pid) {
        thread.put(new StoreThread.Task(database -> database.ended(source, pid), () -> {}));
    }

    /** The programs that were running; on any thread. */
    public CompletableFuture<List<KeptChild>> children() {
        return thread.ask(Database::children);
    }

    /** A source has a value. */
    public void value(String source, Instant time, double value) {
        long second = time.getEpochSecond();
        Bucket bucket = seconds.get(source);
        if (bucket != null && bucket.start() != second) {
            write(bucket);
            bucket = null;
        }
        seconds.put(
                source, bucket == null ? new Bucket(source, 1, second, 1, value, value, value) : bucket.plus(value));
        if (!gathering.isPending()) {
            gathering.schedule(GATHERING);
        }
    }

    private void writeFigures() {
        seconds.values().forEach(this::write);
        seconds.clear();
    }

    private void write(Bucket bucket) {
        thread.put(new StoreThread.Task(database -> database.add(bucket), () -> {}));
    }

    /** What an earlier monitor was still to tell, in order; on any thread. */
    public CompletableFuture<List<Kept>> kept() {
        return thread.ask(Database::outbox);
    }

    /** What rules go on with; on any thread. */
    public CompletableFuture<Carried> carried() {
        return thread.ask(Database::carried);
    }

    /** The highest number of an alarm; on any thread. */
    public CompletableFuture<Long> lastAlarm() {
        return thread.ask(Database::lastAlarm);
    }

    /** What was tried for an alarm, in order; on any thread. */
    public CompletableFuture<List<KeptTry>> tries(String alarm) {
        return thread.ask(database -> database.tries(alarm));
    }

    /** The actions that have told somebody of an alarm; on any thread. */
    public CompletableFuture<List<String>> toldBy(String alarm) {
        return thread.ask(database -> database.toldBy(alarm));
    }

    /** How an alarm changed, in order; on any thread. */
    public CompletableFuture<List<Transition>> transitions(String alarm) {
        return thread.ask(database -> database.transitions(alarm));
    }

    /**
     * Figures of a source, in order; on any thread.
     *
     * @param step of how many seconds each: 1, 60 or 3600
     */
    public CompletableFuture<List<Bucket>> figures(String source, int step, Instant since) {
        return thread.ask(database -> database.figures(source, step, since));
    }

    /** How much was not kept, as there was too much of it or the disk would not take it. Safe from any thread. */
    public long lost() {
        return thread.lost();
    }

    /** Whether it is made anew just now, which takes its time. Safe from any thread. */
    public boolean isFilling() {
        return thread.isFilling();
    }

    /** How much waits to be written. Safe from any thread. */
    public int waiting() {
        return thread.waiting();
    }

    /** Writes what is left, for some seconds at the most. */
    @Override
    public void close() {
        gathering.cancel();
        writeFigures();
        thread.close();
    }
}
