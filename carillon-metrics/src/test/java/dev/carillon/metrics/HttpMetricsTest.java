package dev.carillon.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.MemoryConnection;
import dev.carillon.testing.TestLoop;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpMetricsTest {
    private static final String END = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    private static final HttpHandler SITE = exchange -> {
        switch (exchange.request().path()) {
            case "/hello" -> exchange.whole((of, body) -> of.send("hello"));
            case "/fails" -> throw new IllegalStateException("planted");
            case "/breaks" -> exchange.stream(100).abort();
            default -> exchange.fail(404);
        }
    };

    private static String get(String path) {
        return "GET " + path + END + "\r\n";
    }

    @Test
    void tellsWhatHasBecomeOfRequests() throws IOException {
        HttpOptions quiet = HttpOptions.DEFAULTS.withFailures((exchange, failure) -> {});
        try (Web web = new Web("site", quiet, SITE)) {
            assertThat(web.ask(get("/hello"))).endsWith("hello");
            web.ask("POST /hello" + END + "Content-Length: 3\r\n\r\nabc");
            web.ask(get("/none"));
            web.ask(get("/fails"));
            web.ask(get("/breaks"));
            web.ask("GET / HTTP/1.1\r\nHost: x\r\nno field\r\n\r\n");
            Exposition figures = web.read();
            assertThat(figures.value("carillon_http_requests_total", "server", "site", "method", "GET"))
                    .isEqualTo(4);
            assertThat(figures.value("carillon_http_requests_total", "server", "site", "method", "POST"))
                    .isEqualTo(1);
            assertThat(figures.value("carillon_http_answers_total", "server", "site", "status", "2xx"))
                    .isEqualTo(2);
            assertThat(figures.value("carillon_http_answers_total", "server", "site", "status", "4xx"))
                    .isEqualTo(2);
            assertThat(figures.value("carillon_http_answers_total", "server", "site", "status", "5xx"))
                    .isEqualTo(1);
            assertThat(figures.value("carillon_http_refusals_total", "server", "site", "reason", "malformed"))
                    .isEqualTo(1);
            assertThat(figures.value("carillon_http_refusals_total", "server", "site", "reason", "not_found"))
                    .isEqualTo(1);
            assertThat(figures.value("carillon_http_cut_off_total", "server", "site"))
                    .isEqualTo(1);
            assertThat(figures.value("carillon_http_failures_total", "server", "site"))
                    .isEqualTo(1);
            assertThat(figures.value("carillon_http_request_body_bytes_total", "server", "site"))
                    .isEqualTo(3);
            assertThat(figures.value("carillon_http_request_duration_seconds_count", "server", "site"))
                    .isEqualTo(4);
            assertThat(figures.value("carillon_http_requests_in_flight", "server", "site"))
                    .isZero();
            assertThat(figures.value("carillon_net_accepted_total", "listener", "site"))
                    .isEqualTo(6);
            assertThat(figures.value("carillon_net_received_bytes_total", "listener", "site"))
                    .isGreaterThan(200);
        }
    }

    @Test
    void nothingThatClientsChooseMakesMoreOfThem() throws IOException {
        try (Web web = new Web("site", HttpOptions.DEFAULTS, SITE)) {
            Exposition before = web.read();
            StringBuilder requests = new StringBuilder();
            for (int i = 0; i < 300; i++) {
                requests.append("GET /path/")
                        .append(i)
                        .append("?q=")
                        .append(i)
                        .append(" HTTP/1.1\r\nHost: h")
                        .append(i)
                        .append("\r\nUser-Agent: ")
                        .append(i)
                        .append("\r\n\r\n");
            }
            web.ask(requests + get("/hello"));
            Exposition after = web.read();
            assertThat(after.value("carillon_http_requests_total", "server", "site", "method", "GET"))
                    .isEqualTo(301);
            assertThat(after.samples().keySet()).isEqualTo(before.samples().keySet());
            assertThat(after.samples()).hasSizeLessThan(250);
        }
    }

    @Test
    void aNameIsWrittenSoThatItReadsBack() {
        String name = "a \"b\" \\n \\ c\nd";
        try (Web web = new Web(name, HttpOptions.DEFAULTS, SITE)) {
            assertThat(web.read().value("carillon_http_cut_off_total", "server", name))
                    .isZero();
        }
    }

    @Test
    void figuresAreThereWhileLoopsEndAndAfterwards() throws IOException, InterruptedException {
        Web web = new Web("site", HttpOptions.DEFAULTS, SITE);
        web.ask(get("/hello"));
        web.read();
        Thread closer = Thread.ofPlatform().start(web::close);
        do {
            assertThat(web.read().value("carillon_http_answers_total", "server", "site", "status", "2xx"))
                    .isEqualTo(1);
        } while (closer.isAlive());
        closer.join();
        Exposition last = web.read();
        assertThat(last.value("carillon_net_accept_queue_length", "listener", "site", "loop", "loop-1"))
                .isNaN();
        assertThat(last.value("carillon_http_requests_total", "server", "site", "method", "GET"))
                .isEqualTo(1);
    }

    /** The i-th takes i milliseconds, by a clock that only the test moves. */
    @Test
    void percentilesAreThoseOfTheLastMinuteOrTwo() {
        try (TestLoop loop = TestLoop.open("http")) {
            HttpServer server = HttpServer.inMemory(loop.loop(), HttpOptions.DEFAULTS, exchange -> {
                int millis = Integer.parseInt(exchange.request().path().substring(1));
                exchange.loop().timeout(exchange::send).schedule(Duration.ofMillis(millis));
            });
            MeterRegistry registry = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clockOf(loop));
            HttpMetrics.of("site", server).bindTo(registry);
            assertThat(percentile(registry, 99)).isZero();
            ask(server, loop, 1, 100);
            assertThat(percentile(registry, 50)).isBetween(0.050, 0.050 * 1.13);
            assertThat(percentile(registry, 95)).isBetween(0.095, 0.095 * 1.13);
            assertThat(percentile(registry, 99)).isBetween(0.099, 0.099 * 1.13);
            loop.advance(Duration.ofMinutes(1));
            assertThat(percentile(registry, 50)).as("a minute later").isBetween(0.050, 0.050 * 1.13);
            ask(server, loop, 1, 10);
            loop.advance(Duration.ofMinutes(1));
            assertThat(percentile(registry, 50)).isPositive();
            assertThat(percentile(registry, 99)).as("two minutes later").isBetween(0.010, 0.010 * 1.13);
            assertThat(registry.get("carillon.http.request.duration")
                            .functionTimer()
                            .count())
                    .isEqualTo(110);
        }
    }

    private static void ask(HttpServer server, TestLoop loop, int from, int to) {
        MemoryConnection client = server.connect(loop.time());
        for (int millis = from; millis <= to; millis++) {
            String request = "GET /" + millis + " HTTP/1.1\r\nHost: x\r\n\r\n";
            client.send(ByteBuffer.wrap(request.getBytes(StandardCharsets.ISO_8859_1)));
            loop.advance(Duration.ofMillis(millis));
        }
        client.close();
        loop.runUntilIdle();
    }

    private static double percentile(MeterRegistry registry, int percent) {
        return registry.get("carillon.http.request.duration.recent")
                .tag("percentile", Integer.toString(percent))
                .gauge()
                .value();
    }

    private static Clock clockOf(TestLoop loop) {
        return new Clock() {
            @Override
            public long wallTime() {
                return Duration.ofNanos(monotonicTime()).toMillis();
            }

            @Override
            public long monotonicTime() {
                return loop.time().nanos();
            }
        };
    }
}
