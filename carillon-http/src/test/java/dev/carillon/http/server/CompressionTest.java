package dev.carillon.http.server;

import static dev.carillon.http.server.Site.body;
import static dev.carillon.http.server.Site.field;
import static dev.carillon.http.server.Site.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompressionTest {
    private static final String TEXT = "All work and no play makes Jack a dull boy.\n".repeat(100);
    private static final String GZIP = "Accept-Encoding: gzip";

    @TempDir
    private Path place;

    private static String answer(HttpHandler handler, String line, String... fields) {
        try (Web web = new Web(Compression.DEFAULTS.before(handler))) {
            String answer = web.visit().ask(line, fields).read();
            assertThat(web.failures).isEmpty();
            return answer;
        }
    }

    private static String unpacked(String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.ISO_8859_1);
        return new String(new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void textIsPackedForWhoTakesIt() throws IOException {
        String packed = answer(exchange -> exchange.send(TEXT), "GET /", GZIP);
        assertThat(field(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(field(packed, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(field(packed, "Content-Length"))
                .isEqualTo(Integer.toString(body(packed).length()));
        assertThat(body(packed).length()).isLessThan(TEXT.length() / 10);
        assertThat(unpacked(body(packed))).isEqualTo(TEXT);
    }

    @ParameterizedTest
    @CsvSource({"Accept-Encoding: br", "Accept-Encoding: gzip;q=0", "Accept: */*"})
    void othersGetItAsItIsAndCachesAreTold(String field) {
        String answer = answer(exchange -> exchange.send(TEXT), "GET /", field);
        assertThat(body(answer)).isEqualTo(TEXT);
        assertThat(field(answer, "Vary")).isEqualTo("Accept-Encoding");
        assertThat(field(answer, "Content-Encoding")).isEmpty();
    }

    @Test
    void preparedAnswersArePackedToo() throws IOException {
        Response prepared = Response.text(200, TEXT).withField("Vary", "Origin").withField("ETag", "\"x\"");
        String answer = answer(exchange -> exchange.send(prepared), "GET /", GZIP);
        assertThat(unpacked(body(answer))).isEqualTo(TEXT);
        assertThat(field(answer, "Vary")).isEqualTo("Origin, Accept-Encoding");
        assertThat(field(answer, "ETag")).isEqualTo("W/\"x\"");
    }

    @Test
    void shortBodiesGoAsTheyAre() {
        assertThat(body(answer(exchange -> exchange.send("short"), "GET /", GZIP)))
                .isEqualTo("short");
        assertThat(status(answer(exchange -> exchange.status(204).send(), "GET /", GZIP)))
                .isEqualTo(204);
    }

    @Test
    void whatWouldNotBecomeSmallerOrIsNotToBeTouchedGoesAsItIs() {
        assertThat(body(answer(
                        exchange -> exchange.field("Content-Type", "image/png").send(bytes()), "GET /", GZIP)))
                .isEqualTo(TEXT);
        assertThat(body(answer(
                        exchange -> exchange.field("Content-Encoding", "br").send(TEXT), "GET /", GZIP)))
                .isEqualTo(TEXT);
        assertThat(body(answer(
                        exchange -> exchange.field("Cache-Control", "public, no-transform")
                                .send(TEXT),
                        "GET /",
                        GZIP)))
                .isEqualTo(TEXT);
        assertThat(body(answer(
                        exchange -> exchange.status(206)
                                .field("Content-Range", "bytes 0-1/9")
                                .send(TEXT),
                        "GET /",
                        GZIP)))
                .isEqualTo(TEXT);
    }

    private static byte[] bytes() {
        return TEXT.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void headTellsWhatAGetWould() {
        List<HttpHandler> handlers = List.of(
                exchange -> exchange.send(TEXT),
                exchange -> exchange.send(Response.text(200, TEXT)),
                exchange -> exchange.send("few"),
                exchange -> {
                    exchange.field("Content-Type", "text/plain");
                    BodyWriter writer = exchange.stream(TEXT.length());
                    writer.write(ByteBuffer.wrap(TEXT.getBytes(StandardCharsets.US_ASCII)));
                    writer.finish();
                });
        for (HttpHandler handler : handlers) {
            String answer = answer(handler, "GET /", GZIP);
            String head = answer(handler, "HEAD /", GZIP);
            assertThat(head).isEqualTo(answer.substring(0, answer.indexOf("\r\n\r\n") + 4));
            assertThat(field(head, "Vary")).isEqualTo("Accept-Encoding");
        }
    }

    @Test
    void whatIsNotModifiedSaysOfItselfWhatTheAnswerDid(@TempDir Path place) throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS, Compression.DEFAULTS::before)) {
            site.write("a.txt", TEXT);
            site.write("few.txt", "few");
            site.write("a.png", TEXT);
            for (String name : List.of("a.txt", "few.txt", "a.png")) {
                String whole = site.get("/" + name, GZIP);
                String unchanged = site.get("/" + name, GZIP, "If-None-Match: " + field(whole, "ETag"));
                assertThat(unchanged).startsWith("HTTP/1.1 304 ");
                assertThat(field(unchanged, "ETag")).as(name).isEqualTo(field(whole, "ETag"));
                assertThat(field(unchanged, "Vary")).as(name).isEqualTo(field(whole, "Vary"));
            }
        }
    }

    @Test
    void streamsArePackedPieceByPiece() throws IOException {
        BodyWriter[] kept = new BodyWriter[1];
        HttpHandler handler = exchange -> {
            exchange.field("Content-Type", "text/event-stream");
            kept[0] = exchange.stream();
        };
        try (Web web = new Web(Compression.DEFAULTS.before(handler))) {
            Visitor visitor = web.visit().ask("GET /", GZIP);
            String head = visitor.read();
            assertThat(field(head, "Content-Encoding")).isEqualTo("gzip");
            assertThat(field(head, "Transfer-Encoding")).isEqualTo("chunked");
            StringBuilder packed = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                kept[0].write(ByteBuffer.wrap(("data: " + i + "\n\n").getBytes(StandardCharsets.US_ASCII)));
                web.loop.runUntilIdle();
                String piece = visitor.read();
                assertThat(piece).as("what was written is there at once").isNotEmpty();
                packed.append(piece);
            }
            kept[0].finish();
            packed.append(visitor.read());
            assertThat(unpacked(Chunks.of(packed, 0).content())).isEqualTo("data: 0\n\ndata: 1\n\ndata: 2\n\n");
        }
    }

    @Test
    void filesOfMemoryArePackedAndTheirRangesAreNot() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS, Compression.DEFAULTS::before)) {
            site.write("a.txt", TEXT);
            String answer = site.get("/a.txt", GZIP);
            assertThat(unpacked(body(answer))).isEqualTo(TEXT);
            assertThat(field(answer, "Accept-Ranges")).isEqualTo("none");
            String tag = field(answer, "ETag");
            assertThat(tag).startsWith("W/");
            assertThat(status(site.get("/a.txt", GZIP, "If-None-Match: " + tag)))
                    .isEqualTo(304);
            String part = site.get("/a.txt", GZIP, "Range: bytes=0-1999");
            assertThat(status(part)).isEqualTo(206);
            assertThat(body(part)).isEqualTo(TEXT.substring(0, 2000));
        }
    }

    @Test
    void allThatVariesIsSaid() throws IOException {
        HttpHandler handler = exchange -> exchange.field("Vary", "X-One")
                .field("Vary", "X-Accept-Encoding")
                .send(Response.text(200, TEXT).withField("Vary", "X-Three"));
        try (Web web = new Web(Compression.DEFAULTS.before(handler))) {
            assertThat(field(web.visit().ask("GET /", GZIP).read(), "Vary"))
                    .isEqualTo("X-One, X-Accept-Encoding, X-Three, Accept-Encoding");
        }
    }

    @Test
    void filesThatTheKernelSendsGoAsTheyAre() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS.withCacheBytes(0), Compression.DEFAULTS::before)) {
            site.write("a.txt", TEXT);
            String answer = site.get("/a.txt", GZIP);
            assertThat(body(answer)).isEqualTo(TEXT);
            assertThat(field(answer, "Vary")).isEqualTo("Accept-Encoding");
        }
    }
}
