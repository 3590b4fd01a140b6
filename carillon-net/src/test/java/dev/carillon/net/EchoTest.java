package dev.carillon.net;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every byte comes back, in order, and then the end. */
class EchoTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    /** Sends back what comes. */
    private static final class Echo implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            connection.write(bytes);
        }
    }

    private static Listener listen(LoopGroup group, ConnectionOptions options) {
        EventLoop loop = group.next();
        ListenerOptions listening = ListenerOptions.DEFAULTS.withConnections(options);
        return loop.submit(() -> Listener.open(loop, "echo", LOOPBACK, listening, Echo::new))
                .join();
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void everyByteComesBackInOrderThenTheEnd(Trigger trigger) {
        Loops.assumeCan(trigger);
        try (LoopGroup group = LoopGroup.start("echo", 1, Loops.OPTIONS)) {
            Listener listener = listen(group, ConnectionOptions.DEFAULTS.withTrigger(trigger));
            Seeds.forAll(40, seed -> {
                Random random = new Random(seed);
                int size = random.nextInt(4) == 0 ? random.nextInt(4_000_000) : random.nextInt(3_000);
                EchoClient.echo((InetSocketAddress) listener.address(), size, random);
            });
        }
    }

    @Test
    void connectionsThatComeAndGoLeaveNothing() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (LoopGroup group = LoopGroup.start("echo", 1, Loops.OPTIONS)) {
                Listener listener = listen(group, ConnectionOptions.DEFAULTS);
                InetSocketAddress address = (InetSocketAddress) listener.address();
                Random random = new Random(5);
                for (int round = 0; round < 20; round++) {
                    List<Socket> clients = new ArrayList<>();
                    for (int i = 0; i < 50; i++) {
                        clients.add(new Socket(address.getAddress(), address.getPort()));
                    }
                    java.util.Collections.shuffle(clients, random);
                    for (Socket client : clients) {
                        if (random.nextBoolean()) {
                            client.setSoLinger(true, 0); // a reset
                        }
                        client.close();
                    }
                }
                while (listener.connections().open() > 0
                        || listener.connections().opened() < 1000) {
                    Thread.onSpinWait();
                }
            }
            leaks.assertNothingLeft();
        }
    }
}
