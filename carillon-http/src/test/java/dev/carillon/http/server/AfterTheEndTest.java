package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.BodyEncoder;
import dev.carillon.http.ProxyField;
import dev.carillon.http.TrustedProxies;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** An exchange that is over, and that somebody has kept: its connection and its memory are another's by now. */
class AfterTheEndTest {
    private final List<Exchange> exchanges = new ArrayList<>();

    /** Two requests on one connection, the first answered at once. */
    private Web web(HttpOptions options) {
        return new Web(options, exchange -> {
            exchanges.add(exchange);
            if (exchanges.size() == 1) {
                exchange.send("first");
            }
        });
    }

    @Test
    void neitherTheRequestNorTheClientOfTheNextIsRead() {
        TrustedProxies proxies = TrustedProxies.at("unix:").reading(ProxyField.FORWARDED);
        try (Web web = web(HttpOptions.DEFAULTS.withTrustedProxies(proxies))) {
            web.visit().ask("GET /1", "Forwarded: for=192.0.2.1").ask("GET /2", "Forwarded: for=192.0.2.2");
            Exchange first = exchanges.getFirst();
            assertThatThrownBy(first::request)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("over");
            assertThatThrownBy(first::client)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("over");
            assertThat(first.toString()).doesNotContain("/2");
            assertThat(exchanges.getLast().client().toString()).contains("192.0.2.2");
        }
    }

    @Test
    void whatIsSetThenChangesNothingOfTheNext() {
        try (Web web = web(HttpOptions.DEFAULTS)) {
            Visitor visitor = web.visit().ask("GET /1").ask("GET /2");
            assertThat(visitor.read()).isEqualTo(Web.ok("first"));
            exchanges.getFirst().status(404).setField("Connection", "close").send("late");
            exchanges.getFirst().fail(500);
            exchanges.getFirst().whole((_, _) -> exchanges.getFirst().send("late"));
            exchanges.getLast().send("second");
            assertThat(visitor.read()).isEqualTo(Web.ok("second"));
            assertThat(visitor.sawEnd()).isFalse();
        }
    }

    @Test
    void anEncoderThatComesTooLateIsClosed() {
        boolean[] closed = {false};
        try (Web web = web(HttpOptions.DEFAULTS)) {
            web.visit().ask("GET /1");
            assertThat(exchanges.getFirst().encoder(new BodyEncoder() {
                        @Override
                        public void encode(ByteBuffer in, boolean last, Consumer<ByteBuffer> out) {
                            throw new IllegalStateException("nothing is to be encoded");
                        }

                        @Override
                        public void close() {
                            closed[0] = true;
                        }
                    }))
                    .isFalse();
            assertThat(closed[0]).isTrue();
        }
    }
}
