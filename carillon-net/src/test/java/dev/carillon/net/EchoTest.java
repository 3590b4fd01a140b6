package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every byte comes back, in order, and then the end. */
class EchoTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int LIMIT_MILLIS = (int) TimeUnit.SECONDS.toMillis(30);

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
        try (LoopGroup group = LoopGroup.start("echo", 1, LoopOptions.DEFAULTS)) {
            Listener listener = listen(group, ConnectionOptions.DEFAULTS.withTrigger(trigger));
            Seeds.forAll(40, seed -> {
                Random random = new Random(seed);
                int size = random.nextInt(4) == 0 ? random.nextInt(4_000_000) : random.nextInt(3_000);
                echo((InetSocketAddress) listener.address(), size, random);
            });
        }
    }

    private static void echo(InetSocketAddress address, int size, Random random) throws Exception {
        byte[] data = new byte[size];
        random.nextBytes(data);
        boolean slowly = random.nextInt(4) == 0;
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            client.setSoTimeout(LIMIT_MILLIS);
            AtomicReference<Throwable> failure = new AtomicReference<>();
            Random pieces = new Random(random.nextLong());
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    send(client, data, pieces);
                } catch (IOException e) {
                    failure.set(e);
                }
            });
            byte[] back = receive(client.getInputStream(), slowly ? random : null);
            writer.join();
            assertThat(failure.get()).isNull();
            assertThat(back).isEqualTo(data);
        }
    }

    private static void send(Socket client, byte[] data, Random random) throws IOException {
        OutputStream out = client.getOutputStream();
        int most = 1 + random.nextInt(100_000);
        for (int at = 0; at < data.length; ) {
            int length = Math.min(1 + random.nextInt(most), data.length - at);
            out.write(data, at, length);
            at += length;
        }
        client.shutdownOutput();
    }

    private static byte[] receive(InputStream in, Random slowly) throws IOException {
        if (slowly == null) {
            return in.readAllBytes();
        }
        List<byte[]> parts = new ArrayList<>();
        byte[] part;
        while ((part = in.readNBytes(1 + slowly.nextInt(20_000))).length > 0) {
            parts.add(part);
            Thread.yield();
        }
        ByteBuffer all =
                ByteBuffer.allocate(parts.stream().mapToInt(p -> p.length).sum());
        parts.forEach(all::put);
        return all.array();
    }

    @Test
    void connectionsThatComeAndGoLeaveNothing() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (LoopGroup group = LoopGroup.start("echo", 1, LoopOptions.DEFAULTS)) {
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
