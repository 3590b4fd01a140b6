package dev.carillon.loop;

import dev.carillon.loop.life.Lifecycle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Several loops, each on a thread of its own: one a core, as a rule. Safe from any thread. */
public final class LoopGroup implements AutoCloseable {
    private final List<EventLoop> loops = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    private LoopGroup() {}

    /**
     * Starts loops. They run when this returns.
     *
     * @param name of the loops and their threads; a number is added
     * @param count 1 or more
     * @param options how each is made
     * @return the group
     */
    public static LoopGroup start(String name, int count, LoopOptions options) {
        if (count < 1) {
            throw new IllegalArgumentException("a loop group has 1 loop or more, not " + count);
        }
        LoopGroup group = new LoopGroup();
        try {
            for (int i = 1; i <= count; i++) {
                group.loops.add(EventLoop.open(name + "-" + i, options));
            }
            // Only now, so that a loop that cannot be made never meets one that is about to run.
            for (EventLoop loop : group.loops) {
                group.threads.add(Thread.ofPlatform().name(loop.name()).start(loop::run));
            }
            group.onEach(loop -> {}); // once each has answered, all of them run
        } catch (Throwable e) { // an Error, too: no thread for one of them
            group.close();
            throw e;
        }
        return group;
    }

    /**
     * The loops, in order.
     *
     * @return an immutable list
     */
    public List<EventLoop> loops() {
        return List.copyOf(loops);
    }

    /**
     * One loop after the other, round and round.
     *
     * @return the next loop
     */
    public EventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /**
     * Does something on every loop's thread, such as making its sources, and waits until all have done it. Not from a loop of
     * the group.
     *
     * @param setup called with each loop, on its thread
     * @throws java.util.concurrent.CompletionException with what a setup threw
     * @throws java.util.concurrent.RejectedExecutionException if a loop has ended
     * @throws IllegalStateException on a loop of the group, which would wait for itself
     */
    public void onEach(Consumer<EventLoop> setup) {
        if (isLoopThread()) {
            throw new IllegalStateException("a loop of the group would wait for itself, called from \""
                    + Thread.currentThread().getName() + "\"");
        }
        List<CompletableFuture<Void>> results = new ArrayList<>();
        for (EventLoop loop : loops) {
            results.add(CompletableFuture.runAsync(() -> setup.accept(loop), loop));
        }
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).join();
    }

    private boolean isLoopThread() {
        return threads.contains(Thread.currentThread());
    }

    /**
     * Stops all loops and waits until they have ended. On a loop of the group it does not wait: of two that close the group,
     * each would wait for the other. Idempotent.
     */
    @Override
    public void close() {
        loops.forEach(EventLoop::stop);
        if (isLoopThread()) {
            return;
        }
        loops.forEach(EventLoop::close);
        threads.forEach(LoopGroup::awaitEnd);
    }

    private static void awaitEnd(Thread thread) {
        boolean interrupted = false;
        while (!Lifecycle.isGoneForGood(thread)) {
            try {
                thread.join(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
