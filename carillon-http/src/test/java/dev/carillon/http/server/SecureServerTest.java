package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.testkit.LeakCheck;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP over TLS, to the JDK's client: what holds without it holds with it. */
@Timeout(60)
class SecureServerTest {
    private static final KeyMaterial KEY = SelfSigned.create();
    private static final int PATIENCE_MILLIS = 20_000;
    private static final int LARGE = 64 * 1024 * 1024;
    private static final String CONTENT = "0123456789abcdef".repeat(200_000);

    @TempDir
    private Path directory;

    private final CompletableFuture<HttpServer> opened = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private @Nullable LeakCheck leaks;
    private Path file = Path.of("");

    @BeforeEach
    void serve() throws IOException {
        file = Files.writeString(directory.resolve("file"), CONTENT);
        Thread.ofPlatform().start(this::run);
    }

    private void run() {
        ConnectionOptions secure = ConnectionOptions.DEFAULTS.withTls(TlsContext.server(KEY));
        HttpOptions options = HttpOptions.DEFAULTS.withListener(ListenerOptions.DEFAULTS.withConnections(secure));
        try (EventLoop loop = EventLoop.open("web")) {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            opened.complete(HttpServer.open(loop, "web", any, options, this::answer));
            loop.run();
            ended.complete(null);
        } catch (Throwable e) { // the test's thread hears of it
            opened.completeExceptionally(e);
            ended.completeExceptionally(e);
        }
    }

    private void answer(Exchange exchange) {
        switch (exchange.request().path()) {
            case "/file" -> exchange.sendFile(FileFd.open(file), 0, CONTENT.length(), true);
            case "/large" -> exchange.sendFile(FileFd.open(directory.resolve("large")), 0, LARGE, true);
            case "/closed" -> {
                FileFd own = FileFd.open(file);
                exchange.onEnd((_, _) -> own.close());
                exchange.sendFile(own, 0, CONTENT.length(), false);
            }
            case "/echo" -> exchange.whole(Exchange::send);
            default ->
                exchange.send(exchange.request().path() + (exchange.client().isSecure() ? " secure" : " open"));
        }
    }

    /** Nobody is left, whatever clients have done. */
    @AfterEach
    void end() throws Exception {
        HttpServer server = opened.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        Until.holds(() -> server.statistics().connections() == 0);
        assertThat(server.statistics().inFlight()).isZero();
        server.service().loop.stop();
        ended.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(server.service().leased()).as("on lease").isZero();
        if (leaks != null) {
            leaks.assertNothingLeft();
        }
    }

    private Socket connect() throws Exception {
        InetSocketAddress address = (InetSocketAddress)
                opened.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).address();
        if (leaks == null) {
            leaks = LeakCheck.start(); // not before, for the thread that ends tests in time begins with the first of
            // them
        }
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        return socket;
    }

    private static SSLSocket secure(Socket under, String protocol) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", KEY.chain().getFirst());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(under, "localhost", 0, true);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.startHandshake();
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String get(String path) {
        return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
    }

    private static String post(String body) {
        return "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aConnectionIsKeptForRequestsThatComeOneByOneOrTogether(String protocol) throws Exception {
        AnswerReader reader = new AnswerReader();
        try (SSLSocket socket = secure(connect(), protocol)) {
            send(socket, get("/1"));
            assertThat(reader.await(socket.getInputStream()).body()).isEqualTo("/1 secure");
            send(socket, get("/2") + get("/file") + post("body") + get("/3"));
            assertThat(reader.await(socket.getInputStream()).body()).isEqualTo("/2 secure");
            assertThat(reader.await(socket.getInputStream()).body()).isEqualTo(CONTENT);
            assertThat(reader.await(socket.getInputStream()).body()).isEqualTo("body");
            assertThat(reader.await(socket.getInputStream()).body()).isEqualTo("/3 secure");
        }
    }

    @Test
    void aTargetWithASchemeIsAnHttpsOne() throws Exception {
        AnswerReader reader = new AnswerReader();
        try (SSLSocket socket = secure(connect(), "TLSv1.3")) {
            send(socket, get("http://x/1") + get("https://x/2"));
            assertThat(reader.await(socket.getInputStream()).status()).isEqualTo(421);
            assertThat(reader.await(socket.getInputStream()).body()).isEqualTo("/2 secure");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aBodyOfManyRecordsComesBack(String protocol) throws Exception {
        String body = CONTENT.substring(0, 900_000);
        try (SSLSocket socket = secure(connect(), protocol)) {
            send(socket, post(body));
            assertThat(new AnswerReader().await(socket.getInputStream()).body()).isEqualTo(body);
        }
    }

    @Test
    void whoSaysThatThisWasAllGetsTheAnswerWhole() throws Exception {
        AnswerReader reader = new AnswerReader();
        try (SSLSocket socket = secure(connect(), "TLSv1.3")) {
            send(socket, get("/file") + get("/last"));
            socket.shutdownOutput(); // close_notify
            assertThat(reader.await(socket.getInputStream()).body()).isEqualTo(CONTENT);
            assertThat(reader.await(socket.getInputStream()).body()).isEqualTo("/last secure");
            assertThat(socket.getInputStream().read())
                    .as("an end that is no truncation")
                    .isNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoEndsWithinABodyGetsNoAnswer(String protocol) throws Exception {
        try (SSLSocket socket = secure(connect(), protocol)) {
            send(socket, post("body").substring(0, post("body").length() - 1));
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isNegative();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoGoesWithoutAWordLeavesNothing(String protocol) throws Exception {
        for (String text : new String[] {"", "GET /", get("/file"), post("body").substring(0, 50)}) {
            Socket under = connect();
            SSLSocket socket = secure(under, protocol);
            send(socket, text);
            under.setSoLinger(true, 0);
            under.close();
        }
        for (int cut = 0; cut < 3; cut++) {
            Socket under = connect();
            under.getOutputStream().write(new byte[] {22, 3, 1}, 0, cut);
            under.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aFileThatBecomesShorterIsNoEndThatLooksGood(String protocol) throws Exception {
        try (RandomAccessFile large =
                        new RandomAccessFile(directory.resolve("large").toFile(), "rw");
                SSLSocket socket = secure(connect(), protocol)) {
            large.setLength(LARGE);
            send(socket, get("/large"));
            int first = socket.getInputStream().read();
            large.setLength(LARGE / 8);
            assertThat(first).isEqualTo('H');
            assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).isInstanceOf(IOException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aFileMayBeClosedWhenTheEndIsTold(String protocol) throws Exception {
        try (SSLSocket socket = secure(connect(), protocol)) {
            send(socket, get("/closed") + get("/closed") + "GET /closed HTTP/1.0\r\n\r\n");
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(all.split("HTTP/1.1 200 OK", -1))
                    .hasSize(4)
                    .allMatch(answer -> answer.isEmpty() || answer.endsWith("\r\n\r\n" + CONTENT));
        }
    }

    @Test
    void whoSpeaksPlainlyIsRefusedWithoutAnAnswerInPlainText() throws Exception {
        try (Socket socket = connect()) {
            send(socket, get("/"));
            byte[] answer;
            try {
                answer = socket.getInputStream().readAllBytes();
            } catch (IOException e) {
                answer = new byte[0]; // a reset
            }
            assertThat(new String(answer, StandardCharsets.ISO_8859_1)).doesNotContain("HTTP");
        }
    }
}
