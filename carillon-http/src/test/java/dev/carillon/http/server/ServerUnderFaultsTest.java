package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Shutdown;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.testing.TestLoop;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole server on sockets over a kernel that interrupts, refuses, shortens, delays, reorders, breaks and runs out of
 * descriptors, with the clients and the handlers of the simulation.
 */
class ServerUnderFaultsTest {
    private static final int ROUNDS = Integer.getInteger("carillon.simulations", 60);
    private static final SocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private static Path directory;

    /** A client's socket. */
    private static final class SocketPeer implements SimulatedClient.Peer {
        private static final int ROOM = 100_000;

        private final Socket socket;
        private final ByteBuffer buffer = ByteBuffer.allocateDirect(ROOM);
        private boolean isRefused;
        private boolean ended;
        private boolean broken;

        SocketPeer(SocketAddress address) {
            socket = Socket.openFor(address, SocketType.STREAM);
            socket.connect(address);
        }

        @Override
        public void send(ByteBuffer bytes) {
            if (isRefused) {
                bytes.position(bytes.limit());
                return;
            }
            int length = Math.min(bytes.remaining(), ROOM);
            buffer.clear().put(bytes.slice(bytes.position(), length)).flip();
            try {
                bytes.position(bytes.position() + socket.send(buffer, 0));
            } catch (LinuxException e) {
                isRefused = true; // there may be more to read
            }
        }

        @Override
        public byte[] receive(int most) {
            if (ended || broken || most == 0) {
                return new byte[0];
            }
            int count = 0;
            try {
                count = socket.read(buffer.clear().limit(Math.min(most, ROOM)));
            } catch (LinuxException e) {
                broken = true;
            }
            if (count == StreamFd.END) {
                broken = isRefused; // the error was told to who sent
                ended = !isRefused;
                return new byte[0];
            }
            byte[] bytes = new byte[count];
            buffer.flip().get(bytes);
            return bytes;
        }

        @Override
        public void endOutput() {
            try {
                socket.shutdown(Shutdown.WRITE);
            } catch (LinuxException e) {
                isRefused = true;
            }
        }

        @Override
        public boolean isEnded() {
            return ended;
        }

        @Override
        public boolean isBroken() {
            return broken;
        }

        @Override
        public void close() {
            socket.close();
        }
    }

    /** Some clients and a server, all on one thread and from one seed. */
    private static void runOn(ScriptedKernel kernel, long seed, double exhausting, boolean safe) throws Exception {
        Random random = new Random(seed);
        try (TestLoop loop = TestLoop.open("faulty")) {
            SimulatedSite site = new SimulatedSite(random, loop, directory);
            HttpServer server = HttpServer.open(loop.loop(), "web", LOOPBACK, site.options(), site);
            List<SimulatedClient> clients = new ArrayList<>();
            int count = 1 + random.nextInt(5);
            for (int i = 0; i < count; i++) {
                clients.add(new SimulatedClient(random, new SocketPeer(server.address()), i));
            }
            kernel.exhausting(exhausting);
            for (int step = 0; step < 30_000 && !clients.stream().allMatch(SimulatedClient::isDone); step++) {
                clients.get(random.nextInt(count)).act();
                loop.advance(Duration.ofMillis(random.nextInt(3)));
            }
            kernel.calm();
            assertThat(clients).allMatch(SimulatedClient::isDone);
            clients.forEach(client -> client.checkEnd(safe));
            clients.forEach(SimulatedClient::close);
            loop.advance(Duration.ofMinutes(2));
            site.checkEnd(server, failure -> failure instanceof LinuxException && !safe);
            assertThat(loop.loop().audit()).isEmpty();
        }
    }

    private static void run(ScriptedKernel kernel, long seed, double exhausting, boolean safe) throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            kernel.run(() -> runOn(kernel, seed, exhausting, safe));
            leaks.assertNothingLeft();
        }
        assertThat(kernel.faults()).isPositive();
    }

    @Test
    void everyAnswerComesWholeAndInOrderWhateverTheKernelDoes() {
        Seeds.forAll(ROUNDS, seed -> run(ScriptedKernel.unkind(seed), seed, 0, true));
    }

    @Test
    void whereConnectionsBreakNothingIsLeftBehind() {
        Seeds.forAll(ROUNDS, seed -> run(ScriptedKernel.unkind(seed).resetting(0.01), seed, 0, false));
    }

    @Test
    void whereDescriptorsRunOutNothingIsLeftBehind() {
        Seeds.forAll(ROUNDS, seed -> run(ScriptedKernel.unkind(seed), seed, 0.3, false));
    }
}
