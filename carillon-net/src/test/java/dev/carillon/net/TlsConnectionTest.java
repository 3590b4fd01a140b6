package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.net.tls.TlsContext.Protocol;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A connection over TLS against the JDK's own sockets: what is agreed on, what goes wrong, how it ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TlsConnectionTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final KeyMaterial KEY = SelfSigned.create();

    private final LoopGroup group = LoopGroup.start("tls", 1, LoopOptions.DEFAULTS);
    private final EventLoop loop = group.next();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        group.close();
    }

    /** Sends back what comes, and keeps how it ended. */
    private class Echo implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            connection.write(bytes);
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            ends.add(reason + (error == null ? "" : ": " + error.getMessage()));
        }
    }

    private Listener listen(ConnectionOptions options, Supplier<ConnectionHandler> handlers) {
        ListenerOptions listening = ListenerOptions.DEFAULTS.withConnections(options);
        return loop.submit(() -> Listener.open(loop, "tls", LOOPBACK, listening, handlers))
                .join();
    }

    private Listener listen(TlsContext context) {
        return listen(ConnectionOptions.DEFAULTS.withTls(context), Echo::new);
    }

    private static Socket plain(Listener listener) throws Exception {
        InetSocketAddress address = (InetSocketAddress) listener.address();
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static SSLSocket secure(Listener listener, String... protocols) throws Exception {
        InetSocketAddress address = (InetSocketAddress) listener.address();
        SSLSocket socket = (SSLSocket) sockets().createSocket(address.getAddress(), address.getPort());
        socket.setSoTimeout(30_000);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        return socket;
    }

    /** Layered: it ends the conversation, and leaves the stream to who has made it. */
    private static SSLSocket over(Socket under) throws Exception {
        return (SSLSocket) sockets().createSocket(under, "localhost", 0, false);
    }

    private static SSLSocketFactory sockets() throws GeneralSecurityException, java.io.IOException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trusting(KEY).getTrustManagers(), null);
        return context.getSocketFactory();
    }

    private static TrustManagerFactory trusting(KeyMaterial key) throws GeneralSecurityException, java.io.IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("trusted", key.chain().getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(store);
        return trust;
    }

    private String end() throws InterruptedException {
        return String.valueOf(ends.poll(30, TimeUnit.SECONDS));
    }

    @Test
    void theJdksSocketIsUnderstoodInBothVersions() throws Exception {
        Listener listener = listen(TlsContext.server(KEY));
        for (String protocol : new String[] {"TLSv1.2", "TLSv1.3"}) {
            try (SSLSocket socket = secure(listener, protocol)) {
                byte[] sent = new byte[200_000];
                new Random(1).nextBytes(sent);
                Thread writer = Thread.ofPlatform().start(() -> {
                    try {
                        socket.getOutputStream().write(sent);
                    } catch (java.io.IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                assertThat(socket.getInputStream().readNBytes(sent.length)).isEqualTo(sent);
                writer.join();
                assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
            }
            assertThat(end()).isEqualTo("FINISHED");
        }
    }

    @Test
    void theHandlerSeesWhatWasAgreedOn() throws Exception {
        CompletableFuture<String> agreed = new CompletableFuture<>();
        TlsContext context = TlsContext.server(KEY).withApplicationProtocols("two", "one");
        Listener listener = listen(ConnectionOptions.DEFAULTS.withTls(context), () -> new Echo() {
            @Override
            public void opened(Connection connection) {
                agreed.complete(connection.tls().orElseThrow().applicationProtocol() + " "
                        + connection.tls().orElseThrow().protocol());
            }
        });
        TlsContext client = TlsContext.client().withTrust(KEY.chain()).withApplicationProtocols("one", "two");
        connect(listener, client, new Echo());
        assertThat(agreed.get(30, TimeUnit.SECONDS)).isEqualTo("two TLSv1.3");
    }

    private void connect(Listener listener, TlsContext context, ConnectionHandler handler) {
        loop.submit(() -> new Connector(loop, "client", ConnectionOptions.DEFAULTS.withTls(context))
                        .connect(listener.address(), "localhost", handler))
                .join();
    }

    @Test
    void aHandshakeThatIsNotGoneOnWithTimesOut() throws Exception {
        Timeouts timeouts = Timeouts.DEFAULTS.withHandshake(Duration.ofMillis(50));
        Listener listener = listen(
                ConnectionOptions.DEFAULTS.withTls(TlsContext.server(KEY)).withTimeouts(timeouts), Echo::new);
        try (Socket socket = plain(listener)) {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1}); // the beginning of a ClientHello
            assertThat(end()).isEqualTo("HANDSHAKE_TIMEOUT");
            assertThat(listener.connections().closed(CloseReason.HANDSHAKE_TIMEOUT))
                    .isEqualTo(1);
        }
    }

    @Test
    void whoSpeaksNoTlsIsToldSoAndDisturbsNobody() throws Exception {
        Listener listener = listen(TlsContext.server(KEY));
        try (Socket socket = plain(listener);
                SSLSocket other = secure(listener)) {
            other.startHandshake();
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            byte[] alert = socket.getInputStream().readAllBytes();
            assertThat(alert[0]).isEqualTo((byte) 21);
            assertThat(end()).startsWith("HANDSHAKE_FAILED: ");
            other.getOutputStream().write(7);
            assertThat(other.getInputStream().read()).isEqualTo(7);
        }
    }

    @Test
    void aServerThatIsNotTrustedIsNotTalkedTo() throws Exception {
        Listener listener = listen(TlsContext.server(KEY));
        BlockingQueue<String> clientEnds = new LinkedBlockingQueue<>();
        connect(listener, TlsContext.client(), new Echo() {
            @Override
            public void opened(Connection connection) {
                clientEnds.add("opened");
            }

            @Override
            public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
                clientEnds.add(reason + ": " + (error == null ? "" : error.getMessage()));
            }
        });
        assertThat(clientEnds.poll(30, TimeUnit.SECONDS))
                .startsWith("HANDSHAKE_FAILED: ")
                .contains("certif")
                .doesNotContain("\n");
        assertThat(end()).startsWith("HANDSHAKE_FAILED: "); // the alert tells the server why
    }

    @Test
    void aStreamThatIsCutOffIsNotTakenForItsEndButAnswered() throws Exception {
        assertIsAnswered(listen(TlsContext.server(KEY)));
        assertThat(end()).startsWith("TRUNCATED: ");
    }

    @Test
    void aRelayAnswersAStreamThatIsCutOff() throws Exception {
        BlockingQueue<CloseReason> relayed = new LinkedBlockingQueue<>();
        assertIsAnswered(relayToEcho(relayed));
        assertThat(relayed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.TRUNCATED);
    }

    /** Sends much, ends without close_notify, as ncat does, and gets everything back. */
    private static void assertIsAnswered(Listener listener) throws Exception {
        byte[] sent = new byte[3_000_000];
        new Random(8).nextBytes(sent);
        try (Socket under = plain(listener)) {
            assertIsAnswered(over(under), sent, under);
        }
    }

    /** Sends, ends one or the other of the two streams, and gets everything back. */
    private static void assertIsAnswered(SSLSocket socket, byte[] sent, Socket ended) throws Exception {
        Thread writer = Thread.ofPlatform().start(() -> {
            try {
                socket.getOutputStream().write(sent);
                ended.shutdownOutput();
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        writer.join();
    }

    /** Takes nothing until it is told to, pauses when something comes, and finishes a turn later. */
    private final class Hesitant implements ConnectionHandler {
        private final CompletableFuture<Connection> opened;

        private Hesitant(CompletableFuture<Connection> opened) {
            this.opened = opened;
        }

        @Override
        public void opened(Connection connection) {
            connection.pause();
            opened.complete(connection);
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
            connection.pause();
            connection.loop().execute(connection::finish);
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            ends.add(reason + (error == null ? "" : ": " + error.getMessage()));
        }
    }

    @Test
    void anEndThatCameWithTheLastBytesIsSeenAfterAPauseToo() throws Exception {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        Listener listener =
                listen(ConnectionOptions.DEFAULTS.withTls(TlsContext.server(KEY)), () -> new Hesitant(opened));
        try (Socket under = plain(listener);
                SSLSocket socket = over(under)) {
            socket.getOutputStream().write(new byte[100]);
            socket.shutdownOutput(); // all of it lies in the kernel, to be taken with one read
            Connection connection = opened.get(30, TimeUnit.SECONDS);
            loop.execute(connection::resume);
            assertThat(end()).isEqualTo("FINISHED");
        }
    }

    @Test
    void rubbishAfterTheHandshakeIsMalformed() throws Exception {
        Listener listener = listen(TlsContext.server(KEY));
        try (Socket under = plain(listener)) {
            SSLSocket socket = over(under);
            socket.startHandshake();
            under.getOutputStream().write(new byte[] {
                23, 3, 3, 0, 20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20
            });
            assertThat(end()).startsWith("MALFORMED: ");
        }
    }

    /** Sends a file and bytes after it, and ends. */
    private final class FileServer implements ConnectionHandler {
        private final Path file;

        private FileServer(Path file) {
            this.file = file;
        }

        @Override
        public void opened(Connection connection) {
            FileFd open = FileFd.open(file);
            connection.sendFile(open, 1, open.size() - 1, true);
            connection.write(ByteBuffer.wrap(new byte[] {42}));
            connection.finish();
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }

        @Override
        public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
            ends.add(reason + (error == null ? "" : ": " + error.getMessage()));
        }
    }

    @Test
    void filesAreSentAndKeepTheirPlace() throws Exception {
        byte[] content = new byte[3_000_000];
        new Random(5).nextBytes(content);
        Path file = Files.write(directory.resolve("content"), content);
        for (Protocol protocol : Protocol.values()) {
            Listener listener = listen(
                    ConnectionOptions.DEFAULTS.withTls(TlsContext.server(KEY).withProtocols(protocol)),
                    () -> new FileServer(file));
            try (SSLSocket socket = secure(listener)) {
                InputStream in = socket.getInputStream();
                byte[] got = in.readAllBytes();
                assertThat(got).hasSize(content.length);
                content[0] = content[1];
                byte[] expected = new byte[content.length];
                System.arraycopy(content, 1, expected, 0, content.length - 1);
                expected[content.length - 1] = 42;
                assertThat(got).isEqualTo(expected);
            }
            assertThat(end()).isEqualTo("FINISHED");
        }
    }

    private Listener relayToEcho(BlockingQueue<CloseReason> relayed) {
        Listener echo = listen(ConnectionOptions.DEFAULTS, Echo::new);
        Connector connector = loop.submit(() -> new Connector(loop, "to", ConnectionOptions.DEFAULTS))
                .join();
        return listen(
                ConnectionOptions.DEFAULTS.withTls(TlsContext.server(KEY)),
                () -> new Relay(connector, echo.address(), ended -> relayed.add(ended.reason())));
    }

    @Test
    void aRelayTakesTlsOff() throws Exception {
        BlockingQueue<CloseReason> relayed = new LinkedBlockingQueue<>();
        Listener relay = relayToEcho(relayed);
        try (SSLSocket socket = secure(relay)) {
            byte[] sent = new byte[1_000_000];
            new Random(2).nextBytes(sent);
            assertIsAnswered(socket, sent, socket);
        }
        assertThat(relayed.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseReason.FINISHED);
    }

    @Test
    void aClientsContextIsRefusedWhenTheListenerIsOpened() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        new Intake(loop, "tls", ConnectionOptions.DEFAULTS.withTls(TlsContext.client()), Echo::new))
                .withMessageContaining("client");
    }
}
