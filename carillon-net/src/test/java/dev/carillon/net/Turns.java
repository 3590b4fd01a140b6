package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Source;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Turns a loop until something has happened, at the most for a generous while. */
final class Turns {
    private static final Duration GENEROUS = Duration.ofSeconds(10);

    private Turns() {}

    static void until(EventLoop loop, BooleanSupplier happened) {
        long deadline = System.nanoTime() + GENEROUS.toNanos();
        while (!happened.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as(() -> "gave up waiting; " + state(loop))
                    .isLessThan(deadline);
            loop.turn(Duration.ofMillis(1));
        }
    }

    /** So many turns that do not wait. */
    static void some(EventLoop loop, int count) {
        for (int i = 0; i < count; i++) {
            loop.turn(Duration.ZERO);
        }
    }

    private static String state(EventLoop loop) {
        StringBuilder text = new StringBuilder();
        for (Source source : loop.sources()) {
            text.append(source);
            if (source instanceof Connection connection) {
                text.append(" received " + connection.bytesReceived() + ", sent " + connection.bytesSent() + ", queued "
                        + connection.queuedBytes() + (connection.isReading() ? ", reading" : ""));
            }
            text.append("; ");
        }
        return text.toString();
    }

    /** Until nothing is ready any more. */
    static void untilQuiet(EventLoop loop) {
        until(loop, () -> loop.turn(Duration.ZERO) == 0);
    }
}
