package dev.carillon.monitor.record;

import dev.carillon.config.Failure;
import dev.carillon.monitor.Event;
import dev.carillon.monitor.json.EventLine;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes events down, on a thread of its own: who hands them over never waits. What finds the queue full, or cannot be written, is
 * lost and counted, and told once until all is well again.
 */
public final class Recorder implements AutoCloseable {
    private static final int BATCH = 4096;
    private static final long LONGEST_WAIT_MILLIS = 10_000;

    private static final String CUT =
            "the monitor before this one was killed, or the machine was: what it did in its last"
                    + " moment may not be known, as alarms that it raised, and programs that it started for them";

    /** After it nothing comes. To interrupt the thread would close the file that it writes to. */
    private static final Event END = new Event(-1, Duration.ZERO, Instant.EPOCH, "", "", Map.of());

    /** Between events: what came before it is written. */
    private static final Event MARK = new Event(-2, Duration.ZERO, Instant.EPOCH, "", "", Map.of());

    private final Path directory;
    private final RecordSettings settings;
    private final Listener listener;
    private final BlockingQueue<Event> queue;
    /** Who waits for the marks in the queue, in their order. */
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

    private final InForce inForce = new InForce();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicLong written = new AtomicLong();
    private final Thread thread;
    private final long lastId;

    // Of the thread only.
    private @Nullable Segment segment;
    private long segmentBegin;
    private long flushedAt;
    private boolean isDirty;
    private boolean isFailing;

    // Of who hands events over only.
    private boolean isOverflowing;

    private boolean isClosed;

    /** Is told what people have to know. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Something is not as it should be, or is again; on any thread.
         *
         * @param kind {@code record-cut}, {@code record-torn}, {@code record-failed}, {@code record-gone}, {@code record-overflow} or
         *     {@code record-well}
         * @param text what, in a line
         */
        void told(String kind, String text);
    }

    /**
     * Opens the record of a directory, which is made if it is missing. What a former run has left open is sealed, without a line
     * that it did not finish. Where the disk takes nothing, it is told, and tried again with what comes.
     *
     * @throws IOException if it cannot be read or written
     */
    public Recorder(Path directory, RecordSettings settings, Listener listener) throws IOException {
        this.directory = directory;
        this.settings = settings;
        this.listener = listener;
        queue = new ArrayBlockingQueue<>(settings.queue());
        lastId = begin();
        thread = Thread.ofPlatform().name("carillon-recorder").daemon(true).start(this::run);
    }

    private long begin() throws IOException {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            failedOrThrow(e);
            return 0;
        }
        List<Path> all = Segment.all(directory);
        for (int i = all.size() - 1; i >= 0; i--) {
            Path path = all.get(i);
            SegmentReader last =
                    new SegmentReader(path, inForce::accept, text -> listener.told("record-torn", text)).read();
            if (last.own() > 0 && !last.isSealed()) {
                listener.told("record-cut", CUT);
            }
            try {
                sealOrDelete(path, last);
            } catch (IOException e) {
                failedOrThrow(e);
            }
            if (last.own() > 0) {
                return last.lastId();
            }
        }
        return 0;
    }

    private static void sealOrDelete(Path path, SegmentReader last) throws IOException {
        if (last.own() == 0) { // a name that was taken, and nothing else
            Files.delete(path);
        } else if (!last.isSealed()) {
            try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                channel.truncate(last.wholeBytes());
            }
            Segment.seal(path, last.count(), last.sum());
        }
    }

    private void failedOrThrow(IOException failure) throws IOException {
        if (StateDirectory.unwilling(directory).isEmpty()) {
            throw failure;
        }
        failed(failure);
    }

    /** The number of the last event that was recorded before; 0 if none was. */
    public long lastId() {
        return lastId;
    }

    /** Hands an event over. For one thread. After the end it is not recorded. */
    public void record(Event event) {
        if (isClosed) {
            return;
        }
        if (queue.offer(event)) {
            if (isOverflowing && queue.remainingCapacity() >= settings.queue() / 2) {
                isOverflowing = false;
                listener.told("record-well", "events are recorded again; " + lost + " were lost in all");
            }
            return;
        }
        lost.incrementAndGet();
        if (!isOverflowing) {
            isOverflowing = true;
            listener.told(
                    "record-overflow",
                    "more than " + settings.queue() + " events wait to be recorded: those that come are lost");
        }
    }

    /**
     * Tells when all that was handed over so far is written, so that it outlives a kill, or is lost. For the thread that hands events
     * over.
     *
     * @param task run on the recorder's thread, or at once where nothing is written any more
     */
    public void whenWritten(Runnable task) {
        waiting.add(task);
        if (isClosed || !queue.offer(MARK)) {
            waiting.remove(task);
            task.run();
        }
    }

    /** How many events are not in the record. */
    public long lost() {
        return lost.get();
    }

    /** How many were written. */
    public long written() {
        return written.get();
    }

    /** How many wait. */
    public int waiting() {
        return queue.size();
    }

    // --- the thread --------------------------------------------------------------------------------------------------

    private void run() {
        List<Event> batch = new ArrayList<>(BATCH);
        boolean isOver = false;
        while (!isOver) {
            take(batch);
            isOver = batch.remove(END);
            int marks = Collections.frequency(batch, MARK);
            batch.removeIf(MARK::equals);
            if (!batch.isEmpty()) {
                write(batch);
                batch.clear();
            }
            tell(marks);
            flushIfDue();
        }
        end();
        tell(waiting.size());
    }

    private void tell(int marks) {
        for (int i = 0; i < marks; i++) {
            waiting.remove().run();
        }
    }

    /** Waits for something to do. */
    private void take(List<Event> batch) {
        try {
            Event first = queue.poll(millisToNextWork(), TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                queue.drainTo(batch, BATCH - 1);
            }
        } catch (InterruptedException e) {
            batch.add(END);
        }
    }

    /** Nothing is to be done but at the next flush, if anything was written since the last. */
    private long millisToNextWork() {
        if (!isDirty) {
            return LONGEST_WAIT_MILLIS;
        }
        long left = settings.flush().toMillis() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - flushedAt);
        return Math.clamp(left, 1, LONGEST_WAIT_MILLIS);
    }

    private void write(List<Event> batch) {
        StringBuilder lines = new StringBuilder();
        for (Event event : batch) {
            lines.append(EventLine.text(event)).append('\n');
        }
        try {
            current(batch.getFirst()).append(lines.toString().getBytes(StandardCharsets.UTF_8), batch.size());
            written.addAndGet(batch.size());
            if (!isDirty) {
                isDirty = true;
                flushedAt = System.nanoTime();
            }
            well();
        } catch (IOException e) {
            lost.addAndGet(batch.size());
            failed(e);
        }
        batch.forEach(inForce::accept);
    }

    private Segment current(Event next) throws IOException {
        Segment now = presentSegment();
        if (now != null && !isOver(now)) {
            return now;
        }
        segment = null;
        if (now != null) {
            try (now) {
                now.seal();
            }
        }
        Files.createDirectories(directory); // somebody may have moved it away
        makeRoom();
        Segment another = Segment.create(directory, next.id(), inForce.lines(next, settings.segment() / 4));
        segment = another;
        segmentBegin = System.nanoTime();
        return another;
    }

    /** What is written to a file that has no name any more is lost when it is closed. */
    private @Nullable Segment presentSegment() throws IOException {
        Segment now = segment;
        if (now == null || now.isInPlace()) {
            return now;
        }
        segment = null;
        if (now.events() > 0) {
            written.addAndGet(-now.events());
            lost.addAndGet(now.events());
            listener.told(
                    "record-gone",
                    now.path() + " was removed or moved while it was written to: the " + now.events()
                            + " events in it are lost to the record, which goes on in another file");
        }
        now.close();
        return null;
    }

    private boolean isOver(Segment now) {
        return now.length() >= settings.segment()
                || System.nanoTime() - segmentBegin >= settings.segmentAge().toNanos();
    }

    /** Of sealed ones the oldest go, so that with the next one all are within the bounds. */
    private void makeRoom() throws IOException {
        List<Path> all = Segment.all(directory);
        long size = settings.segment();
        for (Path path : all) {
            size += Files.size(path);
        }
        Instant oldest = Instant.now().minus(settings.age());
        for (Path path : all) {
            boolean isOld = Files.getLastModifiedTime(path).toInstant().isBefore(oldest);
            if (size <= settings.size() && !isOld) {
                return;
            }
            size -= Files.size(path);
            Files.delete(path);
        }
    }

    private void flushIfDue() {
        boolean isDue =
                isDirty && System.nanoTime() - flushedAt >= settings.flush().toNanos();
        if (!isDue || segment == null) {
            return;
        }
        isDirty = false;
        flushedAt = System.nanoTime();
        try {
            segment.flush();
        } catch (IOException e) {
            failed(e);
        }
    }

    private void failed(IOException failure) {
        if (!isFailing) {
            isFailing = true;
            listener.told("record-failed", "events cannot be recorded, and are lost: " + Failure.line(failure));
        }
    }

    private void well() {
        if (isFailing) {
            isFailing = false;
            listener.told("record-well", "events are recorded again; " + lost + " were lost in all");
        }
    }

    private void end() {
        try (Segment now = presentSegment()) {
            if (now != null) {
                now.seal();
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    /** Writes what waits, and seals the segment. Waits for that, ten seconds at most. */
    @Override
    public void close() {
        isClosed = true;
        try {
            if (queue.offer(END, LONGEST_WAIT_MILLIS, TimeUnit.MILLISECONDS)) {
                thread.join(LONGEST_WAIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
