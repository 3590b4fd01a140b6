package dev.carillon.loop;

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
                EventLoop loop = EventLoop.open(name + "-" + i, options);
                group.loops.add(loop);
                group.threads.add(Thread.ofPlatform().name(loop.name()).start(loop::run));
            }
            group.onEach(loop -> {}); // once each has answered, all of them run
        } catch (RuntimeException e) {
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
     */
    public void onEach(Consumer<EventLoop> setup) {
        List<CompletableFuture<Void>> results = new ArrayList<>();
        for (EventLoop loop : loops) {
            results.add(CompletableFuture.runAsync(() -> setup.accept(loop), loop));
        }
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).join();
    }

    /** Stops all loops and waits until they have ended. */
    @Override
    public void close() {
        loops.forEach(EventLoop::stop);
        loops.forEach(EventLoop::close);
        for (Thread thread : threads) {
            boolean interrupted = false;
            while (thread.isAlive() && thread != Thread.currentThread()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
