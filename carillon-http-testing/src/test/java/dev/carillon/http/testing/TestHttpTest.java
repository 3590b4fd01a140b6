package dev.carillon.http.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.server.BodyWriter;
import dev.carillon.http.server.Exchange;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What users' tests see of their handlers. */
class TestHttpTest {
    @Test
    void aRequestIsAnsweredWithoutASocket() {
        try (TestHttp http = TestHttp.of(exchange -> exchange.whole((of, body) ->
                of.field("X-Length", "" + body.remaining()).send(of.request().path())))) {
            Answer answer = http.send("POST", "/here", Map.of("Accept", "*/*"), "12345");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.field("x-length")).isEqualTo("5");
            assertThat(answer.text()).isEqualTo("/here");
            assertThat(http.statistics().requests()).isEqualTo(1);
        }
    }

    @Test
    void timePassesWhenTheTestSaysSo() {
        List<Exchange> exchanges = new ArrayList<>();
        try (TestHttp http = TestHttp.of(exchanges::add)) {
            assertThatThrownBy(() -> http.get("/")).isInstanceOf(AssertionError.class);
            TestClient client = http.connect();
            client.send("GET", "/", Map.of(), new byte[0]);
            exchanges.getLast().send("now");
            assertThat(client.answer().text()).isEqualTo("now");
            http.loop().advance(Duration.ofSeconds(61));
            assertThat(client.isEnded()).isTrue();
        }
    }

    @Test
    void streamsAreReadWhole() {
        try (TestHttp http = TestHttp.of(exchange -> {
            BodyWriter writer = exchange.stream();
            for (int i = 0; i < 1000; i++) {
                writer.write(ByteBuffer.wrap(new byte[1000]));
            }
            writer.finish();
        })) {
            assertThat(http.get("/").body()).hasSize(1_000_000);
        }
    }

    @Test
    void whatIsMalformedIsRefused() {
        try (TestHttp http = TestHttp.of(exchange -> exchange.send("never"));
                TestClient client = http.connect()) {
            client.send(ByteBuffer.wrap(
                    "GET / HTTP/1.1\r\nnonsense\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.isEnded()).isTrue();
        }
    }
}
