package dev.carillon.net;

import dev.carillon.linux.DatagramBatch;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.testkit.Allocations;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Echoes datagrams of five senders in batches and prints what a run allocates, per datagram. */
final class DatagramAllocationMain {
    private static final int ROUNDS = 2_000;
    private static final int PEERS = 5;
    private static final int BATCH = 6;

    private static @Nullable SocketAddress sender;

    private DatagramAllocationMain() {}

    /** Runs it. */
    public static void main(String[] arguments) throws Exception {
        try (EventLoop loop = EventLoop.open("datagrams")) {
            DatagramEndpoint endpoint = DatagramEndpoint.open(
                    loop,
                    "echo",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    DatagramOptions.DEFAULTS,
                    DatagramAllocationMain::echo);
            List<Socket> peers =
                    Stream.generate(() -> connected(endpoint)).limit(PEERS).toList();
            DatagramBatch questions = DatagramBatch.allocate(BATCH, 100);
            DatagramBatch answers = DatagramBatch.allocate(BATCH, 100);
            long bytes = Allocations.downTo(ROUNDS - 1, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    exchange(loop, peers, questions, answers);
                }
            });
            Objects.requireNonNull(sender, "nothing has come");
            peers.forEach(Socket::close);
            int datagrams = ROUNDS * PEERS * BATCH;
            System.out.println(datagrams + " datagrams: "
                    + (bytes < ROUNDS ? "nothing allocated for one" : bytes + " bytes allocated"));
        }
    }

    private static void echo(DatagramEndpoint endpoint, Datagram datagram) {
        sender = datagram.sender();
        datagram.reply(datagram.bytes());
    }

    private static Socket connected(DatagramEndpoint endpoint) {
        Socket peer = Socket.open(StandardProtocolFamily.INET, SocketType.DATAGRAM);
        peer.connect(endpoint.address());
        return peer;
    }

    private static void exchange(EventLoop loop, List<Socket> peers, DatagramBatch questions, DatagramBatch answers)
            throws Exception {
        for (int i = 0; i < peers.size(); i++) {
            for (int datagram = 0; datagram < BATCH; datagram++) {
                ByteBuffer data = questions.datagram(datagram);
                data.clear().limit(10);
            }
            questions.send(peers.get(i), 0, BATCH);
        }
        for (int i = 0; i < peers.size(); i++) {
            for (int received = 0; received < BATCH; ) {
                loop.turn(Duration.ZERO);
                received += answers.receive(peers.get(i));
            }
        }
    }
}
