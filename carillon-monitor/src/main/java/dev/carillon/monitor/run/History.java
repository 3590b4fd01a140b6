package dev.carillon.monitor.run;

import dev.carillon.config.Failure;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.action.Attempt;
import dev.carillon.monitor.action.Outbox;
import dev.carillon.monitor.file.HistorySettings;
import dev.carillon.monitor.record.RecordReader;
import dev.carillon.monitor.record.RecordSettings;
import dev.carillon.monitor.record.Recorder;
import dev.carillon.monitor.record.StateDirectory;
import dev.carillon.monitor.rule.Carried;
import dev.carillon.monitor.rule.Rules;
import dev.carillon.monitor.rule.Standing;
import dev.carillon.monitor.rule.Transition;
import dev.carillon.monitor.store.Kept;
import dev.carillon.monitor.store.KeptChild;
import dev.carillon.monitor.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** What outlives the monitor, in its state directory: alarms, what was tried for them and is still to be told, figures. */
final class History implements AutoCloseable {
    /** How long a start waits for what was kept: behind a disk that takes longer a monitor is better than none. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** How often it waits so long while the database is made anew from the record: a minute. */
    private static final int MOST_FILLING = 12;

    private final EventLoop loop;
    private final StateDirectory directory;
    private final Store store;
    private final Recorder recorder;
    private final Left left;
    private final LeftPrograms programs;

    /** What an earlier monitor has left, or why that is not known. */
    private record Left(
            Carried carried, long lastAlarm, List<Kept> kept, List<KeptChild> programs, Optional<String> unread) {
        static Left unread(String why) {
            return new Left(Carried.NOTHING, 0, List.of(), List.of(), Optional.of(why));
        }
    }

    private History(EventLoop loop, StateDirectory directory, Store store, Recorder recorder, Left left) {
        this.loop = loop;
        this.directory = directory;
        this.store = store;
        this.recorder = recorder;
        this.left = left;
        this.programs = new LeftPrograms(store, left.programs());
    }

    /**
     * Opens it, and reads what an earlier monitor has left.
     *
     * @param events is told what is wrong with it
     */
    static History open(EventLoop loop, Path state, HistorySettings settings, EventStream events) throws IOException {
        StateDirectory directory = StateDirectory.take(state);
        Store store = new Store(
                loop,
                new Store.Settings(state, settings.flush(), settings.age()),
                takes -> readRecord(state, takes),
                (kind, text) -> events.publish(Rules.MONITOR, kind, Map.of("text", text)));
        try {
            Left left = left(state, store);
            return new History(loop, directory, store, recorder(loop, state, settings, events), left);
        } catch (IOException e) {
            store.close();
            directory.close();
            throw e;
        }
    }

    /** A monitor survives a disk that takes nothing; so its start does, too. */
    private static Left left(Path state, Store store) throws IOException {
        try {
            return new Left(
                    await(store, store.carried()),
                    await(store, store.lastAlarm()),
                    await(store, store.kept()),
                    await(store, store.children()),
                    Optional.empty());
        } catch (IOException e) {
            String why = StateDirectory.unwilling(state).orElseThrow(() -> StateDirectory.unusable(state, e));
            return Left.unread(unread(why, e));
        }
    }

    private static String unread(String why, IOException failure) {
        return why + ": what was kept is not known, and is left for the next start (" + Failure.line(failure) + ")";
    }

    private static Recorder recorder(EventLoop loop, Path state, HistorySettings settings, EventStream events)
            throws IOException {
        return new Recorder(
                RecordSettings.directory(state),
                settings.record(),
                (kind, text) -> onLoop(loop, () -> events.publish(Rules.MONITOR, kind, Map.of("text", text))));
    }

    private static void onLoop(EventLoop loop, Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended: nobody is left to be told.
        }
    }

    /** What a new database is filled with. */
    private static void readRecord(Path state, Consumer<Event> events) throws IOException {
        if (Files.isDirectory(RecordSettings.directory(state))) {
            RecordReader.read(state, events, problem -> {}); // which the recorder tells
        }
    }

    private static <T> T await(Store store, CompletableFuture<T> future) throws IOException {
        try {
            for (int i = 1; !future.isDone() && store.isFilling() && i < MOST_FILLING; i++) {
                waitFor(future);
            }
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException("what was kept cannot be read", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("what was kept was not read within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static void waitFor(CompletableFuture<?> future) throws ExecutionException, InterruptedException {
        try {
            future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // It is made anew still.
        }
    }

    Outbox outbox() {
        return store;
    }

    /** The highest number that was used for an event: others begin behind it. Those of alarms are among them. */
    long lastNumber() {
        return Math.max(recorder.lastId(), left.lastAlarm());
    }

    /** Alarms that were not clear, and silences. What is since the machine's start is so since this start, if that was another. */
    Carried carried() {
        Duration now = EventStream.boot();
        return new Carried(
                left.carried().alarms().stream()
                        .map(standing -> within(standing, now))
                        .toList(),
                left.carried().silences());
    }

    private static Standing within(Standing of, Duration now) {
        return of.boot().compareTo(now) <= 0
                ? of
                : new Standing(
                        of.alarm(),
                        of.rule(),
                        of.key(),
                        of.state(),
                        of.severity(),
                        Duration.ZERO,
                        of.time(),
                        of.message(),
                        of.acknowledged(),
                        of.heard());
    }

    /** Why what an earlier monitor has left is not known; empty if it is. */
    Optional<String> unread() {
        return left.unread();
    }

    LeftPrograms programs() {
        return programs;
    }

    /** What an earlier monitor was still to tell. */
    List<Kept> kept() {
        return left.kept();
    }

    /** The actions that have told somebody of an alarm. */
    List<String> toldBy(String alarm) throws IOException {
        return await(store, store.toldBy(alarm));
    }

    void changed(Transition transition, boolean muted) {
        store.changed(transition, muted);
    }

    /** What somebody has asked of rules, which is kept when store and record have it. */
    void asked(Event event, Runnable whenKept) {
        // When the store answers the record has been handed it, too.
        store.asked(event, () -> recorder.whenWritten(() -> onLoop(loop, whenKept)));
    }

    void tried(Attempt attempt, Instant time) {
        store.tried(attempt, time);
    }

    void accept(Event event) {
        recorder.record(event);
        if (event.fields().get("value") instanceof Number number) {
            store.value(event.source(), event.time(), number.doubleValue());
        }
    }

    long lost() {
        return store.lost() + recorder.lost();
    }

    @Override
    public void close() {
        recorder.close();
        store.close();
        try {
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
