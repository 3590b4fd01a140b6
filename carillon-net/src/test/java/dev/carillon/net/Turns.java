package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Turns a loop until something has happened, at the most for a generous while. */
final class Turns {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private Turns() {}

    static void until(EventLoop loop, BooleanSupplier happened) {
        long deadline = System.nanoTime() + GENEROUS.toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(deadline);
            loop.turn(Duration.ofMillis(20));
        }
    }

    /** Until nothing is ready any more. */
    static void untilQuiet(EventLoop loop) {
        until(loop, () -> loop.turn(Duration.ZERO) == 0);
    }
}
