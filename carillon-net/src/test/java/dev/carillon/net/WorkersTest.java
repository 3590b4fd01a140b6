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
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Work on threads of a pool: one connection is in one thread's hands, and no byte is lost however few threads there are. */
class WorkersTest {
    private static final int CLIENTS = 12;
    private static final int BUSY_SIZE = 2 << 20;

    private final AtomicInteger collisions = new AtomicInteger();
    private final AtomicInteger calls = new AtomicInteger();

    /** An echo by a worker; notices if it is called or worked for twice at a time. */
    private final class Worked implements ConnectionHandler {
        private final WorkerPool pool;
        private final CountDownLatch gate;
        private final AtomicInteger hands = new AtomicInteger();

        private Worked(WorkerPool pool, CountDownLatch gate) {
            this.pool = pool;
            this.gate = gate;
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            calls.incrementAndGet();
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            collide(hands.getAndIncrement() != 0);
            pool.hand(connection, () -> {
                gate.await();
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
                Listener listener = loop.submit(() -> Listener.open(
                                loop, "worked", any, options, () -> new Worked(pool, new CountDownLatch(0))))
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

    @Test
    void aPoolThatIsBusyLeavesTheRestWithThePeers() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        try (WorkerPool pool = new WorkerPool("worker", 1);
                LoopGroup group = LoopGroup.start("loop", 1, LoopOptions.DEFAULTS)) {
            EventLoop loop = group.next();
            ListenerOptions options =
                    ListenerOptions.DEFAULTS.withConnections(ConnectionOptions.DEFAULTS.withTrigger(Trigger.ONE_SHOT));
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            Listener listener = loop.submit(
                            () -> Listener.open(loop, "worked", any, options, () -> new Worked(pool, gate)))
                    .join();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            List<Thread> clients = startClients((InetSocketAddress) listener.address(), BUSY_SIZE, failure);
            while (pool.queueDepth() < CLIENTS - 1) {
                Thread.onSpinWait();
            }
            long received = listener.connections().received();
            for (int turn = 0; turn < 100; turn++) {
                loop.submit(loop::name).join();
            }
            // Each has one piece in the pool, and no more is read: the rest waits with the clients, who cannot send it.
            assertThat(calls).hasValue(CLIENTS);
            assertThat(pool.queueDepth()).isEqualTo(CLIENTS - 1);
            assertThat(listener.connections().received()).isEqualTo(received).isLessThan((long) CLIENTS * BUSY_SIZE);
            gate.countDown();
            for (Thread client : clients) {
                client.join();
            }
            assertThat(failure.get()).isNull(); // nothing was lost
            assertThat(collisions).hasValue(0);
        } finally {
            gate.countDown();
        }
    }

    @Test
    void workThatFailsBreaksItsConnectionOff() throws Exception {
        List<Throwable> told = new ArrayList<>();
        LeakCheck leaks = LeakCheck.start();
        try (EventLoop loop =
                        EventLoop.open("work", LoopOptions.DEFAULTS.withErrorHandler((_, error) -> told.add(error)));
                WorkerPool pool = new WorkerPool("failing", 1);
                Socket client = new Socket()) {
            ConnectionOptions options = ConnectionOptions.DEFAULTS.withTrigger(Trigger.ONE_SHOT);
            Listener listener = Listener.open(
                    loop,
                    "echo",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ListenerOptions.DEFAULTS.withConnections(options),
                    () -> (connection, bytes) -> {
                        bytes.position(bytes.limit());
                        pool.hand(connection, () -> {
                            throw new IllegalStateException("of the work");
                        });
                    });
            client.connect(listener.address());
            client.getOutputStream().write(1);
            Turns.until(loop, () -> listener.connections().closed(CloseReason.HANDLER_FAILED) == 1);
        }
        leaks.assertNothingLeft();
        assertThat(told).singleElement().satisfies(error -> assertThat(error).hasMessage("of the work"));
    }

    private static void runClients(InetSocketAddress address) throws InterruptedException {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        for (Thread client : startClients(address, 0, failure)) {
            client.join();
        }
        assertThat(failure.get()).isNull();
    }

    /** With size 0 each sends another size. */
    private static List<Thread> startClients(InetSocketAddress address, int size, AtomicReference<Throwable> failure) {
        List<Thread> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int seed = i;
            clients.add(Thread.ofPlatform().start(() -> {
                try {
                    EchoClient.echo(address, size == 0 ? 1 << (8 + seed) : size, new Random(seed));
                } catch (Exception | AssertionError e) {
                    failure.set(e);
                }
            }));
        }
        return clients;
    }
}
