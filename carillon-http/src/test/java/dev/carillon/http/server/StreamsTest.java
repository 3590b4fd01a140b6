package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.http.BodyEncoder;
import dev.carillon.linux.FileFd;
import dev.carillon.loop.Written;
import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers whose body comes piece by piece, from a file, or is another protocol. */
class StreamsTest {
    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void aStreamIsChunkedAndHasTrailers() {
        try (Web web = new Web(exchange -> {
            BodyWriter writer = exchange.stream();
            writer.write(bytes("hello"));
            writer.write(bytes(""));
            writer.write(bytes("x".repeat(17)));
            writer.trailer("X-Sum", "22");
            writer.finish();
        })) {
            Visitor visitor = web.visit();
            String answer = visitor.ask("GET /").read();
            assertThat(answer).contains("\r\nTransfer-Encoding: chunked\r\n");
            assertThat(body(answer)).isEqualTo("5\r\nhello\r\n11\r\n" + "x".repeat(17) + "\r\n0\r\nX-Sum: 22\r\n\r\n");
            assertThat(visitor.ask("HEAD /").read()).contains("chunked").endsWith("\r\n\r\n");
            assertThat(web.statistics().bodyBytesSent()).isEqualTo(22);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Content-Length", "transfer-encoding", "Host", "TRAILER", "Connection", "Expect", "TE", "Upgrade"
            })
    void whatIsAboutFramesAndRoutingIsNoTrailer(String name) {
        try (Web web = new Web(exchange -> {
            BodyWriter writer = exchange.stream();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> writer.trailer(name, "1"))
                    .withMessageContaining(name);
            writer.finish();
        })) {
            assertThat(body(web.visit().ask("GET /").read())).isEqualTo("0\r\n\r\n");
        }
    }

    @Test
    void aStreamOfKnownLengthHasNoFrames() {
        try (Web web = new Web(exchange -> {
            BodyWriter writer = exchange.stream(5);
            writer.write(bytes("he"));
            writer.write(bytes("llo"));
            writer.finish();
        })) {
            String answer = web.visit().ask("GET /").read();
            assertThat(answer).contains("\r\nContent-Length: 5\r\n").endsWith("\r\n\r\nhello");
        }
    }

    @Test
    void aStreamThatIsShortIsBrokenOff() {
        try (Web web = new Web(exchange -> {
            BodyWriter writer = exchange.stream(5);
            writer.write(bytes("he"));
            writer.finish();
        })) {
            Visitor visitor = web.visit().ask("GET /");
            assertThat(visitor.read()).endsWith("\r\n\r\nhe");
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(web.statistics().cutOff()).isEqualTo(1);
        }
    }

    @Test
    void aHandlerThatThrowsWithinItsStreamBreaksItOff() {
        try (Web web = new Web(exchange -> {
            exchange.stream().write(bytes("he"));
            throw new IllegalStateException("oops");
        })) {
            Visitor visitor = web.visit().ask("GET /");
            assertThat(visitor.read()).endsWith("\r\n\r\n2\r\nhe\r\n");
            assertThat(visitor.sawEnd()).isTrue();
            assertThat(web.failures).hasSize(1);
        }
    }

    /** Its end is the connection's. */
    @Test
    void forHttp10AStreamThatIsBrokenOffIsReset() {
        try (Web web = Web.overTcp(exchange -> {
            exchange.stream().write(bytes("he"));
            throw new IllegalStateException("oops");
        })) {
            assertThat(web.visit().send("GET / HTTP/1.0\r\n\r\n").sawReset()).isTrue();
        }
    }

    @Test
    void forHttp10TheStreamEndsWithTheConnection() {
        try (Web web = new Web(exchange -> {
            BodyWriter writer = exchange.stream();
            writer.write(bytes("hello"));
            writer.finish();
        })) {
            Visitor visitor = web.visit().send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(visitor.read())
                    .contains("Connection: close")
                    .doesNotContain("chunked")
                    .endsWith("\r\n\r\nhello");
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void http10IsKeptAliveIfItAsksForThat() {
        try (Web web = new Web(exchange -> exchange.send("x"))) {
            Visitor visitor = web.visit().send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
            assertThat(visitor.read()).contains("\r\nConnection: keep-alive\r\n");
            assertThat(visitor.sawEnd()).isFalse();
            visitor.send("GET / HTTP/1.0\r\n\r\n");
            assertThat(visitor.read()).contains("\r\nConnection: close\r\n");
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void aSlowClientMakesTheStreamWait() {
        List<Written> told = new ArrayList<>();
        List<String> events = new ArrayList<>();
        int piece = 8 * 1024;
        try (Web web = new Web(exchange -> {
            BodyWriter writer = exchange.stream(100L * 1024 * 1024);
            Runnable more = () -> {
                Written written;
                do {
                    written = writer.write(ByteBuffer.allocate(piece));
                    told.add(written);
                } while (written == Written.TAKEN);
            };
            writer.onDrained(() -> {
                events.add("drained");
                more.run();
            });
            writer.onCutOff(() -> events.add("cut off"));
            more.run();
        })) {
            Visitor visitor = web.visit().ask("GET /");
            assertThat(told).contains(Written.FULL);
            int before = told.size();
            for (int i = 0; i < 100 && events.isEmpty(); i++) {
                visitor.sip();
            }
            assertThat(events).contains("drained");
            assertThat(told.size()).isGreaterThan(before);
            visitor.close();
            assertThat(events).last().isEqualTo("cut off");
            assertThat(web.statistics().cutOff()).isEqualTo(1);
            assertThat(web.statistics().connections()).isZero();
        }
    }

    @Test
    void whoMakesAStreamIsToldWhenSomethingElseBreaksItOff() {
        List<String> events = new ArrayList<>();
        List<Exchange> exchanges = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            exchanges.add(exchange);
            exchange.onEnd((_, end) -> events.add("over, " + end.how()));
            BodyWriter writer = exchange.stream();
            writer.onCutOff(() -> events.add("cut off, " + writer.write(bytes("x"))));
        })) {
            web.visit().ask("GET /");
            exchanges.getLast().goOn(_ -> {
                throw new IllegalStateException("oops");
            });
            web.loop.runUntilIdle();
            assertThat(events).containsExactly("cut off, CLOSED", "over, CUT_OFF");
            events.clear();
            web.visit().send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n");
            exchanges.getLast().whole((_, _) -> {});
            web.loop.runUntilIdle();
            assertThat(events).containsExactly("cut off, CLOSED", "over, CUT_OFF");
        }
    }

    /** Doubles each byte. */
    private static final class Doubling implements BodyEncoder {
        private boolean closed;

        @Override
        public void encode(ByteBuffer in, boolean last, Consumer<ByteBuffer> out) {
            while (in.hasRemaining()) {
                byte b = in.get();
                out.accept(ByteBuffer.wrap(new byte[] {b, b}));
            }
            if (last) {
                out.accept(bytes("!"));
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void anEncoderChangesWholeBodiesAndStreams() {
        List<Doubling> encoders = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            exchange.beforeHead(() -> {
                Doubling encoder = new Doubling();
                encoders.add(encoder);
                exchange.encoder(encoder);
            });
            if (exchange.request().path().equals("/whole")) {
                exchange.send("abc");
            } else {
                BodyWriter writer = exchange.stream(3);
                writer.write(bytes("abc"));
                writer.finish();
            }
        })) {
            Visitor visitor = web.visit();
            assertThat(visitor.ask("GET /whole").read())
                    .contains("Content-Length: 7")
                    .endsWith("\r\n\r\naabbcc!");
            assertThat(body(visitor.ask("GET /stream").read()))
                    .isEqualTo("2\r\naa\r\n2\r\nbb\r\n2\r\ncc\r\n1\r\n!\r\n0\r\n\r\n");
            visitor.ask("HEAD /whole").read();
            assertThat(encoders).hasSize(3).allMatch(encoder -> encoder.closed);
        }
    }

    @Test
    void aFileIsSentAndTheNextAnswerFollows(@TempDir Path directory) throws IOException {
        String content = "0123456789".repeat(50_000);
        Path file = Files.writeString(directory.resolve("file"), content);
        List<ExchangeEnd> ends = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            exchange.onEnd((_, end) -> ends.add(end));
            exchange.sendFile(FileFd.open(file), 10, content.length() - 10, true);
        })) {
            Visitor visitor = web.visit().ask("GET /").ask("GET /");
            String all = visitor.read();
            assertThat(all).hasSizeGreaterThan(2 * content.length() - 20);
            assertThat(body(all))
                    .startsWith(content.substring(10) + "HTTP/1.1 200 OK\r\n")
                    .endsWith(content.substring(10));
            assertThat(ends).extracting(ExchangeEnd::bodyBytesSent).containsExactly(499_990L, 499_990L);
            assertThat(visitor.ask("HEAD /").read())
                    .contains("Content-Length: 499990")
                    .endsWith("\r\n\r\n");
        }
    }

    @Test
    void aFileThatCannotBeSentIsClosed(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "content");
        List<FileFd> files = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            FileFd opened = FileFd.open(file);
            files.add(opened);
            switch (exchange.request().path()) {
                case "/offset" -> exchange.sendFile(opened, -1, 3, true);
                case "/count" -> exchange.sendFile(opened, 0, -3, true);
                case "/twice" -> {
                    exchange.send("first");
                    exchange.sendFile(opened, 0, 3, true);
                }
                default -> {
                    exchange.beforeHead(() -> {
                        throw new IllegalStateException("oops");
                    });
                    exchange.sendFile(opened, 0, 3, true);
                }
            }
        })) {
            for (String path : List.of("/offset", "/count", "/before")) {
                assertThat(web.visit().ask("GET " + path).read()).startsWith("HTTP/1.1 500 ");
            }
            web.visit().ask("GET /twice");
            assertThat(files).hasSize(4).noneMatch(FileFd::isOpen);
        }
    }

    @Test
    void aClientThatGoesWithinAFileIsCutOff(@TempDir Path directory) throws IOException {
        Path file = Files.write(directory.resolve("file"), new byte[20_000_000]);
        List<ExchangeEnd> ends = new ArrayList<>();
        try (Web web = new Web(exchange -> {
            exchange.onEnd((_, end) -> ends.add(end));
            exchange.sendFile(FileFd.open(file), 0, 20_000_000, true);
        })) {
            web.visit().ask("GET /").close();
            assertThat(ends).singleElement().satisfies(end -> {
                assertThat(end.how()).isEqualTo(ExchangeEnd.How.CUT_OFF);
                assertThat(end.bodyBytesSent()).isBetween(1L, 19_999_999L);
            });
        }
    }

    @Test
    void anUpgradeHandsTheRestOver() {
        List<String> told = new ArrayList<>();
        ConnectionHandler upper = new ConnectionHandler() {
            @Override
            public void received(Connection connection, ByteBuffer in) {
                told.add(StandardCharsets.ISO_8859_1.decode(in).toString());
                connection.write(bytes("echo"));
            }
        };
        try (Web web = new Web(exchange -> exchange.upgrade("test", upper))) {
            Visitor visitor =
                    web.visit().send("GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: test\r\n\r\nfirst");
            assertThat(visitor.read())
                    .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n"
                            + "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\necho");
            web.pass(Duration.ofMinutes(5)); // what HTTP waited for is no concern of the new protocol
            visitor.send("second");
            assertThat(told).containsExactly("first", "second");
            assertThat(web.statistics().inFlight()).isZero();
        }
    }
}
