package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.Method;
import dev.carillon.loop.Histogram;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** How long requests took, as the server's figures have it. */
class LatencyTest {
    private static final long MILLI = 1_000_000;

    /** Answers after so many milliseconds as the path says. */
    private static final HttpHandler LATE = exchange -> {
        int millis = Integer.parseInt(exchange.request().path().substring(1));
        exchange.loop().timeout(() -> exchange.send("late")).schedule(Duration.ofMillis(millis));
    };

    @Test
    void isFromTheHeadToTheAnswer() {
        try (Web web = new Web(LATE)) {
            Visitor visitor = web.visit();
            for (int millis = 1; millis <= 100; millis++) {
                visitor.ask("GET /" + millis);
                web.pass(Duration.ofMillis(millis));
            }
            Histogram latency = web.statistics().latency();
            assertThat(latency.count()).isEqualTo(100);
            assertThat(latency.max()).isEqualTo(100 * MILLI);
            assertThat(latency.sum()).isEqualTo(5050 * MILLI);
            assertThat(latency.percentile(50)).isBetween(50 * MILLI, 57 * MILLI);
            assertThat(latency.percentile(95)).isBetween(95 * MILLI, 100 * MILLI);
        }
    }

    @Test
    void ofWhatWasCutOffIsNotCounted() {
        try (Web web = new Web(exchange -> exchange.stream().abort())) {
            web.visit().ask("GET /");
            assertThat(web.statistics().cutOff()).isEqualTo(1);
            assertThat(web.statistics().latency().count()).isZero();
        }
    }

    @Test
    void requestsAreCountedByMethod() {
        try (Web web = new Web(exchange -> exchange.send("ok"))) {
            Visitor visitor = web.visit();
            visitor.ask("GET /");
            visitor.ask("GET /");
            visitor.ask("DELETE /");
            assertThat(web.statistics().requests(Method.GET)).isEqualTo(2);
            assertThat(web.statistics().requests(Method.DELETE)).isEqualTo(1);
            assertThat(web.statistics().requests(Method.POST)).isZero();
            assertThat(web.statistics().requests()).isEqualTo(3);
        }
    }
}
