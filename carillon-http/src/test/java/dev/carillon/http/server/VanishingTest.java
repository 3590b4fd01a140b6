package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.Trailers;
import dev.carillon.linux.FileFd;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients that go at any byte, over TCP, in order or by a reset: nothing of them stays. */
class VanishingTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LARGE = 8 * 1024 * 1024;

    /** How a client goes. */
    enum Leaving {
        /** It sends a FIN, and a reset if more comes. */
        IN_ORDER,
        /** It sends a reset. */
        BY_RESET,
        /** It ends its own side, and goes when the server has had time to see that. */
        HALF_FIRST;

        void go(Visitor visitor) {
            switch (this) {
                case IN_ORDER -> visitor.close();
                case BY_RESET -> visitor.breakOff();
                case HALF_FIRST -> visitor.end().close();
            }
        }
    }

    @TempDir
    private Path place;

    private Path file = Path.of("");
    /** Exchanges of which the end was told, and so lines of an access log. */
    private long ends;

    @BeforeEach
    void writeFile() throws IOException {
        file = Files.write(place.resolve("large"), new byte[LARGE]);
    }

    private void answer(Exchange exchange) throws Exception {
        exchange.onEnd((_, _) -> ends++);
        switch (exchange.request().path()) {
            case "/send" -> exchange.send("hello");
            case "/later" -> exchange.goOn(of -> of.send("later"));
            case "/virtual" ->
                Handlers.onVirtualThreads(request -> Response.text(200, "on a thread of its own"))
                        .handle(exchange);
            case "/whole" -> exchange.whole(Exchange::send);
            case "/receive" -> exchange.receive(new Echo(exchange));
            case "/file" -> exchange.sendFile(FileFd.open(file), 0, LARGE, true);
            default -> exchange.fail(404);
        }
    }

    /** Sends back what comes as it comes. */
    private static final class Echo implements BodyReceiver {
        private final BodyWriter writer;

        Echo(Exchange exchange) {
            this.writer = exchange.stream();
        }

        @Override
        public void received(Exchange exchange, ByteBuffer bytes) {
            writer.write(bytes);
        }

        @Override
        public void ended(Exchange exchange, Trailers trailers) {
            writer.finish();
        }
    }

    private void nothingStays(Web web) {
        web.loop.await(
                () -> web.statistics().connections() == 0 && web.statistics().inFlight() == 0, PATIENCE);
        assertThat(web.server.service().leased()).as("on lease").isZero();
        assertThat(web.failures).isEmpty();
        assertThat(ends).as("ends that were told").isEqualTo(web.statistics().requests());
        try (Visitor visitor = web.visit()) {
            assertThat(visitor.ask("GET /send").readUntil("hello")).endsWith("hello");
        }
    }

    private static String request(String line, String body) {
        String framing = line.startsWith("GET")
                ? ""
                : body.isEmpty() ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length() + "\r\n";
        return line + " HTTP/1.1\r\nHost: x\r\n" + framing + "\r\n"
                + (framing.startsWith("T") ? "5\r\nhello\r\n1;x=y\r\n!\r\n0\r\nX-Sum: 6\r\n\r\n" : body);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET /send      |
        GET /later     |
        GET /virtual   |
        GET /file      |
        POST /whole    | hello
        POST /whole    |
        POST /receive  |
        POST /nowhere  | nobody wants this
        POST /nowhere  |
        """)
    void withinARequest(String line, String body) {
        String request = request(line, body == null ? "" : body);
        String two = request + request;
        LeakCheck leaks = LeakCheck.start();
        try (Web web = Web.overTcp(this::answer)) {
            for (Leaving leaving : Leaving.values()) {
                for (int cut = 0; cut <= two.length(); cut++) {
                    Visitor visitor = web.visit().send(two.substring(0, cut));
                    leaving.go(visitor);
                }
                nothingStays(web);
            }
        }
        leaks.assertNothingLeft();
    }

    @ParameterizedTest
    @EnumSource
    void withinAnAnswer(Leaving leaving) {
        String question = request("GET /send", "") + request("POST /receive", "");
        LeakCheck leaks = LeakCheck.start();
        try (Web web = Web.overTcp(this::answer)) {
            String answer = whole(web, question);
            for (int cut = 0; cut <= answer.length(); cut++) {
                Visitor visitor = web.visit().send(question);
                visitor.take(cut);
                leaving.go(visitor);
            }
            nothingStays(web);
        }
        leaks.assertNothingLeft();
    }

    private static String whole(Web web, String question) {
        try (Visitor visitor = web.visit().send(question)) {
            String answer = visitor.readUntil("0\r\n\r\n");
            assertThat(answer).endsWith("0\r\n\r\n");
            return answer;
        }
    }

    @Test
    void withinAFile() {
        LeakCheck leaks = LeakCheck.start();
        Seeds.forAll(20, seed -> {
            Random random = new Random(seed);
            ends = 0;
            try (Web web = Web.overTcp(this::answer)) {
                for (int i = 0; i < 10; i++) {
                    Visitor visitor = web.visit().send(request("GET /file", "").repeat(2));
                    visitor.take(random.nextInt(LARGE));
                    Leaving.values()[random.nextInt(Leaving.values().length)].go(visitor);
                }
                nothingStays(web);
            }
        });
        leaks.assertNothingLeft();
    }
}
