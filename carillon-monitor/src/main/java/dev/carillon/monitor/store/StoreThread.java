package dev.carillon.monitor.store;

import dev.carillon.config.Failure;
import dev.carillon.loop.TimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is put into its queue, as much at a time as there is. It waits for the queue, and as long as something was committed
 * that a loss of power would take for the next flush: at rest it wakes for nothing.
 */
final class StoreThread implements AutoCloseable {
    private static final int MOST_WAITING = 50_000;
    private static final int MOST_TOGETHER = 1000;
    private static final Duration PRUNING = Duration.ofHours(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LATEST_FIGURES = Duration.ofSeconds(3);
    private static final Duration AFTER_REFUSAL = Duration.ofSeconds(1);
    private static final int SQLITE_CORRUPT = 11;
    private static final int SQLITE_NOTADB = 26;
    private static final int CODE = 0xFF;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Store.Settings settings;
    private final Origin origin;
    private final Executor loop;
    private final Store.Listener listener;
    private final BlockingQueue<Task> queue = new LinkedBlockingQueue<>(MOST_WAITING);
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;
    private volatile boolean isClosing;
    private volatile boolean isFilling;
    private boolean hasOpened;
    private @Nullable Driver driver;
    private @Nullable Database database;
    private boolean isDirty;
    private boolean isRefused;
    private volatile boolean isFull;
    private Instant pruned = Instant.EPOCH;
    private long retryNanos;

    /** Does something with the database. */
    @FunctionalInterface
    interface Work {
        void with(Database database) throws SQLException;
    }

    /** Asks the database for something. */
    @FunctionalInterface
    interface Question<T> {
        T of(Database database) throws SQLException;
    }

    /**
     * Something to be written.
     *
     * @param whenDone is run on the loop's thread when it is committed, and also when it cannot be
     * @param whenRefused is told at once on this thread why it cannot be: who waits for it may hold up the loop
     */
    record Task(Work work, Runnable whenDone, Consumer<Exception> whenRefused) {
        Task(Work work, Runnable whenDone) {
            this(work, whenDone, why -> {});
        }
    }

    StoreThread(Store.Settings settings, Origin origin, Executor loop, Store.Listener listener) {
        this.settings = settings;
        this.origin = origin;
        this.loop = loop;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("carillon-store").start(this::run);
    }

    /** For the loop's thread. */
    void put(Task task) {
        if (!isClosing && queue.offer(task)) {
            return;
        }
        lost.incrementAndGet();
        task.whenDone.run();
        if (!isFull) {
            isFull = true;
            listener.told("store-overflow", MOST_WAITING + " wait to be written; more is not kept");
        }
    }

    /** From any thread. */
    <T> CompletableFuture<T> ask(Question<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        Task task = new Task(
                open -> {
                    try {
                        answer.complete(question.of(open));
                    } catch (SQLException e) {
                        answer.completeExceptionally(e);
                        throw e;
                    }
                },
                () -> {},
                answer::completeExceptionally);
        if (isClosing || !queue.offer(task)) {
            answer.completeExceptionally(new IOException("the store is closed, or has too much to do"));
        }
        return answer;
    }

    long lost() {
        return lost.get();
    }

    int waiting() {
        return queue.size();
    }

    private void run() {
        List<Task> tasks = new ArrayList<>();
        while (!isClosing || !queue.isEmpty()) {
            try {
                Task first = isDirty ? queue.poll(settings.flush().toNanos(), TimeUnit.NANOSECONDS) : queue.take();
                if (first == null) {
                    flush();
                    continue;
                }
                tasks.add(first);
            } catch (InterruptedException e) {
                continue; // it is closing: what is left is written
            }
            queue.drainTo(tasks, MOST_TOGETHER - 1);
            write(tasks);
            tasks.clear();
        }
        closeDatabase();
    }

    private void write(List<Task> tasks) {
        try {
            writeOrRecover(tasks);
        } catch (SQLException | IOException e) {
            lost.addAndGet(tasks.size());
            refused(Failure.line(e));
            tasks.forEach(task -> task.whenRefused.accept(e));
        }
        tasks.forEach(task -> loop.execute(task.whenDone));
        if (queue.isEmpty()) {
            isFull = false;
        }
    }

    private void writeOrRecover(List<Task> tasks) throws SQLException, IOException {
        if (isRefused && TimeSource.SYSTEM.nanos() - retryNanos < 0) {
            throw new IOException("left alone for a moment");
        }
        try {
            commit(open(), tasks);
        } catch (SQLException e) {
            if (!isBroken(e)) {
                throw e;
            }
            setAside(Failure.line(e));
            commit(open(), tasks);
        }
        if (isRefused) {
            isRefused = false;
            tell("store-well", "the store takes what is to be kept again; " + lost.get() + " were lost");
        }
    }

    private void commit(Database open, List<Task> tasks) throws SQLException {
        open.run("BEGIN IMMEDIATE");
        try {
            for (Task task : tasks) {
                task.work.with(open);
            }
            prune(open);
            open.run("COMMIT");
            isDirty = true;
        } catch (SQLException e) {
            rollBack(open, e);
            throw e;
        }
    }

    private static void rollBack(Database open, SQLException why) {
        try {
            open.run("ROLLBACK");
        } catch (SQLException e) { // it has rolled back by itself
            why.addSuppressed(e);
        }
    }

    private void prune(Database open) throws SQLException {
        Instant now = Instant.now();
        if (Duration.between(pruned, now).abs().compareTo(PRUNING) > 0) {
            pruned = now;
            open.prune(now, settings.age());
        }
    }

    private Database open() throws SQLException, IOException {
        Database open = database;
        if (open != null && open.isInPlace()) {
            return open;
        }
        if (open != null) { // what is written to a file that has no name any more is lost when it is closed
            tell("store-gone", Database.NAME + " was removed or moved while it was written to; another is made");
            closeDatabase();
        }
        Files.createDirectories(settings.directory());
        Driver present = driver == null ? SqliteLibrary.driver() : driver;
        driver = present;
        open = Database.open(present, settings.directory(), this::fill);
        database = open;
        hasOpened = true;
        return open;
    }

    /** What of the last seconds has not been committed yet comes again: figures of those are not taken from the record. */
    private void fill(Database open) throws SQLException {
        isFilling = true;
        try {
            Instant figuresEnd = hasOpened ? Instant.now().minus(LATEST_FIGURES) : Instant.MAX;
            String filled = Refill.of(origin, open, figuresEnd);
            if (!filled.isEmpty()) {
                tell("store-refilled", Database.NAME + " was made anew from the record: " + filled);
            }
        } catch (IOException e) {
            tell(
                    "store-refilled",
                    Database.NAME + " was made anew, without what of the record cannot be read: " + Failure.line(e));
        } finally {
            isFilling = false;
        }
    }

    /** Whether it is made anew just now, which takes its time. From any thread. */
    boolean isFilling() {
        return isFilling;
    }

    /** To the disk, and into the database itself as far as no reader is in the way. */
    private void flush() {
        isDirty = false;
        try {
            open().run("PRAGMA wal_checkpoint(PASSIVE)");
        } catch (SQLException | IOException e) {
            refused(Failure.line(e));
        }
    }

    private static boolean isBroken(SQLException e) {
        int code = e.getErrorCode() & CODE;
        return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    }

    /** Broken is broken: it is kept for who can mend it, and a new one is made. */
    private void setAside(String why) throws IOException {
        closeDatabase();
        String suffix = ".broken-" + STAMP.format(Instant.now());
        for (String part : List.of("", "-wal", "-shm")) {
            Path file = settings.directory().resolve(Database.NAME + part);
            if (Files.exists(file)) {
                Files.move(file, file.resolveSibling(Database.NAME + suffix + part));
            }
        }
        tell("store-broken", Database.NAME + " is broken and was set aside as " + Database.NAME + suffix + ": " + why);
    }

    private void refused(String why) {
        if (!isRefused) {
            tell("store-refused", "nothing is kept: " + why);
        }
        isRefused = true;
        retryNanos = TimeSource.SYSTEM.nanos() + AFTER_REFUSAL.toNanos();
    }

    private void tell(String kind, String text) {
        loop.execute(() -> listener.told(kind, text));
    }

    private void closeDatabase() {
        Database open = database;
        database = null;
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (SQLException e) {
            refused(Failure.line(e));
        }
    }

    /** Writes what is left, for so long at the most. */
    @Override
    public void close() {
        isClosing = true;
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
