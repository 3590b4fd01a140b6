package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.net.frame.Delimiter;
import dev.carillon.net.frame.Framing;
import dev.carillon.net.frame.LengthPrefix;
import dev.carillon.testkit.Seeds;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whole messages over real connections. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MessagesTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int LONGEST = 20_000;

    /** Sends every message back, pausing after some; tells how it ended. */
    private static final class Echo extends MessageReceiver {
        private final CompletableFuture<CloseReason> end;
        private int count;

        private Echo(Framing framing, CompletableFuture<CloseReason> end) {
            super(framing);
            this.end = end;
        }

        @Override
        protected void message(Connection connection, ByteBuffer message) {
            connection.write(message, framing());
            if (++count % 3 == 0) {
                connection.pause();
                connection.loop().execute(connection::resume);
            }
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            end.complete(reason);
        }
    }

    private static CloseReason serve(Supplier<Framing> framing, Client client) throws Exception {
        CompletableFuture<CloseReason> end = new CompletableFuture<>();
        try (LoopGroup group = LoopGroup.start("messages", 1, LoopOptions.DEFAULTS)) {
            EventLoop loop = group.next();
            Listener listener = loop.submit(() -> Listener.open(
                            loop, "messages", LOOPBACK, ListenerOptions.DEFAULTS, () -> new Echo(framing.get(), end)))
                    .join();
            InetSocketAddress address = (InetSocketAddress) listener.address();
            try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
                client.run(socket);
                return end.get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** The other side. */
    @FunctionalInterface
    private interface Client {
        void run(Socket socket) throws Exception;
    }

    @Test
    void messagesComeBackWholeWhateverPiecesTheyCameIn() {
        Seeds.forAll(10, seed -> {
            Random random = new Random(seed);
            LengthPrefix prefix = new LengthPrefix(4, ByteOrder.BIG_ENDIAN, LONGEST);
            ByteBuffer frames = ByteBuffer.allocate(400_000);
            while (frames.remaining() > LONGEST + Integer.BYTES) {
                byte[] message = new byte[random.nextInt(random.nextBoolean() ? 10 : LONGEST)];
                random.nextBytes(message);
                prefix.encode(ByteBuffer.wrap(message), frames);
            }
            byte[] sent = new byte[frames.flip().remaining()];
            frames.get(sent);
            CloseReason reason = serve(() -> new LengthPrefix(4, ByteOrder.BIG_ENDIAN, LONGEST), socket -> {
                Thread writer = Thread.ofPlatform().start(() -> send(socket, sent, random));
                assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
                writer.join();
            });
            assertThat(reason).isEqualTo(CloseReason.FINISHED);
        });
    }

    private static void send(Socket socket, byte[] bytes, Random random) {
        try {
            OutputStream out = socket.getOutputStream();
            for (int at = 0; at < bytes.length; ) {
                int length = Math.min(1 + random.nextInt(5_000), bytes.length - at);
                out.write(bytes, at, length);
                at += length;
            }
            socket.shutdownOutput();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aMessageThatIsTooLongIsRefusedBeforeItHasCome() throws Exception {
        CloseReason reason = serve(
                () -> new LengthPrefix(4, ByteOrder.BIG_ENDIAN, LONGEST),
                socket -> socket.getOutputStream().write(new byte[] {0, 1, 0, 0}));
        assertThat(reason).isEqualTo(CloseReason.RECEIVE_LIMIT);
    }

    @Test
    void halfAMessageAtTheEndIsMalformed() throws Exception {
        CloseReason reason = serve(() -> new LengthPrefix(4, ByteOrder.BIG_ENDIAN, LONGEST), socket -> {
            socket.getOutputStream().write(new byte[] {0, 0, 0, 9, 1});
            socket.shutdownOutput();
        });
        assertThat(reason).isEqualTo(CloseReason.MALFORMED);
    }

    @Test
    void theLastLineMayLackItsEnd() throws Exception {
        CloseReason reason = serve(() -> Delimiter.lines(100), socket -> {
            socket.getOutputStream().write("one\ntwo\r\nthree\nfour\nfive".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes())
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("one\ntwo\nthree\nfour\nfive\n");
        });
        assertThat(reason).isEqualTo(CloseReason.FINISHED);
    }
}
