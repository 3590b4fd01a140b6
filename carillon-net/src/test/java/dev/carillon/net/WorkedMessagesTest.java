package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.WorkerPool;
import dev.carillon.net.frame.Delimiter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whole messages that are handed to workers. */
class WorkedMessagesTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final List<Throwable> failures = new ArrayList<>();

    /** Has a worker answer each line. */
    private static final class Lines extends MessageReceiver {
        private final WorkerPool pool;

        private Lines(WorkerPool pool) {
            super(Delimiter.lines(100));
            this.pool = pool;
        }

        @Override
        protected void message(Connection connection, ByteBuffer line) {
            byte[] copy = new byte[line.remaining()];
            line.get(copy);
            pool.hand(
                    connection,
                    () -> connection.loop().execute(() -> connection.write(ByteBuffer.wrap(copy), framing())));
        }
    }

    @Test
    void theMessagesOfOneReadAreWorkedForOneAfterTheOther() throws Exception {
        ConnectionOptions oneShot = ConnectionOptions.DEFAULTS.withTrigger(Trigger.ONE_SHOT);
        try (WorkerPool pool = new WorkerPool("worker", 2);
                EventLoop loop = EventLoop.open(
                        "worked", LoopOptions.DEFAULTS.withErrorHandler((_, error) -> failures.add(error)))) {
            Listener listener = Listener.open(
                    loop, "worked", LOOPBACK, ListenerOptions.DEFAULTS.withConnections(oneShot), () -> new Lines(pool));
            try (Socket client = new Socket()) {
                client.connect(listener.address());
                client.setSoTimeout(30_000);
                byte[] messages = "one\ntwo\nthree\n".getBytes(StandardCharsets.UTF_8);
                client.getOutputStream().write(messages);
                Turns.until(loop, () -> listener.connections().sent() == messages.length);
                assertThat(client.getInputStream().readNBytes(messages.length)).isEqualTo(messages);
            }
            assertThat(failures).isEmpty();
        }
    }
}
