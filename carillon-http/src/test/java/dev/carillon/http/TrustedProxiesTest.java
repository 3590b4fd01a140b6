package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proxies that are listed are believed, by one field, as far as it makes sense. */
class TrustedProxiesTest {
    private static final Origin PROXY = new Origin(address("10.0.0.1", 4000), false);
    private static final TrustedProxies TEN = TrustedProxies.at("10.0.0.0/8");

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static String told(TrustedProxies proxies, List<String> values, String... protocols) {
        Origin origin = proxies.walk(PROXY, values, List.of(protocols));
        InetSocketAddress address = (InetSocketAddress) origin.address();
        return address.getAddress().getHostAddress() + " " + address.getPort() + (origin.isSecure() ? " secure" : "");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        for=192.0.2.1                                        | 192.0.2.1 0
        For=192.0.2.1                                        | 192.0.2.1 0
        for="192.0.2.1:8000"                                 | 192.0.2.1 8000
        for=192.0.2.1:8000                                   | 192.0.2.1 8000
        for="[2001:db8::1]:80"                               | 2001:db8:0:0:0:0:0:1 80
        for="[2001:db8::1]"                                  | 2001:db8:0:0:0:0:0:1 0
        for=192.0.2.1;proto=https;by=203.0.113.4             | 192.0.2.1 0 secure
        proto=HTTPS;for=192.0.2.1                            | 192.0.2.1 0 secure
        for=192.0.2.1;proto=http                             | 192.0.2.1 0
        for=192.0.2.1;host="a,b;c=\\"d"                      | 192.0.2.1 0
        for=198.51.100.1, for=192.0.2.1                      | 192.0.2.1 0
        for=192.0.2.1, for=10.0.0.2                          | 192.0.2.1 0
        for=192.0.2.1;proto=https, for=10.0.0.2;proto=http   | 192.0.2.1 0 secure
        for=198.51.100.1, for=192.0.2.1 , for=10.0.0.2,      | 192.0.2.1 0
        for=10.0.0.3, for=10.0.0.2                           | 10.0.0.3 0
        for="192.0.2.1:_port"                                | 192.0.2.1 0
        for=192.0.2.1, for=unknown                           | 10.0.0.1 4000
        for=192.0.2.1, for=_hidden                           | 10.0.0.1 4000
        for=192.0.2.1, for=unknown, for=10.0.0.2             | 10.0.0.2 0
        for=192.0.2.1, proto=https                           | 10.0.0.1 4000
        for="192.0.2.1                                       | 10.0.0.1 4000
        for="evil, for=192.0.2.1                             | 10.0.0.1 4000
        for=192.0.2.1 proto=https                            | 10.0.0.1 4000
        for = 192.0.2.1                                      | 10.0.0.1 4000
        for=192.0.2.1;for=192.0.2.2                          | 10.0.0.1 4000
        for=                                                 | 10.0.0.1 4000
        for=192.0.2.1:99999                                  | 10.0.0.1 4000
        for=192.0.2.1:4294967376                             | 10.0.0.1 4000
        for=192.0.2.1:                                       | 10.0.0.1 4000
        for=192.0.2.300                                      | 10.0.0.1 4000
        for=localhost                                        | 10.0.0.1 4000
        for="[2001:db8::1"                                   | 10.0.0.1 4000
        for="[2001:db8::1]80"                                | 10.0.0.1 4000
        for="\\192.0.2.1"                                    | 192.0.2.1 0
        for="192.0.2.1\\                                     | 10.0.0.1 4000
        """)
    void forwardedIsReadFromItsEnd(String value, String expected) {
        assertThat(told(TEN.reading(ProxyField.FORWARDED), List.of(value))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        192.0.2.1                        |       | 192.0.2.1 0
        192.0.2.1                        | https | 192.0.2.1 0 secure
        192.0.2.1                        | http  | 192.0.2.1 0
        192.0.2.1                        | https, http | 192.0.2.1 0
        192.0.2.1:443                    |       | 192.0.2.1 443
        2001:db8::1                      |       | 2001:db8:0:0:0:0:0:1 0
        [2001:db8::1]:443                |       | 2001:db8:0:0:0:0:0:1 443
        198.51.100.1, 192.0.2.1          |       | 192.0.2.1 0
        192.0.2.1,10.0.0.9               |       | 192.0.2.1 0
        192.0.2.1, unknown               |       | 10.0.0.1 4000
        192.0.2.1,                       |       | 10.0.0.1 4000
        evil                             | https | 10.0.0.1 4000
        """)
    void xForwardedForIsReadFromItsEnd(String value, String protocol, String expected) {
        String[] protocols = protocol == null ? new String[0] : new String[] {protocol};
        assertThat(told(TEN.reading(ProxyField.X_FORWARDED_FOR), List.of(value), protocols))
                .isEqualTo(expected);
    }

    @Test
    void theLastOfSeveralFieldsIsTheNearestProxys() {
        List<String> values = List.of("for=198.51.100.1", "for=192.0.2.1, for=10.0.0.2", "for=10.0.0.3");
        assertThat(told(TEN.reading(ProxyField.FORWARDED), values)).isEqualTo("192.0.2.1 0");
        List<String> plain = List.of("198.51.100.1", "192.0.2.1, 10.0.0.2", "10.0.0.3");
        assertThat(told(TEN.reading(ProxyField.X_FORWARDED_FOR), plain)).isEqualTo("192.0.2.1 0");
    }

    @Test
    void aFieldThatIsBrokenEndsTheSearchAndNotMore() {
        List<String> values = List.of("for=\"evil", "for=10.0.0.2");
        assertThat(told(TEN.reading(ProxyField.FORWARDED), values)).isEqualTo("10.0.0.2 0");
    }

    @Test
    void nobodyElseIsBelieved() {
        Origin stranger = new Origin(address("192.0.2.99", 1), true);
        TrustedProxies proxies = TEN.reading(ProxyField.X_FORWARDED_FOR).speakingProxyProtocol();
        assertThat(proxies.walk(stranger, List.of("198.51.100.1"), List.of())).isSameAs(stranger);
        assertThat(proxies.expectsPreamble(stranger.address())).isFalse();
        assertThat(TrustedProxies.NONE.trusts(PROXY.address())).isFalse();
        assertThat(TrustedProxies.NONE.trusts(UnixDomainSocketAddress.of(""))).isFalse();
        assertThat(TrustedProxies.NONE.walk(PROXY, List.of("198.51.100.1"), List.of()))
                .isSameAs(PROXY);
    }

    @Test
    void noFieldIsBelievedUnlessOneIsNamed() {
        assertThat(TEN.walk(PROXY, List.of("198.51.100.1"), List.of())).isSameAs(PROXY);
    }

    @Test
    void thePeersOfUnixSocketsAreOnesListTogether() {
        UnixDomainSocketAddress unix = UnixDomainSocketAddress.of("");
        TrustedProxies both = TrustedProxies.at("unix:", "10.0.0.0/8");
        assertThat(both.trusts(unix)).isTrue();
        assertThat(both.trusts(PROXY.address())).isTrue();
        assertThat(TEN.trusts(unix)).isFalse();
        Origin origin =
                both.reading(ProxyField.X_FORWARDED_FOR).walk(new Origin(unix, false), List.of("192.0.2.1"), List.of());
        assertThat(origin.address()).isEqualTo(address("192.0.2.1", 0));
    }

    @Test
    void aPreambleIsExpectedOfListedPeersOnlyWhereAskedFor() {
        assertThat(TEN.expectsPreamble(PROXY.address())).isFalse();
        assertThat(TEN.speakingProxyProtocol().expectsPreamble(PROXY.address())).isTrue();
    }

    @Test
    void withoutAWordAboutTlsTheConnectionsOwnCounts() {
        Origin secure = new Origin(PROXY.address(), true);
        TrustedProxies proxies = TEN.reading(ProxyField.FORWARDED);
        assertThat(proxies.walk(secure, List.of("for=192.0.2.1"), List.of()).isSecure())
                .isTrue();
        assertThat(proxies.walk(secure, List.of("for=192.0.2.1;proto=http"), List.of())
                        .isSecure())
                .isFalse();
    }
}
