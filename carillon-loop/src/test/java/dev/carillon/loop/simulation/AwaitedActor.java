package dev.carillon.loop.simulation;

import dev.carillon.loop.CounterSource;
import dev.carillon.loop.Source;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;

/** A counter whose value is awaited by futures, some of which give up. */
final class AwaitedActor extends Actor {
    private static final int MOST_WAITING = 3;

    private final CounterSource counter;
    private final Deque<CompletableFuture<Long>> waiting = new ArrayDeque<>();
    private long added;
    private long seen;

    AwaitedActor(World world, String name) {
        super(world, name);
        counter = world.loop.counter(name);
    }

    @Override
    Source source() {
        return counter;
    }

    @Override
    void cause() {
        if (!counter.isOpen()) {
            return;
        }
        switch (world.draw(4)) {
            case 0, 1 -> {
                long value = 1L + world.draw(1000);
                added += value;
                counter.add(value);
            }
            case 2 -> await();
            default -> giveUp();
        }
    }

    private void await() {
        waiting.removeIf(CompletableFuture::isDone);
        if (waiting.size() < MOST_WAITING) {
            CompletableFuture<Long> next = counter.next();
            waiting.add(next);
            var _ = next.thenAccept(this::handle);
        }
    }

    private void giveUp() {
        CompletableFuture<Long> next = waiting.pollLast();
        if (next != null) {
            next.cancel(false);
        }
    }

    private void handle(long value) {
        seen += value;
        world.note(name, value);
    }

    /** Whether anybody waits is not its own affair: it need not be handled before the end. */
    @Override
    boolean isPending() {
        return world.isSettling() && seen < added;
    }

    @Override
    void help() {
        if (seen < added) {
            await();
        }
    }

    @Override
    void verify(boolean complete) {
        world.require(
                waiting.stream().allMatch(CompletableFuture::isDone), name, "is at its end, and somebody waits still");
        world.require(seen <= added, name, "has seen more than " + added + ": " + seen);
        world.require(!complete || seen == added, name, "has lost of " + added + ": " + seen);
    }
}
