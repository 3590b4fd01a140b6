package dev.carillon.loop;

import dev.carillon.loop.timer.Accuracy;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Threads for work that would hold a loop up. While a worker has a source's event, the source is silent, so its descriptor
 * is in one thread's hands only; when the work is done, the loop arms it again, once.
 *
 * <p>A source waits for at most one worker, so the queue is never longer than there are sources: a busy pool leaves
 * descriptors unread, and the kernel's own back-pressure does the rest. With {@link Trigger#ONE_SHOT} arming again costs one
 * {@code epoll_ctl(2)}, else two.
 */
public final class WorkerPool implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkerPool.class.getName());
    private static final long LONGEST_END_SECONDS = 5;

    private final ThreadPoolExecutor executor;

    /** Work for one event, on a worker's thread. */
    @FunctionalInterface
    public interface Work {
        /**
         * Does the work. The source's descriptor may be read and written here; the source itself is the loop's.
         *
         * @throws Exception goes to the loop's error handler, and the source's {@link FailurePolicy} says what follows; so
         *     does an Error
         */
        void run() throws Exception;
    }

    /**
     * A pool whose threads start when there is work.
     *
     * @param name the threads' name
     * @param threads 1 or more
     */
    public WorkerPool(String name, int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a worker pool has 1 thread or more, not " + threads);
        }
        AtomicInteger number = new AtomicInteger();
        executor = new ThreadPoolExecutor(
                threads,
                threads,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> new Thread(task, name + "-" + number.incrementAndGet()));
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * Hands a source's event to a worker. Call it from the source's handler; the handler is not called again before the work
     * is done.
     *
     * @param source the source; silent until the work is done
     * @param work what to do
     * @throws RejectedExecutionException if the pool is closed
     */
    public void hand(Source source, Work work) {
        source.loop().checkThread();
        source.handed();
        Handed handed = new Handed(source, work, source.pin());
        try {
            executor.execute(handed);
        } catch (Throwable e) { // also an Error: no thread can be started
            handed.unpin();
            source.returned();
            throw e;
        }
    }

    /** A source in a worker's hands, or waiting for one. */
    private record Handed(Source source, Work work, boolean pinned) implements Runnable {
        @Override
        public void run() {
            Throwable failure = null;
            try {
                work.run();
            } catch (Throwable e) { // goes to the loop's error handler, as a handler's own failure does
                failure = e;
            }
            giveBack(failure);
        }

        private void unpin() {
            if (pinned) {
                source.unpin();
            }
        }

        /** Null says that the work went well. */
        private void giveBack(@Nullable Throwable failure) {
            unpin();
            try {
                source.loop().execute(() -> returned(failure));
            } catch (RejectedExecutionException e) { // the loop has ended and closed the source
                if (failure != null) {
                    LOG.log(Level.WARNING, "a worker failed with " + source + ", whose loop has ended", failure);
                }
            }
        }

        /** The loop's half. */
        private void returned(@Nullable Throwable failure) {
            if (failure != null) {
                source.failed(failure);
            }
            try {
                source.returned();
            } catch (Throwable e) { // the kernel refuses part of a closing that has waited for this
                source.failed(e);
            }
        }
    }

    /**
     * Events that wait for a worker.
     *
     * @return the count
     */
    public int queueDepth() {
        return executor.getQueue().size();
    }

    /** Takes no more work, finishes what it has and ends its threads; after 5 s as {@link #close(Duration)} does. */
    @Override
    public void close() {
        close(Duration.ofSeconds(LONGEST_END_SECONDS));
    }

    /**
     * Takes no more work, finishes what it has and ends its threads. What takes longer is interrupted. Sources that still
     * wait for a worker then are given back: for them the work has failed, and their {@link FailurePolicy} says what follows.
     *
     * @param patience how long all the work may take
     */
    public void close(Duration patience) {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(Accuracy.saturatedNanos(patience), TimeUnit.NANOSECONDS)) {
                cutShort();
            }
        } catch (InterruptedException e) {
            cutShort();
            Thread.currentThread().interrupt();
        }
    }

    /** Without word of it, a source whose work is dropped would be silent for ever. */
    private void cutShort() {
        for (Runnable dropped : executor.shutdownNow()) {
            if (dropped instanceof Handed handed) {
                handed.giveBack(new RejectedExecutionException(
                        "the worker pool was closed before it came to " + handed.source()));
            }
        }
    }
}
