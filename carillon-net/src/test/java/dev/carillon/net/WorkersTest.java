package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.WorkerPool;
import dev.carillon.testkit.LeakCheck;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Work on threads of a pool: one connection is in one thread's hands, and no byte is lost however few threads there are. */
class WorkersTest {
    private static final int CLIENTS = 12;

    private final AtomicInteger collisions = new AtomicInteger();

    /** An echo by a worker; notices if it is called or worked for twice at a time. */
    private final class Worked implements ConnectionHandler {
        private final WorkerPool pool;
        private final AtomicInteger hands = new AtomicInteger();

        private Worked(WorkerPool pool) {
            this.pool = pool;
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            collide(hands.getAndIncrement() != 0);
            pool.hand(connection, () -> {
                collide(hands.get() != 1);
                connection.loop().execute(() -> {
                    collide(hands.decrementAndGet() != 0);
                    connection.write(ByteBuffer.wrap(copy));
                });
            });
        }

        private void collide(boolean really) {
            if (really) {
                collisions.incrementAndGet();
            }
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            collide(hands.get() != 0 && reason == CloseReason.FINISHED);
        }
    }

    @Test
    void everyByteComesBackAndNoConnectionIsInTwoHands() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (WorkerPool pool = new WorkerPool("worker", 2);
                    LoopGroup group = LoopGroup.start("loop", 1, LoopOptions.DEFAULTS)) {
                EventLoop loop = group.next();
                ListenerOptions options = ListenerOptions.DEFAULTS.withConnections(
                        ConnectionOptions.DEFAULTS.withTrigger(Trigger.ONE_SHOT));
                InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
                Listener listener = loop.submit(
                                () -> Listener.open(loop, "worked", any, options, () -> new Worked(pool)))
                        .join();
                runClients((InetSocketAddress) listener.address());
                while (listener.connections().open() > 0) {
                    Thread.onSpinWait(); // the last end is told to the client first
                }
                assertThat(collisions).hasValue(0);
                assertThat(listener.connections().closed(CloseReason.FINISHED)).isEqualTo(CLIENTS);
            }
            leaks.assertNothingLeft();
        }
    }

    private static void runClients(InetSocketAddress address) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int seed = i;
            clients.add(Thread.ofPlatform().start(() -> {
                try {
                    EchoClient.echo(address, 1 << (8 + seed), new Random(seed));
                } catch (Exception | AssertionError e) {
                    failure.set(e);
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        assertThat(failure.get()).isNull();
    }
}
