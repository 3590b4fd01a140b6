package dev.carillon.http.server;

import static dev.carillon.http.server.Site.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of an exchange whose answer is a file is told when nobody needs the file any more, and says what has become of it. */
class FileAnswersTest {
    private static final int LARGE = 4 * 1024 * 1024;
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    @TempDir
    private Path place;

    private final List<ExchangeEnd> ends = new ArrayList<>();

    private Path file(int size) throws IOException {
        return Files.writeString(place.resolve("file"), "0123456789abcdef".repeat(size / 16));
    }

    /** Closes its file when the end is told: there is no other place for it. */
    private HttpHandler closing(Path path, long count) {
        return exchange -> {
            FileFd file = FileFd.open(path);
            exchange.onEnd((_, end) -> {
                ends.add(end);
                file.close();
            });
            exchange.sendFile(file, 0, count, false);
        };
    }

    private void assertEnded(ExchangeEnd.How how, long bytes) {
        assertThat(ends).singleElement().satisfies(end -> {
            assertThat(end.how()).isEqualTo(how);
            assertThat(end.bodyBytesSent()).isEqualTo(bytes);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 20_000, LARGE})
    void aFileMayBeClosedWhenTheEndIsTold(int size) throws IOException {
        try (Web web = new Web(closing(file(size), size))) {
            String all = web.visit().send(GET.repeat(9)).read();
            assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(10);
            assertThat(body(all)).startsWith(Files.readString(place.resolve("file")));
            assertThat(ends)
                    .hasSize(9)
                    .allMatch(end -> end.how() == ExchangeEnd.How.ANSWERED && end.bodyBytesSent() == size);
            assertThat(web.visit().send(GET.replace("/1.1", "/1.0")).sawEnd()).isTrue();
            assertThat(ends).hasSize(10);
            assertThat(web.failures).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, LARGE})
    void inMemoryToo(int size) throws IOException {
        try (Web web = new Web(closing(file(size), size))) {
            MemoryConnection client = web.server.connect(web.loop.time());
            client.send(ByteBuffer.wrap(GET.repeat(2).getBytes(StandardCharsets.ISO_8859_1)));
            web.loop.runUntilIdle();
            assertThat(ends).hasSize(size == LARGE ? 0 : 2);
            StringBuilder all = new StringBuilder();
            byte[] piece;
            do {
                piece = client.receive(LARGE);
                all.append(new String(piece, StandardCharsets.ISO_8859_1));
                web.loop.runUntilIdle();
            } while (piece.length > 0);
            assertThat(all.toString().split("HTTP/1.1 200 OK", -1)).hasSize(3);
            assertThat(ends).hasSize(2).allMatch(end -> end.how() == ExchangeEnd.How.ANSWERED);
        }
    }

    @Test
    void theEndIsNotToldWhileSomeOfTheFileWaits() throws IOException {
        try (Web web = new Web(closing(file(LARGE), LARGE))) {
            Visitor visitor = web.visit().send(GET + GET);
            visitor.take(LARGE / 2);
            web.loop.runUntilIdle();
            assertThat(ends).isEmpty();
            assertThat(web.statistics().inFlight()).isEqualTo(1);
            assertThat(visitor.read()).hasSizeGreaterThan(LARGE);
            assertThat(ends).hasSize(2);
            web.pass(Duration.ofMinutes(1).minusMillis(1));
            assertThat(visitor.send(GET).read()).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aClientThatTakesNothingOfAFileIsGivenUp() throws IOException {
        try (Web web = new Web(closing(file(LARGE), LARGE))) {
            Visitor visitor = web.visit().send(GET);
            web.pass(Duration.ofSeconds(29));
            assertThat(ends).isEmpty();
            web.pass(Duration.ofSeconds(2));
            assertThat(web.statistics().connections()).isZero();
            assertThat(ends).singleElement().satisfies(end -> {
                assertThat(end.how()).isEqualTo(ExchangeEnd.How.CUT_OFF);
                assertThat(end.bodyBytesSent()).isBetween(1L, LARGE - 1L);
            });
            assertThat(web.failures).isEmpty();
            visitor.close();
        }
    }

    /** As files below {@code /sys} are, of which the size is a page. */
    @Test
    void aFileThatIsShorterThanWasSaidIsCutOffAndTold() throws IOException {
        Path two = Files.writeString(place.resolve("two"), "2\n");
        try (Web web = new Web(closing(two, 4096))) {
            assertThat(body(web.visit().send(GET + GET).read())).isEqualTo("2\n");
            assertEnded(ExchangeEnd.How.CUT_OFF, 2);
            assertThat(web.statistics().connections()).isZero();
            assertThat(web.failures).singleElement().isInstanceOf(EOFException.class);
        }
    }

    @Test
    void inMemoryAFileThatIsShorterThanWasSaidIsCutOffAndTold() throws IOException {
        Path two = Files.writeString(place.resolve("two"), "2\n");
        try (Web web = new Web(closing(two, 4096))) {
            MemoryConnection client = web.server.connect(web.loop.time());
            client.send(ByteBuffer.wrap(GET.getBytes(StandardCharsets.ISO_8859_1)));
            web.loop.runUntilIdle();
            assertEnded(ExchangeEnd.How.CUT_OFF, 2);
            assertThat(web.failures).singleElement().isInstanceOf(EOFException.class);
        }
    }

    /** {@code sendfile(2)} takes none of {@code /proc}. No time passes here. */
    @Test
    void aFileThatCannotBeReadEndsTheConnectionAtOnce() {
        try (Web web = new Web(closing(Path.of("/proc/self/status"), 1000))) {
            Visitor visitor = web.visit().send(GET);
            assertThat(visitor.sawReset() || visitor.sawEnd()).isTrue();
            assertThat(web.statistics().connections()).isZero();
            assertEnded(ExchangeEnd.How.CUT_OFF, 0);
            assertThat(web.failures)
                    .singleElement()
                    .satisfies(failure -> assertThat(failure)
                            .isInstanceOf(IOException.class)
                            .hasCauseInstanceOf(LinuxException.class)
                            .hasMessageContaining("EINVAL"));
        }
    }

    @Test
    void whatAHandlerThrowsBehindAFileLeavesTheAnswerWhole() throws IOException {
        Path file = file(LARGE);
        try (Web web = new Web(exchange -> {
            closing(file, LARGE).handle(exchange);
            throw new IllegalStateException("oops");
        })) {
            Visitor visitor = web.visit().send(GET + GET);
            assertThat(body(visitor.read())).isEqualTo(Files.readString(file));
            assertThat(visitor.sawEnd()).isTrue();
            assertEnded(ExchangeEnd.How.ANSWERED, LARGE);
            assertThat(web.failures).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "hell"})
    void aBodyThatComesAfterAFileIsReadOrNotWaitedFor(String sent) throws IOException {
        int size = 20_000;
        try (Web web = new Web(closing(file(size), size))) {
            Visitor visitor = web.visit().send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n" + sent);
            if (sent.length() < 5) {
                visitor.end();
            }
            assertThat(body(visitor.read())).hasSize(size);
            assertEnded(ExchangeEnd.How.ANSWERED, size);
            assertThat(visitor.sawEnd()).isEqualTo(sent.length() < 5);
        }
    }
}
