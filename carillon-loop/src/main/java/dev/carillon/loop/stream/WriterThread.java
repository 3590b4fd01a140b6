package dev.carillon.loop.stream;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Poll;
import dev.carillon.linux.StreamFd;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread of one writer, for what can keep a thread waiting: a disk, or a pipe that blocks. It is there while there is
 * something to write, and a second longer.
 *
 * <p>Its queue is the thread's from {@link #begin} until that has run {@code done}, and the loop's before and after. Where a reader
 * may be slow it waits in {@code poll(2)} and writes no more than then goes without waiting, so that it can always be called off.
 */
public final class WriterThread {
    /** What a pipe that is ready for writing takes without waiting, {@code PIPE_BUF}. */
    private static final int SURE = 4096;

    /** One batch at work, and the last one behind it. */
    private static final int MOST_TASKS = 2;

    private final StreamFd stream;
    private final Runnable done;
    private final ThreadPoolExecutor executor;
    private final Runnable batch = this::writeBatch;
    private final @Nullable EventFd calledOff;
    private final @Nullable Poll poll;
    private ByteQueue queue;
    private @Nullable ByteQueue rest;
    private @Nullable RuntimeException failure;
    private volatile long written;
    private volatile boolean abandoned;

    /**
     * A thread that is not started yet.
     *
     * @param name the thread's
     * @param stream where to
     * @param queue an empty one
     * @param done called by the thread after each batch
     */
    public WriterThread(String name, StreamFd stream, ByteQueue queue, Runnable done) {
        this.stream = stream;
        this.queue = queue;
        this.done = done;
        boolean mayWait = stream.isPollable();
        this.calledOff = mayWait ? EventFd.open() : null;
        this.poll = calledOff == null ? null : pollOf(stream, calledOff);
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_TASKS),
                Thread.ofPlatform().daemon().name(name).factory());
        executor.allowCoreThreadTimeOut(true);
    }

    private static Poll pollOf(StreamFd stream, EventFd calledOff) {
        Poll poll = new Poll();
        poll.add(stream, Epoll.OUT);
        poll.add(calledOff, Epoll.IN);
        return poll;
    }

    /**
     * Whether what was handed over has not all been written. Loop thread, as all that follows but {@link #written}.
     *
     * @return false if it may be given more
     */
    public boolean hasRest() {
        return !queue.isEmpty();
    }

    /**
     * Takes a full queue and gives its own, which is empty, for it.
     *
     * @param full what is to be written next
     * @return an empty one
     */
    public ByteQueue exchange(ByteQueue full) {
        ByteQueue empty = queue;
        queue = full;
        return empty;
    }

    /** Writes the queue; {@code done} says when. */
    public void begin() {
        executor.execute(batch);
    }

    /**
     * What went wrong in the last batch, whose rest is still in the queue; told once.
     *
     * @return null if nothing did
     */
    public @Nullable RuntimeException takeFailure() {
        RuntimeException taken = failure;
        failure = null;
        return taken;
    }

    /**
     * All that was ever written. Any thread.
     *
     * @return bytes
     */
    public long written() {
        return written;
    }

    /**
     * Writes what it has, then this, and takes no more; {@link #awaitEnd} waits for that.
     *
     * @param last the thread's from now on
     */
    public void finish(ByteQueue last) {
        rest = last;
        executor.execute(this::writeLast);
        executor.shutdown();
    }

    /**
     * Waits for the end of what {@link #finish} began; then it is called off.
     *
     * @param nanos how long, in the system's time
     */
    public void awaitEnd(long nanos) {
        try {
            if (!executor.awaitTermination(Math.max(0, nanos), TimeUnit.NANOSECONDS)) {
                abandon();
            }
        } catch (InterruptedException e) {
            abandon();
            Thread.currentThread().interrupt();
        }
    }

    /** Writes no more than the call that it may be in. */
    public void abandon() {
        abandoned = true;
        if (calledOff != null) {
            calledOff.add(1);
        }
    }

    /** Lets go of what it holds, once nothing is to be written. */
    public void close() {
        abandon();
        executor.shutdown();
        if (calledOff != null) {
            calledOff.close();
        }
    }

    private void writeBatch() {
        writeAll(queue);
        done.run();
    }

    /** What failed once may go now; but what stood behind it must not go without it. */
    private void writeLast() {
        failure = null;
        writeAll(queue);
        ByteQueue last = rest;
        if (last != null && failure == null) {
            writeAll(last);
        }
    }

    private void writeAll(ByteQueue bytes) {
        try {
            while (!bytes.isEmpty() && !abandoned) {
                write(bytes);
            }
        } catch (RuntimeException e) { // the loop is told
            failure = e;
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // written by this thread alone
    private void write(ByteQueue bytes) {
        if (poll == null) {
            written += bytes.writeTo(stream, Integer.MAX_VALUE);
            return;
        }
        poll.await(-1);
        if (!abandoned) {
            written += bytes.writeTo(stream, SURE);
        }
    }
}
