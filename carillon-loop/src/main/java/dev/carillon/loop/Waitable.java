package dev.carillon.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * Something whose events are waited for in straight-line code: every source that was made without a handler, by any thread
 * but the loop's, virtual ones above all. Waiting blocks no carrier.
 *
 * <p>Each event goes to one: to who has waited longest. Nothing is lost: while nobody waits the kernel keeps what comes, and an
 * event whose waiter gives up at that very moment is the next one's. Who waits for a source that closes, comes to its end, or
 * fails and is disabled, gets a {@link java.util.concurrent.CancellationException}; after a failure that holds until the source
 * is enabled again.
 *
 * <p>Not waited for are bytes, which are valid in their handler's call only, and what runs its user's own work in the loop's turn:
 * defer, post and exit sources.
 *
 * <p>All methods throw {@link IllegalStateException} for a source that has a handler.
 *
 * @param <E> what an event is
 */
public interface Waitable<E> {
    /**
     * Waits for the next event.
     *
     * @return the event
     * @throws InterruptedException if the thread is interrupted; no event is lost
     * @throws java.util.concurrent.CancellationException if the source is closed or at its end, or disabled by a failure
     * @throws IllegalStateException on the loop's own thread
     */
    E await() throws InterruptedException;

    /**
     * As {@link #await()}, at the most so long.
     *
     * @param timeout how long, by the loop's time; zero and less takes what is there now
     * @return the event
     * @throws InterruptedException if the thread is interrupted; no event is lost
     * @throws TimeoutException if none came in time
     * @throws java.util.concurrent.CancellationException if the source is closed or at its end, or disabled by a failure
     * @throws IllegalStateException on the loop's own thread
     */
    E await(Duration timeout) throws InterruptedException, TimeoutException;

    /**
     * Takes what is there now: the loop looks once, and is waited for only so long.
     *
     * @return the event; empty if there is none, or others wait for it already
     * @throws java.util.concurrent.CancellationException if the source is closed or at its end, or disabled by a failure
     * @throws IllegalStateException on the loop's own thread
     */
    Optional<E> poll();

    /**
     * The next event as a future, on any thread, also the loop's. To cancel it, or to complete it otherwise, is to give up the
     * wait; no event is lost by that.
     *
     * @return completed by the loop's thread, on which what depends on it runs; cancelled if the source closes, comes to its
     *     end or is disabled by a failure
     */
    CompletableFuture<E> next();
}
