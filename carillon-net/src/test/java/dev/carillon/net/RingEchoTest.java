package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Errno;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.SendRing;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Many connections that come and go while others' answers are in flight by the kernel's ring, with their numbers in use again at
 * once: each gets its own bytes, all of them, in order, and those of nobody else.
 */
@Timeout(120)
class RingEchoTest {
    private static final int CLIENTS = 60;
    private static final int STEPS = 4_000;
    private static final int LONGEST = 30_000;

    /** Sends bytes that are its own and compares what comes back. */
    private static final class Client {
        private final Socket socket;
        private final long own;
        private long sent;
        private long got;
        private boolean broken;

        private Client(InetSocketAddress server, long own) {
            socket = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
            socket.connect(server);
            this.own = own;
        }

        private byte at(long position) {
            return (byte) ((own * 0x9E3779B97F4A7C15L + position * 0xBF58476D1CE4E5B9L) >>> 56);
        }

        private void send(int count) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(count);
            while (bytes.hasRemaining()) {
                bytes.put(at(sent + bytes.position()));
            }
            try {
                sent += socket.send(bytes.flip(), 0);
            } catch (LinuxException e) {
                broken = true;
            }
        }

        private void receive(ByteBuffer buffer) {
            int count;
            try {
                count = socket.read(buffer.clear());
            } catch (LinuxException e) {
                broken |= e.errno() != Errno.ENOTCONN;
                return;
            }
            broken |= count == StreamFd.END;
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next != at(got++)) {
                    throw new AssertionError("client " + own + " got another's byte at " + (got - 1));
                }
            }
        }
    }

    /** The server and its clients. */
    private static final class Course {
        private final EventLoop loop =
                EventLoop.open("echo", LoopOptions.DEFAULTS.withSendRing(SendRing.Use.WHERE_IT_WORKS));
        private final InetSocketAddress address;
        private final Random random;
        private final List<Client> clients = new ArrayList<>();
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        private long next;

        private Course(long seed) {
            random = new Random(seed);
            Listener listener = Listener.open(
                    loop,
                    "echo",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    ListenerOptions.DEFAULTS,
                    () -> Connection::write);
            address = (InetSocketAddress) listener.address();
        }

        private void step() {
            while (clients.size() < CLIENTS) {
                clients.add(new Client(address, next++));
                loop.turn(Duration.ZERO);
            }
            Client client = clients.get(random.nextInt(CLIENTS));
            switch (random.nextInt(12)) {
                case 0 -> { // with answers on their way
                    client.socket.close();
                    clients.remove(client);
                }
                case 1, 2, 3, 4, 5, 6, 7 -> client.send(1 + random.nextInt(random.nextInt(LONGEST) + 1));
                case 8, 9 -> client.receive(buffer);
                default -> loop.turn(Duration.ZERO);
            }
            if (client.broken) {
                client.socket.close();
                clients.remove(client);
            }
        }

        private void run(ScriptedKernel kernel) {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            kernel.calm();
            for (Client client : clients) {
                for (int turns = 0; client.got < client.sent && !client.broken; turns++) {
                    assertThat(turns).as("turns").isLessThan(STEPS);
                    loop.turn(Duration.ZERO);
                    clients.forEach(each -> each.receive(buffer));
                }
            }
            assertThat(loop.statistics().ringSends()).isGreaterThan(STEPS / 10);
            clients.forEach(client -> client.socket.close());
            loop.close();
        }
    }

    @Test
    void eachGetsItsOwnBytesWhoeverComesAndGoes() throws Exception {
        assumeTrue(KernelFeature.IO_URING.isThere(), "this kernel or its sandbox has no io_uring");
        long seed = Seeds.seed();
        try (LeakCheck leaks = LeakCheck.start()) {
            ScriptedKernel kernel = ScriptedKernel.seeded(seed);
            kernel.run(() -> new Course(seed).run(kernel));
            leaks.assertNothingLeft();
        }
    }

    @Test
    void alsoUnderAKernelThatInterruptsShortensAndHasNoMemory() throws Exception {
        assumeTrue(KernelFeature.IO_URING.isThere(), "this kernel or its sandbox has no io_uring");
        long seed = Seeds.seed();
        try (LeakCheck leaks = LeakCheck.start()) {
            ScriptedKernel kernel = ScriptedKernel.seeded(seed);
            for (int i = 5; i < 400; i += 7) {
                kernel.failAfter(i, "io_uring_enter", i % 2 == 0 ? Errno.EAGAIN : Errno.EBUSY);
            }
            kernel.run(() -> {
                kernel.before("io_uring_enter", () -> kernel.delaying(0.2).reordering());
                new Course(seed).run(kernel);
            });
            leaks.assertNothingLeft();
        }
    }
}
