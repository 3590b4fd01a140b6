package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

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
            loop.turn(Duration.ofMillis(50));
        }
    }

    /** So many turns that do not wait. */
    static void some(EventLoop loop, int count) {
        for (int i = 0; i < count; i++) {
            loop.turn(Duration.ZERO);
        }
    }
}
