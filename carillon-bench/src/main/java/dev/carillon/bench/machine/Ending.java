package dev.carillon.bench.machine;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Ends a run in which something hangs, so that nothing is left of it: neither programs nor files. */
public final class Ending {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Ending() {}

    /** Ends the programs that this one has started, and then this one. Does not return. */
    public static void end() {
        endAll(ProcessHandle.current().descendants(), PATIENCE);
        Thread exit = Thread.ofPlatform().daemon().start(() -> System.exit(1)); // removes the files of this one
        try {
            exit.join(PATIENCE);
        } catch (InterruptedException e) {
            // No reason to stay.
        }
        endAll(ProcessHandle.current().descendants(), Duration.ZERO);
        Runtime.getRuntime().halt(1);
    }

    /** Asks programs to end, which lets them remove their files; makes them end after so long. */
    static void endAll(Stream<ProcessHandle> programs, Duration patience) {
        List<ProcessHandle> all = programs.toList();
        all.forEach(ProcessHandle::destroy);
        CompletableFuture.allOf(all.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, patience.toMillis(), TimeUnit.MILLISECONDS)
                .join();
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
