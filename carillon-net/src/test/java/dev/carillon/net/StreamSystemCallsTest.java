package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.testkit.KernelBinding;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What an exchange of straight-line code costs the loop beside the read and the write that a handler's takes: waits, and wake-ups,
 * which are a write elsewhere and a read here.
 */
@Timeout(value = 60)
class StreamSystemCallsTest {
    private static final int CONNECTIONS = 50;
    private static final int ROUNDS = 40;
    private static final int SERIES = 5;
    private static final int LENGTH = 64;
    private static final double MOST_BEYOND = 1.3;

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private final KernelBinding binding = kernel.bind();
    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS);
    private final List<Socket> peers = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(LENGTH);

    @BeforeEach
    void open() {
        ConnectionGroup group = new ConnectionGroup(loop, "streams", ConnectionOptions.DEFAULTS);
        for (int i = 0; i < CONNECTIONS; i++) {
            SocketPair pair = SocketPair.open(SocketType.STREAM);
            peers.add(pair.other());
            ConnectionHandler stream =
                    ConnectionStream.serving(StreamSystemCallsTest::echo).get();
            Connection connection = new Connection(group, pair.one(), null, true, stream);
            connection.begin(true);
            connections.add(connection);
        }
    }

    @AfterEach
    void close() {
        loop.close();
        peers.forEach(Socket::close);
        binding.close();
    }

    private static void echo(ConnectionStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(2 * LENGTH);
        while (stream.read(buffer.clear()) != ConnectionStream.END) {
            stream.write(buffer.flip());
        }
    }

    private long sent() {
        return connections.stream().mapToLong(Connection::bytesSent).sum();
    }

    /** An exchange of each connection. */
    private void round() {
        long all = sent() + (long) CONNECTIONS * LENGTH;
        peers.forEach(peer -> assertThat(peer.send(bytes.clear(), 0)).isEqualTo(LENGTH));
        while (sent() < all) {
            loop.turn(Duration.ofSeconds(1));
        }
        peers.forEach(peer -> assertThat(peer.read(bytes.clear())).isEqualTo(LENGTH));
    }

    @Test
    void anExchangeAddsLittleToAReadAndAWrite() {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < SERIES; i++) {
            round(); // all threads are reading now, or about to
            kernel.forgetCalls();
            for (int round = 0; round < ROUNDS; round++) {
                round();
            }
            assertThat(kernel.calls("epoll_ctl")).as("interest that changes").isZero();
            least = Math.min(least, beyondReadAndWrite());
        }
        System.out.println(
                "straight-line exchange: " + Math.round(least * 100) + " % of a call beyond a read and a write");
        assertThat(least).as("calls an exchange beyond a read and a write").isLessThan(MOST_BEYOND);
    }

    private double beyondReadAndWrite() {
        long exchanges = (long) CONNECTIONS * ROUNDS;
        long peersAndOurs = 4 * exchanges; // the peer's read and write, and the connection's
        long wakes = kernel.calls("read"); // of the eventfd, each after a write to it by a virtual thread
        return (double) (kernel.calls() - peersAndOurs + wakes) / exchanges;
    }
}
