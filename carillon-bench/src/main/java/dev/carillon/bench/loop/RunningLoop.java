package dev.carillon.bench.loop;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import java.util.concurrent.CompletableFuture;

/** A loop of ours that runs on a thread of its own. */
final class RunningLoop implements AutoCloseable {
    private final EventLoop loop;
    private final Thread thread;

    RunningLoop(String name) {
        this(name, LoopOptions.DEFAULTS);
    }

    RunningLoop(String name, LoopOptions options) {
        CompletableFuture<EventLoop> made = new CompletableFuture<>();
        thread = Thread.ofPlatform().name(name).daemon().start(() -> {
            EventLoop opened = EventLoop.open(name, options);
            made.complete(opened);
            opened.run();
        });
        loop = made.join();
    }

    EventLoop loop() {
        return loop;
    }

    @Override
    public void close() {
        loop.close();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
