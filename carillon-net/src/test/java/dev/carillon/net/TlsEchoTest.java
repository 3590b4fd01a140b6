package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.Written;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.net.tls.TlsContext.Protocol;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every byte comes back over TLS too, in order, and then the end: between two of our own connections on two loops. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsEchoTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final KeyMaterial KEY = SelfSigned.create();

    /** Sends back what comes. */
    private static final class Echo implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            connection.write(bytes);
        }
    }

    /** Sends data in random pieces and compares what comes back; pauses at random. */
    private static final class Client implements ConnectionHandler {
        private final byte[] data;
        private final Random random;
        private final CompletableFuture<String> end = new CompletableFuture<>();
        private int sent;
        private int back;
        private boolean wrong;

        private Client(byte[] data, Random random) {
            this.data = data;
            this.random = random;
        }

        @Override
        public void opened(Connection connection) {
            feed(connection);
        }

        private void feed(Connection connection) {
            boolean accepted = true;
            while (sent < data.length && accepted) {
                int length = Math.min(data.length - sent, 1 + random.nextInt(50_000));
                sent += length;
                accepted = connection.write(ByteBuffer.wrap(data, sent - length, length)) == Written.TAKEN;
            }
            if (sent == data.length) {
                connection.endOutput();
            }
        }

        @Override
        public void saturated(Connection connection) {
            // It goes on reading, and feeds again when there is room.
        }

        @Override
        public void drained(Connection connection) {
            feed(connection);
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            int take = 1 + random.nextInt(bytes.remaining());
            for (int i = 0; i < take; i++) {
                wrong |= bytes.get() != data[back++];
            }
            if (bytes.hasRemaining() || random.nextInt(10) == 0) {
                connection.pause();
                connection.loop().execute(connection::resume);
            }
        }

        @Override
        public void inputEnded(Connection connection, ByteBuffer rest) {
            while (rest.hasRemaining()) {
                wrong |= rest.get() != data[back++];
            }
            connection.finish();
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            end.complete(reason + (error == null ? "" : ": " + error.getMessage()));
        }
    }

    static Stream<Arguments> triggersAndProtocols() {
        return Stream.of(Trigger.LEVEL, Trigger.EDGE)
                .flatMap(trigger -> Stream.of(Protocol.values()).map(protocol -> Arguments.of(trigger, protocol)));
    }

    private static SocketAddress listen(EventLoop loop, ConnectionOptions options) {
        ListenerOptions listening = ListenerOptions.DEFAULTS.withConnections(options);
        return loop.submit(() -> Listener.open(loop, "echo", LOOPBACK, listening, Echo::new))
                .join()
                .address();
    }

    private static TlsContext client() {
        return TlsContext.client().withTrust(KEY.chain());
    }

    private static void echo(EventLoop loop, ConnectionOptions options, SocketAddress address, int size, Random random)
            throws Exception {
        byte[] data = new byte[size];
        random.nextBytes(data);
        Client client = new Client(data, random);
        loop.submit(() -> new Connector(loop, "client", options).connect(address, "localhost", client))
                .join();
        assertThat(client.end.get(30, TimeUnit.SECONDS)).isEqualTo("FINISHED");
        assertThat(client.back).isEqualTo(size);
        assertThat(client.wrong).isFalse();
    }

    @ParameterizedTest
    @MethodSource("triggersAndProtocols")
    void everyByteComesBackInOrderThenTheEnd(Trigger trigger, Protocol protocol) {
        ConnectionOptions options = ConnectionOptions.DEFAULTS.withTrigger(trigger);
        try (LoopGroup group = LoopGroup.start("tls", 2, LoopOptions.DEFAULTS)) {
            SocketAddress address = listen(group.next(), options.withTls(TlsContext.server(KEY)));
            EventLoop loop = group.next();
            TlsContext context = client().withProtocols(protocol);
            Seeds.forAll(25, seed -> {
                Random random = new Random(seed);
                int size = random.nextInt(4) == 0 ? random.nextInt(2_000_000) : random.nextInt(3_000);
                echo(loop, options.withTls(context), address, size, random);
            });
        }
    }

    @Test
    void aReadBufferSmallerThanARecordDoes() throws Exception {
        try (LoopGroup group = LoopGroup.start("tls", 2, LoopOptions.DEFAULTS.withReadBuffer(100))) {
            SocketAddress address = listen(group.next(), ConnectionOptions.DEFAULTS.withTls(TlsContext.server(KEY)));
            echo(group.next(), ConnectionOptions.DEFAULTS.withTls(client()), address, 300_000, new Random(3));
        }
    }

    @Test
    void conversationsThatComeAndGoLeaveNothing() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (LoopGroup group = LoopGroup.start("tls", 2, LoopOptions.DEFAULTS)) {
                SocketAddress address =
                        listen(group.next(), ConnectionOptions.DEFAULTS.withTls(TlsContext.server(KEY)));
                EventLoop loop = group.next();
                ConnectionOptions options = ConnectionOptions.DEFAULTS.withTls(client());
                List<Client> clients = Stream.generate(() -> new Client(new byte[10_000], new Random(1)))
                        .limit(100)
                        .toList();
                loop.execute(() -> clients.forEach(
                        each -> new Connector(loop, "client", options).connect(address, "localhost", each)));
                for (Client each : clients) {
                    assertThat(each.end.get(30, TimeUnit.SECONDS)).isEqualTo("FINISHED");
                }
            }
            leaks.assertNothingLeft();
        }
    }
}
