package dev.carillon.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads, virtual ones above all, that wait for a source's next event in straight-line code.
 *
 * <p>The source takes an event from the kernel only while somebody waits; until then the kernel keeps it. An event whose
 * waiter gave up at that very moment is kept for the next one. So nothing is lost, and waiting blocks no carrier.
 *
 * @param <E> what an event is
 */
final class Waiters<E> {
    private final Source source;
    private final ArrayDeque<Waiter<E>> queue = new ArrayDeque<>();
    private final ArrayDeque<E> unclaimed = new ArrayDeque<>();
    private @Nullable E last;
    private boolean ended;
    /** Why the source was disabled, as long as it is. */
    private @Nullable Throwable failure;

    Waiters(Source source) {
        this.source = source;
        source.hold(SourceState.Hold.UNAWAITED);
    }

    /** One thread's wait for one event. */
    private static final class Waiter<E> {
        private static final int WAITING = 0;
        private static final int DELIVERED = 1;
        private static final int GIVEN_UP = 2;
        private static final int CLOSED = 3;
        private static final int FAILED = 4;

        private final Thread thread = Thread.currentThread();
        private final AtomicInteger state = new AtomicInteger(WAITING);
        private volatile @Nullable E event;
        private volatile @Nullable Throwable error;

        private boolean isWaiting() {
            return state.get() == WAITING;
        }

        private boolean deliver(E delivered) {
            event = delivered;
            return finish(DELIVERED);
        }

        private void fail(Throwable why) {
            error = why;
            finish(FAILED);
        }

        private boolean finish(int outcome) {
            boolean won = state.compareAndSet(WAITING, outcome);
            if (won) {
                LockSupport.unpark(thread);
            }
            return won;
        }
    }

    /** Waits for the next event. Any thread but the loop's. */
    E await() throws InterruptedException {
        try {
            return await(Long.MAX_VALUE);
        } catch (TimeoutException e) {
            throw new AssertionError("292 years have passed", e);
        }
    }

    /** Waits for the next event, at the most so long. Any thread but the loop's. */
    E await(Duration timeout) throws InterruptedException, TimeoutException {
        return await(Math.max(0, Accuracy.saturatedNanos(timeout)));
    }

    private E await(long timeoutNanos) throws InterruptedException, TimeoutException {
        if (source.loop().isLoopThread()) {
            throw new IllegalStateException("awaiting " + source + " on its loop's own thread would never end");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Waiter<E> waiter = new Waiter<>();
        long deadline = System.nanoTime() + Math.min(timeoutNanos, Long.MAX_VALUE / 2);
        try {
            source.loop().execute(() -> enlist(waiter));
        } catch (RejectedExecutionException e) {
            throw closed();
        }
        park(waiter, deadline);
        if (waiter.state.get() == Waiter.FAILED) {
            throw failed(waiter.error);
        }
        E event = waiter.event;
        if (waiter.state.get() != Waiter.DELIVERED || event == null) {
            throw closed();
        }
        return event;
    }

    /** Parks until the wait has an outcome; a wait that is given up may still have won its event in the last moment. */
    private void park(Waiter<E> waiter, long deadline) throws InterruptedException, TimeoutException {
        while (waiter.isWaiting()) {
            long left = deadline - System.nanoTime();
            if (left <= 0 && waiter.finish(Waiter.GIVEN_UP)) {
                throw new TimeoutException("no event of " + source + " in time");
            }
            LockSupport.parkNanos(this, left);
            if (Thread.currentThread().isInterrupted() && waiter.finish(Waiter.GIVEN_UP)) {
                Thread.interrupted();
                throw new InterruptedException();
            }
        }
    }

    private CancellationException closed() {
        return new CancellationException(source + " is closed or at its end");
    }

    private CancellationException failed(@Nullable Throwable error) {
        CancellationException failed = new CancellationException(source + " has failed, and is disabled");
        failed.initCause(error);
        return failed;
    }

    private void enlist(Waiter<E> waiter) {
        E kept = unclaimed.peek();
        Throwable why = source.isEnabled() ? null : failure;
        E lasting = last;
        if (kept != null) {
            if (waiter.deliver(kept)) {
                unclaimed.remove();
            }
        } else if (ended && lasting != null) {
            waiter.deliver(lasting);
        } else if (ended || !source.isOpen()) {
            waiter.finish(Waiter.CLOSED);
        } else if (why != null) {
            waiter.fail(why);
        } else {
            failure = null;
            queue.add(waiter);
            source.release(SourceState.Hold.UNAWAITED);
        }
    }

    /** Whether somebody waits; if not, the source rests until somebody does. Loop thread. */
    boolean areWaiting() {
        while (!queue.isEmpty() && !queue.element().isWaiting()) {
            queue.remove();
        }
        if (queue.isEmpty()) {
            source.hold(SourceState.Hold.UNAWAITED);
        }
        return !queue.isEmpty();
    }

    /** Gives an event to who has waited longest, or keeps it. Loop thread. */
    void deliver(E event) {
        Waiter<E> waiter;
        while ((waiter = queue.poll()) != null) {
            if (waiter.deliver(event)) {
                return;
            }
        }
        unclaimed.add(event);
    }

    /** The source is disabled: waiting fails until it is enabled again. Loop thread. */
    void fail(Throwable error) {
        failure = error;
        Waiter<E> waiter;
        while ((waiter = queue.poll()) != null) {
            waiter.fail(error);
        }
    }

    /** No event will follow: {@code lasting} is what everybody gets from now on, null means that waiting fails. */
    void end(@Nullable E lasting) {
        if (ended) {
            return; // what was lasting stays so when the source closes after it
        }
        ended = true;
        last = lasting;
        Waiter<E> waiter;
        while ((waiter = queue.poll()) != null) {
            if (lasting == null) {
                waiter.finish(Waiter.CLOSED);
            } else {
                waiter.deliver(lasting);
            }
        }
    }
}
