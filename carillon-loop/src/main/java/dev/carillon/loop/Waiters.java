package dev.carillon.loop;

import dev.carillon.loop.life.SourceState.Hold;
import dev.carillon.loop.timer.Accuracy;
import dev.carillon.loop.timer.Deadline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Threads, virtual ones above all, that wait for a source's next event in straight-line code.
 *
 * <p>The source takes an event from the kernel only while somebody waits; until then the kernel keeps it. An event whose
 * waiter gave up at that very moment is kept for the next one, and so is what came together with another: at the most what one
 * read gave. So nothing is lost, and nothing piles up.
 *
 * <p>Who comes and goes does so under this object's lock, held for a few instructions only, and troubles the loop only where
 * it does not look for events any more: that ends when one comes that nobody waits for ({@link #areWaiting}). So a thread that
 * waits again before the next event costs no system call.
 *
 * @param <E> what an event is
 */
final class Waiters<E> {
    private static final long FOR_EVER = Long.MAX_VALUE;

    private final Source source;
    private final ArrayDeque<E> unclaimed = new ArrayDeque<>();
    private @Nullable Next<E> first;
    private @Nullable Next<E> newest;

    /** The loop looks for events; else the next who waits has to ask for it. */
    private boolean armed = true;

    private boolean ended;
    private @Nullable E lasting;

    /** Why the source was disabled, as long as it is. */
    private @Nullable Throwable failure;

    Waiters(Source source) {
        this.source = source;
    }

    /** The waiters of a source that is waited for. */
    @SuppressWarnings("unchecked") // a source's waiters wait for its own kind of event
    static <E> Waiters<E> of(Awaited<E> awaited) {
        Source source = (Source) awaited;
        Waiters<?> waiters = source.waiters();
        if (waiters == null) {
            throw new IllegalStateException(source + " has a handler: only a source made without one can be awaited");
        }
        return (Waiters<E>) waiters;
    }

    /** One wait for one event: in the chain of those who wait until it has an outcome, whatever that is. */
    private static final class Next<E> extends CompletableFuture<E> {
        private final Waiters<E> waiters;
        private @Nullable Next<E> before;
        private @Nullable Next<E> after;
        private boolean waiting;

        /** What has failed, where that is how it ended. */
        private @Nullable Throwable failure;

        private Next(Waiters<E> waiters) {
            this.waiters = waiters;
        }

        @Override
        public boolean complete(E value) {
            return left(super.complete(value));
        }

        @Override
        public boolean completeExceptionally(Throwable error) {
            return left(super.completeExceptionally(error));
        }

        @Override
        public boolean cancel(boolean mayInterruptIfRunning) {
            return left(super.cancel(mayInterruptIfRunning));
        }

        /** False if it has an outcome already; {@link #cancel} would be true also where that is a cancellation. */
        private boolean giveUp() {
            return completeExceptionally(new CancellationException());
        }

        private boolean left(boolean won) {
            waiters.remove(this);
            return won;
        }

        /** Null says that the source is closed or at its end. */
        private void end(@Nullable Throwable why) {
            failure = why;
            super.completeExceptionally(waiters.ending(why));
        }
    }

    /** Waits for the next event. Any thread but the loop's. */
    E await() throws InterruptedException {
        checkMayBlock();
        try {
            return outcome(arrive(), FOR_EVER);
        } catch (TimeoutException e) {
            throw new AssertionError("nobody set a time", e);
        }
    }

    /** Waits for the next event, at the most so long. Any thread but the loop's. */
    E await(Duration timeout) throws InterruptedException, TimeoutException {
        checkMayBlock();
        long nanos = Accuracy.saturatedNanos(timeout);
        if (nanos <= 0) {
            return poll().orElseThrow(this::late);
        }
        return source.loop().options.time() == TimeSource.SYSTEM
                ? outcome(arrive(), nanos)
                : outcomeInTimeOfLoop(arrive(), nanos);
    }

    private E outcome(Next<E> next, long nanos) throws InterruptedException, TimeoutException {
        try {
            return nanos == FOR_EVER ? next.get() : next.get(nanos, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return insteadOf(late(), next);
        } catch (InterruptedException e) {
            return insteadOf(e, next);
        } catch (ExecutionException e) {
            throw late(); // the loop has ended the wait
        } catch (CancellationException e) {
            throw ending(next.failure);
        }
    }

    /** No thread can sleep by another time than the system's: the loop ends the wait. */
    private E outcomeInTimeOfLoop(Next<E> wait, long nanos) throws InterruptedException, TimeoutException {
        EventLoop loop = source.loop();
        Deadline end = new Deadline() {
            @Override
            protected void due() {
                wait.completeExceptionally(late());
            }
        };
        onLoop(() -> loop.scheduleIn(end, nanos));
        try {
            return outcome(wait, FOR_EVER);
        } finally {
            onLoop(() -> loop.timers.cancel(end));
        }
    }

    private void onLoop(Runnable task) {
        try {
            source.loop().execute(task);
        } catch (RejectedExecutionException e) {
            // The loop has ended, and closes the source: that ends the wait.
        }
    }

    private void checkMayBlock() throws InterruptedException {
        checkElsewhere();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    private void checkElsewhere() {
        if (source.loop().isLoopThread()) {
            throw new IllegalStateException("awaiting " + source + " on its loop's own thread would never end");
        }
    }

    /** Gives up the wait for a reason, unless that has won its event in the last moment. */
    private <X extends Exception> E insteadOf(X reason, Next<E> next) throws X {
        if (next.giveUp()) {
            throw reason;
        }
        if (reason instanceof InterruptedException) {
            Thread.currentThread().interrupt(); // the event goes first, but the interrupt stays
        }
        return outcome(next);
    }

    private E outcome(Next<E> done) {
        try {
            return done.join();
        } catch (CancellationException e) {
            throw ending(done.failure);
        }
    }

    private TimeoutException late() {
        return new TimeoutException("no event of " + source + " in time");
    }

    /** Takes what is there now. Any thread but the loop's: in the middle of a turn another source's read may be under way. */
    Optional<E> poll() {
        checkElsewhere();
        Next<E> next = arrive();
        if (!next.isDone()) {
            try {
                CompletableFuture.runAsync(source::look, source.loop()).join();
            } catch (RejectedExecutionException e) {
                throw ending(null);
            }
        }
        return next.giveUp() ? Optional.empty() : Optional.of(outcome(next));
    }

    CompletableFuture<E> next() {
        return arrive();
    }

    /** A wait begins. Any thread. */
    private Next<E> arrive() {
        Next<E> next = new Next<>(this);
        boolean arm = false;
        synchronized (this) {
            E event = unclaimed.isEmpty() ? lasting : unclaimed.poll();
            if (event != null) {
                next.complete(event);
            } else if (ended) {
                next.end(null);
            } else {
                add(next);
                arm = !armed;
                armed = true;
            }
        }
        if (arm) {
            haveArmed();
        }
        return next;
    }

    private void haveArmed() {
        if (source.loop().isLoopThread()) {
            arm();
        } else {
            onLoop(this::arm);
        }
    }

    /** The loop's thread looks for events from now on; not if the source is disabled by a failure still. */
    private void arm() {
        Throwable why = failure;
        if (why != null && !source.isEnabled()) {
            fail(why);
            return;
        }
        failure = null;
        source.release(Hold.UNAWAITED);
        if (source.readsAhead()) {
            source.pend(); // it may have read what the kernel does not tell of again
        }
    }

    private synchronized void add(Next<E> next) {
        next.waiting = true;
        next.before = newest;
        if (newest == null) {
            first = next;
        } else {
            newest.after = next;
        }
        newest = next;
    }

    /** Does nothing if it is not in the chain any more. */
    private synchronized void remove(Next<E> next) {
        if (!next.waiting) {
            return;
        }
        next.waiting = false;
        Next<E> before = next.before;
        Next<E> after = next.after;
        if (before == null) {
            first = after;
        } else {
            before.after = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.before = before;
        }
        next.before = null;
        next.after = null;
    }

    private synchronized @Nullable Next<E> takeFirst() {
        Next<E> next = first;
        if (next != null) {
            remove(next);
        }
        return next;
    }

    /** Who has waited longest; or nobody does, and the event is kept. */
    private synchronized @Nullable Next<E> takeFirstOrKeep(E event) {
        Next<E> next = takeFirst();
        if (next == null) {
            unclaimed.add(event);
        }
        return next;
    }

    /** Whether anybody waits at this moment. */
    synchronized boolean isAnybody() {
        return first != null;
    }

    /** How many wait at this moment, for tests. */
    synchronized int count() {
        int count = 0;
        for (Next<E> next = first; next != null; next = next.after) {
            count++;
        }
        return count;
    }

    /** There may be an event: whether somebody waits for it. If not the source rests until somebody does. Loop thread. */
    boolean areWaiting() {
        synchronized (this) {
            if (first != null) {
                return true;
            }
            armed = false;
        }
        if (!source.readsAhead()) {
            source.hold(Hold.UNAWAITED);
        }
        return false;
    }

    /** Gives an event to who has waited longest, or keeps it. Loop thread. */
    void deliver(E event) {
        Next<E> next;
        do {
            next = takeFirstOrKeep(event);
        } while (next != null && !next.complete(event));
    }

    /** As {@link #deliver}; false, and the event is gone, if nobody waits and so many are kept already. Loop thread. */
    boolean deliverOrKeep(E event, int most) {
        synchronized (this) {
            if (first == null && unclaimed.size() >= most) {
                return false;
            }
        }
        deliver(event);
        return true;
    }

    /** The source is disabled: waiting fails until it is enabled again. Loop thread. */
    void fail(Throwable error) {
        synchronized (this) {
            failure = error;
            armed = false;
        }
        Next<E> next;
        while ((next = takeFirst()) != null) {
            next.end(error);
        }
    }

    /** No event will follow: {@code event} is what everybody gets from now on, null means that waiting fails. */
    void end(@Nullable E event) {
        synchronized (this) {
            if (ended) {
                return; // what was lasting stays so when the source closes after it
            }
            ended = true;
            lasting = event;
        }
        Next<E> next;
        while ((next = takeFirst()) != null) {
            if (event == null) {
                next.end(null);
            } else {
                next.complete(event);
            }
        }
    }

    /** Made anew for each who waits: its stack is theirs. */
    private CancellationException ending(@Nullable Throwable why) {
        CancellationException ending = new CancellationException(
                why == null ? source + " is closed or at its end" : source + " has failed, and is disabled");
        if (why != null) {
            ending.initCause(why);
        }
        return ending;
    }
}
