package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.ProxyField;
import dev.carillon.http.Refusal;
import dev.carillon.http.TrustedProxies;
import org.junit.jupiter.api.Test;

/** A target that is a whole URI is one of this server only if its scheme is the client's own (RFC 9110 §7.4). */
class AbsoluteTargetsTest {
    private static final HttpOptions BEHIND_A_PROXY =
            HttpOptions.DEFAULTS.withTrustedProxies(TrustedProxies.at("unix:").reading(ProxyField.FORWARDED));

    private static Web web(HttpOptions options) {
        return new Web(options, exchange -> exchange.send(exchange.request().path()));
    }

    @Test
    void httpsWithoutTlsIsMisdirectedAndTheConnectionStays() {
        try (Web web = web(HttpOptions.DEFAULTS)) {
            Visitor visitor = web.visit();
            assertThat(visitor.ask("GET https://x/a").read()).startsWith("HTTP/1.1 421 Misdirected Request\r\n");
            assertThat(visitor.ask("GET HTTPS://x/a").read()).startsWith("HTTP/1.1 421 Misdirected Request\r\n");
            assertThat(visitor.ask("GET http://x/a").read()).isEqualTo(Web.ok("/a"));
            assertThat(visitor.ask("GET HTTP://x/a").read()).isEqualTo(Web.ok("/a"));
            assertThat(web.statistics().refusals(Refusal.MISDIRECTED)).isEqualTo(2);
            assertThat(web.statistics().requests()).isEqualTo(4);
        }
    }

    @Test
    void aRefusalListenerHearsOfIt() {
        StringBuilder told = new StringBuilder();
        try (Web web = web(HttpOptions.DEFAULTS.withRefusals((_, reason, _) -> told.append(reason)))) {
            web.visit().ask("GET https://x/a");
            assertThat(told).hasToString("MISDIRECTED");
        }
    }

    @Test
    void aTrustedProxyThatSpeaksTlsDecides() {
        try (Web web = web(BEHIND_A_PROXY)) {
            Visitor visitor = web.visit();
            String secure = "Forwarded: for=192.0.2.1;proto=https";
            assertThat(visitor.ask("GET https://x/a", secure).read()).isEqualTo(Web.ok("/a"));
            assertThat(visitor.ask("GET http://x/a", secure).read()).startsWith("HTTP/1.1 421 ");
            assertThat(visitor.ask("GET https://x/a").read()).startsWith("HTTP/1.1 421 ");
        }
        try (Web web = web(HttpOptions.DEFAULTS)) {
            assertThat(web.visit()
                            .ask("GET https://x/a", "Forwarded: for=192.0.2.1;proto=https")
                            .read())
                    .as("of a proxy that is not listed")
                    .startsWith("HTTP/1.1 421 ");
        }
    }
}
