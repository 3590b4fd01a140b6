package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testkit.KernelBinding;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a handler that is told of a deadline may do about it, in virtual time. */
class TimedOutTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int MUCH = 1_000_000;
    private static final int MOST_TURNS = 100;

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1).withVirtualTime();
    private final KernelBinding binding = kernel.bind();
    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS.withTime(kernel::nanos));
    private final SocketPair pair = SocketPair.open(SocketType.STREAM);
    private final Socket peer = pair.other();
    private final List<CloseReason> told = new ArrayList<>();
    private final List<CloseReason> ends = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
        peer.close();
        binding.close();
    }

    /** Does what a test wants when it is told. */
    private class Told implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public boolean timedOut(Connection connection, CloseReason what) {
            told.add(what);
            return true;
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            ends.add(reason);
        }
    }

    private Connection connection(Timeouts timeouts, ConnectionHandler handler) {
        ConnectionOptions options = ConnectionOptions.DEFAULTS.withTimeouts(timeouts);
        Connection connection =
                new Connection(new ConnectionGroup(loop, "one", options), pair.one(), null, true, handler);
        connection.begin(true);
        return connection;
    }

    private void pass(Duration time) {
        long until = kernel.nanos() + time.toNanos();
        for (int turns = 0; kernel.nanos() < until; turns++) {
            assertThat(turns).as("turns").isLessThan(MOST_TURNS);
            loop.turn(Duration.ofNanos(until - kernel.nanos()));
        }
    }

    @Test
    void aLifetimeIsOverWhateverTheHandlerAnswers() {
        connection(Timeouts.DEFAULTS.withLifetime(SECOND), new Told());
        pass(SECOND.multipliedBy(2));
        assertThat(told).containsExactly(CloseReason.LIFETIME_OVER);
        assertThat(ends).containsExactly(CloseReason.LIFETIME_OVER);
    }

    @Test
    void theFirstByteIsAwaitedFromTheOpeningOn() {
        Timeouts timeouts = Timeouts.DEFAULTS.withFirstByte(SECOND);
        ConnectionOptions options = ConnectionOptions.DEFAULTS.withTimeouts(timeouts);
        ConnectionGroup group = new ConnectionGroup(loop, "one", options);
        Connection connection = new Connection(group, pair.one(), null, false, new Told());
        connection.begin(false);
        connection.disable(); // so that connecting takes a while
        pass(SECOND.multipliedBy(3));
        connection.enable();
        pass(SECOND.multipliedBy(2));
        assertThat(told).contains(CloseReason.FIRST_BYTE_TIMEOUT);
    }

    @Test
    void whatWasCarriedOnEndsForWhatEndsItLater() {
        connection(Timeouts.DEFAULTS.withIdleRead(SECOND), new Told());
        pass(SECOND.multipliedBy(2));
        peer.shutdown(Shutdown.WRITE);
        pass(SECOND);
        assertThat(told).startsWith(CloseReason.IDLE_READ_TIMEOUT);
        assertThat(ends).containsExactly(CloseReason.FINISHED);
    }

    @Test
    void anAnswerThatSaysWhyIsSentAtThePeersPace() {
        Connection connection = connection(Timeouts.DEFAULTS, new Told() {
            @Override
            public boolean timedOut(Connection own, CloseReason what) {
                own.write(ByteBuffer.allocate(MUCH));
                own.finish();
                return false;
            }
        });
        loop.turn(Duration.ZERO);
        connection.deadline(SECOND);
        pass(SECOND.multipliedBy(3));
        assertThat(ends).isEmpty();
        ByteBuffer got = ByteBuffer.allocateDirect(2 * MUCH);
        while (peer.read(got) != StreamFd.END) {
            loop.turn(Duration.ZERO);
        }
        assertThat(got.position()).isEqualTo(MUCH);
        peer.shutdown(Shutdown.WRITE);
        pass(SECOND);
        assertThat(ends).containsExactly(CloseReason.DEADLINE);
    }

    @Test
    void aPeerThatDoesNotTakeTheAnswerHasNotForEver() {
        Connection connection = connection(Timeouts.DEFAULTS, new Told() {
            @Override
            public boolean timedOut(Connection own, CloseReason what) {
                own.write(ByteBuffer.allocate(MUCH));
                own.finish();
                return false;
            }
        });
        loop.turn(Duration.ZERO);
        connection.deadline(SECOND);
        pass(Duration.ofMinutes(1));
        assertThat(ends).containsExactly(CloseReason.DEADLINE);
    }
}
