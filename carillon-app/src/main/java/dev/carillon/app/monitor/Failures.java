package dev.carillon.app.monitor;

import dev.carillon.loop.LoopOptions;
import java.util.List;

/** A handler that fails is no business of the other sources; the user hears of it at once, and by the exit code. */
final class Failures {
    private Failures() {}

    static LoopOptions recordedIn(List<String> failures) {
        return LoopOptions.DEFAULTS.withErrorHandler((source, error) -> {
            failures.add(source + " failed: " + error);
            source.loop().stop();
        });
    }
}
