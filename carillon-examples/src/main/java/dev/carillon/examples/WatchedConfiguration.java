package dev.carillon.examples;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.PathOptions;
import java.nio.file.Path;
import java.time.Duration;

/** Says when a configuration is to be read again, however it is replaced. */
public final class WatchedConfiguration {
    private WatchedConfiguration() {}

    /**
     * Runs it.
     *
     * @param arguments the file
     */
    public static void main(String[] arguments) {
        Path file = Path.of(arguments[0]);
        PathOptions options = PathOptions.DEFAULTS.withSettle(Duration.ofMillis(50));
        try (EventLoop loop = EventLoop.open("main")) {
            loop.path("configuration", file, options, (source, change) -> System.out.println(change));
            System.out.println("watching " + file);
            loop.run();
        }
    }
}
