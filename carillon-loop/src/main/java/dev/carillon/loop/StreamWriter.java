package dev.carillon.loop;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.life.Steps;
import dev.carillon.loop.stream.ByteQueue;
import dev.carillon.loop.stream.WriterThread;
import dev.carillon.loop.timer.Deadline;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a pipe, a FIFO, a child's standard input, a terminal, a file: what it is given waits in a queue, and never holds
 * the loop up.
 *
 * <p>{@link #write} copies the bytes and answers what becomes of them; they are written in the writer's next turn, together with
 * what else was given by then. As long as more waits than the high-water mark it answers {@link Written#FULL}; {@link
 * Handler#drained} tells when that has fallen to the low one. Who does not heed it meets the bound: then all of a {@code write}
 * is dropped, so that no message is cut, and counted. Between others' writes to the same pipe or file the queue's may come in
 * pieces.
 *
 * <p>A descriptor that is pollable and non-blocking is written by the loop. Everything else, files above all, has a thread of its
 * own: a disk can keep a thread waiting for seconds, and {@code O_NONBLOCK} means nothing to it. Nor is a blocking descriptor
 * set non-blocking: that would hit whoever shares its open file, as with an inherited standard output.
 *
 * <p>{@link #finish} writes what waits and then closes. {@link #close} gives up: what cannot be written without waiting is lost,
 * and counted. When the loop ends, what a pipe does not take at once is lost likewise; files get what waits for them, for
 * which the loop's end takes ten seconds at the most.
 *
 * <p>That the reader goes is an end with its reason ({@link WriterEnd}) and no failure, and so is an error that stays. A file
 * system without space is no end: what waits is kept, and tried again after a second, then less and less often, up to every
 * half a minute.
 *
 * <p>What is awaited is the end. The {@link #ledger} counts bytes.
 */
public final class StreamWriter extends WatchedSource implements Awaited<WriterEnd> {
    private static final int USUAL_LOW = 16 * 1024;
    private static final int USUAL_HIGH = 64 * 1024;
    private static final long USUAL_BOUND = 16L * 1024 * 1024;
    private static final long LAST_WAIT_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long FIRST_PAUSE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(30).toNanos();

    private final StreamFd stream;
    private final @Nullable Handler handler;
    private final @Nullable Waiters<WriterEnd> waiters;
    private final @Nullable WriterThread thread;
    private final Retry retry = new Retry();
    private ByteQueue queue;
    private int low = USUAL_LOW;
    private int high = USUAL_HIGH;
    private long bound = USUAL_BOUND;

    /** Bytes that were taken and are neither written nor lost, as far as the thread has told. */
    private long waiting;

    private long given;
    private long written;
    private long lost;

    /** {@link Written#FULL} was answered, and {@code drained} is owed. */
    private boolean saturated;

    private boolean finishing;

    /** The kernel has no room, and tells when it has. */
    private boolean blocked;

    /** How it ended, from when that is known until its handler was told. */
    private @Nullable WriterEnd end;

    private boolean pinned;
    private final Runnable back = this::comeBack;

    /** When the loop's end waits no longer for the thread, in the system's time; 0 while it does not end. */
    private long lastDeadline;

    /** Handles what becomes of what was written. */
    @FunctionalInterface
    public interface Handler {
        /**
         * It is at its end: all is written after {@link StreamWriter#finish}, or nobody reads any more, or writing fails. The
         * writer is closed after this call. Not called for one that was closed.
         *
         * @param writer the source
         * @param end why, and what was lost
         * @throws Exception goes to the loop's error handler
         */
        void ended(StreamWriter writer, WriterEnd end) throws Exception;

        /**
         * What waits has fallen to the low-water mark, after {@link Written#FULL}.
         *
         * @param writer the source
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        default void drained(StreamWriter writer) throws Exception {}

        /**
         * The file system has no space, or the user no more of it. What waits is kept and tried again.
         *
         * @param writer the source
         * @param error ENOSPC or EDQUOT
         * @throws Exception goes to the loop's error handler; the source's {@link FailurePolicy} says what follows
         */
        default void noSpace(StreamWriter writer, LinuxException error) throws Exception {}
    }

    /** The moment at which a file system that was full is tried again. */
    private final class Retry extends Deadline {
        private long pauseNanos = FIRST_PAUSE_NANOS;

        @Override
        protected void due() {
            pend();
        }

        private void schedule() {
            loop().scheduleIn(this, pauseNanos);
            pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        }
    }

    private StreamWriter(
            EventLoop loop, String name, StreamFd stream, boolean owns, int interest, @Nullable Handler handler) {
        super(loop, name, stream.kind() + " writer", stream, interest, owns);
        this.stream = stream;
        this.handler = handler;
        this.waiters = handler == null ? new Waiters<>(this) : null;
        this.queue = new ByteQueue(loop.chunks);
        this.thread = interest == 0 ? threadOf(name) : null;
        if (interest != 0) {
            interest(Epoll.ERR); // that it can be written is of no interest until it could not
        }
    }

    private WriterThread threadOf(String name) {
        try {
            return new WriterThread(name + " writer", stream, new ByteQueue(loop().chunks), this::threadDone);
        } catch (RuntimeException e) { // no descriptor is left to call it off by
            closeNow();
            throw e;
        }
    }

    static StreamWriter open(EventLoop loop, String name, StreamFd stream, boolean owns, @Nullable Handler handler) {
        int interest = checked(loop, stream, owns, () -> stream.isPollable() && stream.isNonBlocking() ? Epoll.OUT : 0);
        return new StreamWriter(loop, name, stream, owns, interest, handler);
    }

    /**
     * Changes when it says that it is full, and when that it is so no more.
     *
     * @param newHigh bytes; 64 KiB unless changed
     * @param newLow bytes, 0 to {@code newHigh}; 16 KiB unless changed
     * @return this
     */
    public StreamWriter waterMarks(int newHigh, int newLow) {
        loop().checkThread();
        if (newLow < 0 || newHigh < newLow) {
            throw new IllegalArgumentException(
                    "water marks are 0 or more, the low one not above the high one: " + newLow + ", " + newHigh);
        }
        low = newLow;
        high = newHigh;
        return this;
    }

    /**
     * Changes how much may wait.
     *
     * @param bytes 1 or more; 16 MiB unless changed
     * @return this
     */
    public StreamWriter bound(long bytes) {
        loop().checkThread();
        if (bytes < 1) {
            throw new IllegalArgumentException("a writer's bound is 1 byte or more, not " + bytes);
        }
        bound = bytes;
        return this;
    }

    /**
     * Writes bytes, all of them or none.
     *
     * @param bytes from position to limit, copied; the position moves to the limit if they are taken
     * @return what becomes of them
     */
    public Written write(ByteBuffer bytes) {
        loop().checkThread();
        int count = bytes.remaining();
        given += count;
        Written refusal = refusalOf(count);
        if (refusal != null) {
            lose(count);
            return refusal;
        }
        if (count > 0) {
            queue.add(bytes);
            waiting += count;
            writeSoon();
        }
        saturated |= waiting > high;
        return saturated ? Written.FULL : Written.TAKEN;
    }

    private @Nullable Written refusalOf(int count) {
        if (!isOpen() || end != null) {
            return Written.CLOSED;
        }
        if (finishing) {
            return Written.FINISHED;
        }
        return count > bound - waiting ? Written.DROPPED : null;
    }

    /**
     * Writes bytes, all of them or none.
     *
     * @param bytes copied
     * @return what becomes of them
     */
    public Written write(byte[] bytes) {
        return write(ByteBuffer.wrap(bytes));
    }

    /**
     * Writes text in UTF-8, all of it or none.
     *
     * @param text without a line end, if it has none
     * @return what becomes of it
     */
    public Written write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes no more, writes what waits, and then closes: {@link Handler#ended} says when. Idempotent. */
    public void finish() {
        loop().checkThread();
        if (isOpen() && !finishing) {
            finishing = true;
            writeSoon();
        }
    }

    /**
     * How much waits to be written.
     *
     * @return bytes; of what a thread writes, as of its last report
     */
    public long queued() {
        return waiting;
    }

    /** Nothing to do where the kernel, the thread or the clock is about to have it called anyway. */
    private void writeSoon() {
        if (!blocked && !retry.isScheduled()) {
            pend();
        }
    }

    @Override
    Outcome dispatch(int budget) throws Exception {
        int events = takeReady();
        Outcome outcome = Outcome.DONE;
        if (end == null && thread == null) {
            outcome = writeNow(events, budget);
        } else if (end == null && thread != null) {
            goOn(thread);
        }
        tell();
        return outcome;
    }

    private void tell() throws Exception {
        WriterEnd how = end;
        if (how == null) {
            tellDrained();
            return;
        }
        took();
        try {
            if (handler != null) {
                handler.ended(this, how);
            } else if (waiters != null) {
                waiters.end(how);
            }
        } finally {
            close();
        }
    }

    private void tellDrained() throws Exception {
        if (!saturated || waiting > low) {
            return;
        }
        saturated = false;
        if (handler != null) {
            took();
            handler.drained(this);
        }
    }

    /** Writes as much as goes without waiting. What is left after its share of the turn has a place in the next. */
    private Outcome writeNow(int events, int budget) {
        blocked = false;
        int left = budget;
        while (!queue.isEmpty()) {
            if (left-- <= 0 || !goesOn()) {
                pend();
                return Outcome.DONE;
            }
            int offered = queue.first(Integer.MAX_VALUE);
            int count = writeOnce();
            if (end != null) {
                return Outcome.DONE;
            }
            if (count < offered) { // it is full, also where only an edge is told: epoll(7)
                return awaitRoom(count == 0 && left == budget - 1 && (events & Epoll.OUT) != 0);
            }
        }
        interest(Epoll.ERR);
        if (finishing) {
            over(WriterEnd.Cause.FINISHED, null);
        } else if ((events & (Epoll.ERR | Epoll.HUP)) != 0) {
            over(WriterEnd.Cause.READER_GONE, null);
        }
        return Outcome.DONE;
    }

    private Outcome awaitRoom(boolean wasToldOfRoom) {
        blocked = true;
        interest(Epoll.OUT);
        if (trigger() == Trigger.ONE_SHOT) {
            rearm();
        }
        return wasToldOfRoom ? Outcome.NOTHING : Outcome.DONE;
    }

    private int writeOnce() {
        try {
            int count = queue.writeTo(stream, Integer.MAX_VALUE);
            wrote(count);
            return count;
        } catch (RuntimeException e) { // an end, which its user is told of
            failedBy(e);
            return 0;
        }
    }

    private void wrote(long count) {
        written += count;
        waiting -= count;
        statistics().bytes += count;
    }

    private void lose(long count) {
        lost += count;
        statistics().missed += count;
    }

    private void loseWhatWaits() {
        lose(waiting);
        waiting = 0;
    }

    private void failedBy(RuntimeException error) {
        boolean gone = error instanceof LinuxException refused
                && (refused.errno() == Errno.EPIPE || refused.errno() == Errno.ECONNRESET);
        over(gone ? WriterEnd.Cause.READER_GONE : WriterEnd.Cause.FAILED, error);
    }

    private void over(WriterEnd.Cause cause, @Nullable RuntimeException error) {
        loseWhatWaits();
        queue.clear();
        interest(0); // it would be told of for ever
        end = new WriterEnd(cause, written, lost, Optional.ofNullable(error));
    }

    /** Takes note of what the thread has done, and gives it what came since. */
    private void goOn(WriterThread worker) throws Exception {
        if (retry.isScheduled()) {
            return;
        }
        takeStock(worker);
        RuntimeException error = worker.takeFailure();
        if (error instanceof LinuxException full && isPassing(full)) {
            tryLater(full);
        } else if (error != null) {
            failedBy(error);
        } else {
            handRest(worker);
        }
    }

    private static boolean isPassing(LinuxException error) {
        return error.errno() == Errno.ENOSPC || error.errno() == Errno.EDQUOT;
    }

    private void takeStock(WriterThread worker) {
        long count = worker.written() - written;
        if (count > 0) {
            wrote(count);
            retry.pauseNanos = FIRST_PAUSE_NANOS;
        }
    }

    private void tryLater(LinuxException full) throws Exception {
        boolean first = retry.pauseNanos == FIRST_PAUSE_NANOS;
        retry.schedule();
        if (first && handler != null) {
            took();
            handler.noSpace(this, full);
        }
    }

    private void handRest(WriterThread worker) {
        if (!worker.hasRest()) {
            queue = worker.exchange(queue);
        }
        if (worker.hasRest()) {
            hand(worker);
        } else if (finishing) {
            over(WriterEnd.Cause.FINISHED, null);
        }
    }

    /** It is with a worker from here on, as every source that another thread has. */
    private void hand(WriterThread worker) {
        handed();
        pend(); // for when it is back
        pinned = pin();
        try {
            worker.begin();
        } catch (Throwable e) { // an Error as a rule: no thread can be started
            retry.schedule();
            letGo();
            returned();
            throw e;
        }
    }

    private void letGo() {
        if (pinned) {
            unpin();
        }
    }

    /** The thread's last step of a batch. */
    private void threadDone() {
        letGo();
        try {
            loop().execute(back);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and has taken stock.
        }
    }

    private void comeBack() {
        try {
            returned();
        } catch (Throwable e) { // the kernel refuses part of a closing that has waited for this
            failed(e);
        }
    }

    /** Nobody waits for it from here on. What can be written without waiting is. */
    @Override
    boolean mayCloseNow() {
        WriterThread worker = thread;
        if (worker == null) {
            writeLast();
        } else if (!loop().isClosing() || stream.isPollable()) { // a pipe's reader may sleep for ever
            worker.abandon();
        } else if (end == null && isEnabled() && lastDeadline == 0) {
            lastDeadline = Math.min(
                    TimeSource.SYSTEM.nanos() + LAST_WAIT_NANOS, loop().endings.latest());
            worker.finish(queue);
        }
        return true;
    }

    private void writeLast() {
        int count = isEnabled() ? 1 : 0;
        while (end == null && count > 0 && !queue.isEmpty()) {
            count = writeOnce();
        }
    }

    @Override
    void leaving() {
        if (thread != null && lastDeadline != 0) {
            thread.awaitEnd(lastDeadline - TimeSource.SYSTEM.nanos());
        }
    }

    @Override
    void onClosed(Steps steps) {
        loop().timers.cancel(retry);
        if (thread == null) {
            queue.clear();
        } else {
            takeStock(thread);
            steps.go(thread::close); // which may be at the queue still
        }
        loseWhatWaits();
    }

    @Override
    public Ledger ledger() {
        Figures.lookAgain();
        return new Ledger(given, written, 0, lost);
    }

    @Override
    @Nullable
    Waiters<WriterEnd> waiters() {
        return waiters;
    }
}
