package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forwarding to a connection that has begun to end: what comes for it is for nobody, and disturbs nobody. */
class ForwardingTest {
    private static final int MUCH = 1_000_000;

    private final List<Throwable> failures = new ArrayList<>();

    private Connection connection(EventLoop loop, Socket socket, Recorder handler) {
        ConnectionGroup group = new ConnectionGroup(loop, "one", ConnectionOptions.DEFAULTS);
        Connection connection = new Connection(group, socket, null, true, handler);
        connection.begin(true);
        return connection;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatComesForOneThatEndsIsThrownAway(boolean copied) {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (EventLoop loop =
                    EventLoop.open("test", LoopOptions.DEFAULTS.withErrorHandler((_, error) -> failures.add(error)))) {
                check(loop, copied);
            }
            leaks.assertNothingLeft();
        }
        assertThat(failures).isEmpty();
    }

    @Test
    void whatComesAfterFinishIsForNobody() {
        try (EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS)) {
            SocketPair one = SocketPair.open(SocketType.STREAM);
            SocketPair other = SocketPair.open(SocketType.STREAM);
            try (Socket from = one.other();
                    Socket to = other.other()) {
                Connection target = connection(loop, other.one(), new Recorder());
                Recorder handler = new Recorder() {
                    @Override
                    public void received(Connection connection, ByteBuffer bytes) {
                        connection.finish();
                        connection.forwardTo(target);
                    }
                };
                connection(loop, one.one(), handler);
                from.write(ByteBuffer.allocateDirect(10));
                Turns.some(loop, 5);
                from.write(ByteBuffer.allocateDirect(10));
                from.shutdown(Shutdown.WRITE);
                Turns.until(loop, handler::isClosed);
                target.endOutput();
                assertThat(allOf(loop, to)).isZero();
            }
        }
    }

    private void check(EventLoop loop, boolean copied) {
        SocketPair one = SocketPair.open(SocketType.STREAM);
        SocketPair other = SocketPair.open(SocketType.STREAM);
        try (Socket from = one.other();
                Socket to = other.other()) {
            Recorder sourceHandler = new Recorder();
            Recorder targetHandler = new Recorder();
            Connection source = connection(loop, one.one(), sourceHandler);
            Connection target = connection(loop, other.one(), targetHandler);
            Turns.until(loop, () -> sourceHandler.isOpened() && targetHandler.isOpened());
            if (copied) {
                source.handler(new ConnectionHandler() {
                    @Override
                    public void received(Connection connection, ByteBuffer bytes) {
                        connection.forwardTo(target); // in the middle of a hand-out the first bytes are copied
                    }

                    @Override
                    public void inputEnded(Connection connection, ByteBuffer rest) throws Exception {
                        sourceHandler.inputEnded(connection, rest);
                    }
                });
            } else {
                source.forwardTo(target);
            }
            target.write(ByteBuffer.allocateDirect(MUCH));
            target.endOutput();
            assertThat(target.queuedBytes()).isPositive();

            from.write(ByteBuffer.allocateDirect(10));
            Turns.until(loop, () -> source.bytesReceived() == 10);
            from.shutdown(Shutdown.WRITE);
            Turns.until(loop, () -> sourceHandler.inputEnded);

            to.shutdown(Shutdown.WRITE);
            assertThat(allOf(loop, to)).isEqualTo(MUCH);
            Turns.until(loop, targetHandler::isClosed);
            assertThat(targetHandler.reason()).isEqualTo(CloseReason.FINISHED);
        }
    }

    /** How much comes before the end. */
    private static int allOf(EventLoop loop, Socket socket) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(2 * MUCH);
        socket.nonBlocking(true);
        int[] last = new int[1];
        Turns.until(loop, () -> {
            last[0] = socket.read(bytes);
            return last[0] == StreamFd.END;
        });
        return bytes.position();
    }
}
