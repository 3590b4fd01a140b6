package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A look at the clock costs as much as much else of a message: a connection's deadlines take none of their own. */
class ClockLooksTest {
    private static final int EXCHANGES = 50;

    private final AtomicLong looks = new AtomicLong();

    private long nanos() {
        looks.incrementAndGet();
        return System.nanoTime();
    }

    /** How often the loop looks at the clock in some exchanges, of which each takes one turn. */
    private long looks(Timeouts timeouts) {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        ByteBuffer bytes = ByteBuffer.allocateDirect(5);
        try (EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS.withTime(this::nanos))) {
            ConnectionOptions options = ConnectionOptions.DEFAULTS.withTimeouts(timeouts);
            ConnectionHandler echo = (connection, received) -> connection.write(received);
            Connection connection =
                    new Connection(new ConnectionGroup(loop, "one", options), pair.one(), null, true, echo);
            connection.begin(true);
            pair.other().send(bytes.clear(), 0); // from now on it is no longer the first byte that is awaited
            Turns.untilQuiet(loop);
            pair.other().read(bytes.clear());
            looks.set(0);
            for (int i = 0; i < EXCHANGES; i++) {
                pair.other().send(bytes.clear(), 0);
                loop.turn(Duration.ZERO);
                assertThat(pair.other().read(bytes.clear())).isEqualTo(5);
            }
            return looks.get();
        } finally {
            pair.other().close();
        }
    }

    @Test
    void deadlinesThatDoNotChangeAreNotLookedAt() {
        Timeouts all = Timeouts.DEFAULTS
                .withIdleRead(Duration.ofMinutes(1))
                .withResponse(Duration.ofMinutes(1))
                .withLifetime(Duration.ofHours(1));
        assertThat(looks(all)).isEqualTo(looks(Timeouts.NONE));
    }
}
