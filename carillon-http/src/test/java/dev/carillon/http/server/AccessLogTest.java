package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.TrustedProxies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The access log has a line for each exchange, however it ends. */
@Timeout(60)
class AccessLogTest {
    private static final InstantSource CLOCK = () -> Instant.parse("2026-02-03T04:05:06Z");
    private static final String BEGIN = "unix: - - [03/Feb/2026:04:05:06 +0000] ";

    @TempDir
    private Path directory;

    /** What a client does. */
    private interface Visit {
        void to(Web web);
    }

    private List<String> lines(AccessLogFormat format, HttpHandler handler, Visit visit) throws IOException {
        Path path = directory.resolve("log");
        try (AccessLog log = AccessLog.open(path, format, 1 << 20, CLOCK);
                Web web = new Web(log.before(handler))) {
            visit.to(web);
        }
        return Files.readAllLines(path);
    }

    private List<String> combined(HttpHandler handler, Visit visit) throws IOException {
        return lines(AccessLogFormat.COMBINED, handler, visit);
    }

    @Test
    void anExchangeIsALineWhenItIsOver() throws IOException {
        assertThat(combined(
                        exchange -> exchange.send("hello"),
                        web -> web.visit()
                                .ask("GET /a%20b?c=d", "User-Agent: curl/8", "Referer: http://x/")
                                .ask("HEAD /x")
                                .ask("POST /p", "Content-Length: 0")))
                .containsExactly(
                        BEGIN + "\"GET /a%20b?c=d HTTP/1.1\" 200 5 \"http://x/\" \"curl/8\"",
                        BEGIN + "\"HEAD /x HTTP/1.1\" 200 0 \"-\" \"-\"",
                        BEGIN + "\"POST /p HTTP/1.1\" 200 5 \"-\" \"-\"");
    }

    private List<String> refusals(HttpOptions options, HttpHandler handler, Visit visit) throws IOException {
        Path path = directory.resolve("log");
        try (AccessLog log = AccessLog.open(path, AccessLogFormat.COMBINED, 1 << 20, CLOCK);
                Web web = new Web(options.withRefusals(log), log.before(handler))) {
            visit.to(web);
        }
        return Files.readAllLines(path);
    }

    @Test
    void whatIsRefusedBeforeAFilterHearsOfItIsALine() throws IOException {
        TrustedProxies proxies = TrustedProxies.at("unix:").speakingProxyProtocol();
        assertThat(refusals(
                        HttpOptions.DEFAULTS.withTrustedProxies(proxies),
                        exchange -> {},
                        web -> web.visit().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")))
                .singleElement()
                .asString()
                .contains("\" 400 0 ");
        List<Exchange> exchanges = new ArrayList<>();
        Files.delete(directory.resolve("log"));
        assertThat(refusals(HttpOptions.DEFAULTS.withRequestsInFlight(1), exchanges::add, web -> {
                    web.visit().ask("GET /1");
                    web.visit().ask("GET /2");
                    exchanges.getFirst().send("one");
                }))
                .hasSize(2)
                .anySatisfy(line -> assertThat(line).contains("\" 503 0 "))
                .anySatisfy(line -> assertThat(line).contains("\"GET /1 HTTP/1.1\" 200 3 "));
    }

    @Test
    void failuresAndCutOffsAreLinesToo() throws IOException {
        HttpHandler handler = Router.builder()
                .get("/throws", exchange -> {
                    throw new IllegalStateException("planted");
                })
                .get("/never", exchange -> exchange.stream())
                .build();
        List<String> lines = lines(AccessLogFormat.JSON, handler, web -> {
            web.visit().ask("GET /throws").ask("GET /missing");
            web.visit().ask("GET /never").close();
        });
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).contains("\"status\":500,");
        assertThat(lines.get(1)).contains("\"status\":404,", "\"end\":\"answered\"");
        assertThat(lines.get(2)).contains("\"target\":\"/never\"", "\"bytes\":0,", "\"end\":\"cut_off\"");
    }

    @Test
    void aLineHasTheUserAndTheRequestsId() throws IOException {
        HttpHandler handler =
                RequestIds.taken().before(BasicAuth.of("r", Map.of("ann", "x")).before(exchange -> exchange.send("")));
        String credentials =
                "Authorization: Basic " + Base64.getEncoder().encodeToString("ann:x".getBytes(StandardCharsets.UTF_8));
        Visit visit = web -> web.visit().ask("GET /", credentials, "X-Request-Id: 17");
        assertThat(lines(AccessLogFormat.JSON, handler, visit))
                .singleElement()
                .asString()
                .contains("\"client\":\"unix:\",\"user\":\"ann\",\"id\":\"17\",\"method\":\"GET\",\"host\":\"x\"");
        Files.delete(directory.resolve("log"));
        assertThat(combined(handler, visit)).singleElement().asString().startsWith("unix: - ann [");
    }

    @Test
    void whatIsNoRequestIsALineToo() throws IOException {
        Path path = directory.resolve("log");
        try (AccessLog log = AccessLog.open(path, AccessLogFormat.COMBINED, 1 << 20, CLOCK);
                Web web = new Web(HttpOptions.DEFAULTS.withRefusals(log), log.before(exchange -> exchange.send("")))) {
            web.visit().ask("GET /first", "User-Agent: curl/8");
            web.visit().send("BREW / HTTP/1.1\r\nHost: x\r\n\r\n");
            web.visit().send("GET /second HTTP/1.1\r\n");
            web.visit().send("GET /%zz\" HTTP/1.1\r\nHost: x\r\n\r\n");
            web.visit();
            web.pass(Duration.ofSeconds(11));
        }
        assertThat(Files.readAllLines(path))
                .containsExactly(
                        BEGIN + "\"GET /first HTTP/1.1\" 200 0 \"-\" \"curl/8\"",
                        BEGIN + "\"BREW\" 501 0 \"-\" \"-\"",
                        BEGIN + "\"GET /%zz\\x22 HTTP/1.1\" 400 0 \"-\" \"-\"",
                        BEGIN + "\"GET /second HTTP/1.1\" 408 0 \"-\" \"-\"");
    }

    @Test
    void whatAClientSendsStaysInItsField() throws IOException {
        assertThat(combined(
                        exchange -> exchange.send(""),
                        web -> web.visit().ask("GET /", "User-Agent: a\" 500 \u00ff\t\\")))
                .containsExactly(BEGIN + "\"GET / HTTP/1.1\" 200 0 \"-\" \"a\\x22 500 \\xff\\x09\\x5c\"");
    }

    @Test
    void aClientHasItsAddressWithoutThePort() throws IOException {
        Path path = directory.resolve("log");
        try (AccessLog log = AccessLog.open(path, AccessLogFormat.COMBINED);
                Web web = Web.overTcp(log.before(exchange -> exchange.send("ok")))) {
            Visitor visitor = web.visit().ask("GET /");
            Until.holds(() -> visitor.read().endsWith("ok"));
        }
        assertThat(Files.readString(path)).startsWith("127.0.0.1 - - [");
    }

    @Test
    void aFullDiskIsNoFailureOfTheServer() throws IOException {
        Path path = directory.resolve("log");
        Files.createSymbolicLink(path, Path.of("/dev/full"));
        try (AccessLog log = AccessLog.open(path, AccessLogFormat.COMBINED);
                Web web = new Web(log.before(exchange -> exchange.send("ok")))) {
            Visitor visitor = web.visit();
            assertThat(visitor.ask("GET /").read()).isEqualTo(Web.ok("ok"));
            Until.holds(() -> log.statistics().failures() > 0);
            assertThat(visitor.ask("GET /").read()).isEqualTo(Web.ok("ok"));
            Files.delete(path);
            log.reopen();
            Until.holds(() -> log.statistics().written() == 2);
            assertThat(log.statistics().reopened()).isEqualTo(1);
        }
        assertThat(Files.readAllLines(path)).hasSize(2);
    }

    @Test
    void aBoundThatALineMightNotFitIsRefused() {
        Path path = directory.resolve("log");
        assertThatThrownBy(() -> AccessLog.open(path, AccessLogFormat.JSON, 64 * 1024, CLOCK))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(path).doesNotExist();
    }
}
