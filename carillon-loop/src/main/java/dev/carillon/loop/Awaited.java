package dev.carillon.loop;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/** How all sources are waited for: by their {@link Waiters}. For subclasses of {@link Source} only. */
interface Awaited<E> extends Waitable<E> {
    @Override
    default E await() throws InterruptedException {
        return Waiters.of(this).await();
    }

    @Override
    default E await(Duration timeout) throws InterruptedException, TimeoutException {
        return Waiters.of(this).await(timeout);
    }

    @Override
    default Optional<E> poll() {
        return Waiters.of(this).poll();
    }

    @Override
    default CompletableFuture<E> next() {
        return Waiters.of(this).next();
    }
}
