package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Turns a loop on the test's own thread, so that what it does and asks the kernel for can be counted. */
final class Turning {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private Turning() {}

    static void until(EventLoop loop, BooleanSupplier happened) {
        long deadline = System.nanoTime() + GENEROUS.toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime()).as("gave up waiting").isLessThan(deadline);
            loop.turn(Duration.ofMillis(5));
        }
    }

    /** So many turns that do not wait. */
    static void some(EventLoop loop, int count) {
        for (int i = 0; i < count; i++) {
            loop.turn(Duration.ZERO);
        }
    }
}
