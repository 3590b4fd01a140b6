package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.ProxyField;
import dev.carillon.http.Refusal;
import dev.carillon.http.TrustedProxies;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.tls.SelfSigned;
import dev.carillon.net.tls.TlsContext;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The client is who a trusted proxy says it is, and else the connection's other side. */
class ProxiesTest {
    private static final TrustedProxies UNIX = TrustedProxies.at("unix:");
    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
    private static final String CLIENT = SIGNATURE + "!\u0011\0\u000c\u00c0\0\2\1\n\0\0\1\u001f\u0090\1\u00bb";
    private static final String GET = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";

    private static Web web(TrustedProxies proxies) {
        return new Web(
                HttpOptions.DEFAULTS.withTrustedProxies(proxies),
                exchange -> exchange.send(
                        exchange.client().address() + (exchange.client().isSecure() ? " secure" : "")));
    }

    private static String ask(TrustedProxies proxies, String... fields) {
        try (Web web = web(proxies)) {
            return web.visit().ask("GET /", fields).read();
        }
    }

    @Test
    void nobodyIsBelievedByDefault() {
        assertThat(ask(TrustedProxies.NONE, "X-Forwarded-For: 192.0.2.1", "Forwarded: for=192.0.2.1"))
                .doesNotContain("192.0.2.1");
        assertThat(ask(TrustedProxies.at("10.0.0.0/8").reading(ProxyField.FORWARDED), "Forwarded: for=192.0.2.1"))
                .doesNotContain("192.0.2.1");
    }

    @Test
    void theFieldThatIsNamedTellsTheClient() {
        assertThat(ask(UNIX.reading(ProxyField.FORWARDED), "Forwarded: for=192.0.2.1;proto=https"))
                .endsWith("/192.0.2.1:0 secure");
        assertThat(ask(
                        UNIX.reading(ProxyField.X_FORWARDED_FOR),
                        "X-Forwarded-For: 192.0.2.1",
                        "X-Forwarded-Proto: http"))
                .endsWith("/192.0.2.1:0");
        assertThat(ask(UNIX.reading(ProxyField.X_FORWARDED_FOR), "Forwarded: for=192.0.2.1"))
                .doesNotContain("192.0.2.1");
        assertThat(ask(UNIX, "X-Forwarded-For: 192.0.2.1")).doesNotContain("192.0.2.1");
    }

    @Test
    void aProxyHeaderTellsItForAllRequestsOfItsConnection() {
        try (Web web = web(UNIX.speakingProxyProtocol())) {
            Visitor visitor = web.visit();
            assertThat(visitor.send(CLIENT + GET).read()).endsWith("/192.0.2.1:8080");
            assertThat(visitor.send(GET).read()).endsWith("/192.0.2.1:8080");
            assertThat(web.visit().send(SIGNATURE + " \0\0\0" + GET).read())
                    .startsWith("HTTP/1.1 200 ")
                    .doesNotContain("192.0.2.1");
        }
    }

    @Test
    void itMayComeInPieces() {
        try (Web web = web(UNIX.speakingProxyProtocol())) {
            Visitor visitor = web.visit();
            for (char c : (CLIENT + GET).toCharArray()) {
                visitor.send(String.valueOf(c));
            }
            assertThat(visitor.read()).endsWith("/192.0.2.1:8080");
        }
    }

    @Test
    void whoHasToBeginWithItAndDoesNotIsBrokenOffWithoutAnAnswer() {
        try (Web web = web(UNIX.speakingProxyProtocol())) {
            Visitor visitor = web.visit().send(GET);
            assertThat(visitor.read()).isEmpty();
            assertThat(visitor.sawEnd() || visitor.sawReset()).isTrue();
            assertThat(web.statistics().refusals(Refusal.MALFORMED)).isEqualTo(1);
            assertThat(web.statistics().requests()).isZero();
        }
    }

    @Test
    void whoNeverSendsAllOfItHasNoMoreTimeThanAConnectionMayRest() {
        try (Web web = web(UNIX.speakingProxyProtocol())) {
            Visitor visitor = web.visit();
            for (int i = 0; i < 7; i++) {
                assertThat(visitor.sawEnd()).isFalse();
                visitor.send(CLIENT.substring(i, i + 1));
                web.pass(Duration.ofSeconds(9));
            }
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void whoIsNotListedBeginsWithoutIt() {
        try (Web web = web(TrustedProxies.at("10.0.0.0/8").speakingProxyProtocol())) {
            assertThat(web.visit().send(GET).read()).startsWith("HTTP/1.1 200 ");
            assertThat(web.visit().send(CLIENT + GET).read()).startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    void whomTheHeaderNamesIsNoProxyOfOurs() {
        TrustedProxies both = UNIX.speakingProxyProtocol().reading(ProxyField.FORWARDED);
        try (Web web = web(both)) {
            String request = "GET / HTTP/1.1\r\nHost: x\r\nForwarded: for=198.51.100.1\r\n\r\n";
            assertThat(web.visit().send(CLIENT + request).read()).endsWith("/192.0.2.1:8080");
        }
    }

    @Test
    void aHeaderInFrontOfTlsIsRefusedWhenItIsSetUp() {
        TlsContext tls = TlsContext.server(SelfSigned.create());
        ListenerOptions secure = ListenerOptions.DEFAULTS.withConnections(ConnectionOptions.DEFAULTS.withTls(tls));
        HttpOptions options =
                HttpOptions.DEFAULTS.withListener(secure).withTrustedProxies(UNIX.speakingProxyProtocol());
        assertThatThrownBy(() -> new Web(options, exchange -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PROXY");
    }
}
