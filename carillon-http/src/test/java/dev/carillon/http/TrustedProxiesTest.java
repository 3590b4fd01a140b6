package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
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

    private static RequestHead head(String... fields) {
        return Reading.head("GET / HTTP/1.1\r\nHost: a\r\n" + String.join("\r\n", fields) + "\r\n\r\n");
    }

    private static String told(TrustedProxies proxies, String... fields) {
        Origin origin = proxies.origin(PROXY, head(fields));
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
        assertThat(told(TEN.reading(ProxyField.FORWARDED), "Forwarded: " + value))
                .isEqualTo(expected);
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
        String list = "X-Forwarded-For: " + value;
        String[] fields =
                protocol == null ? new String[] {list} : new String[] {"X-Forwarded-Proto: " + protocol, list};
        assertThat(told(TEN.reading(ProxyField.X_FORWARDED_FOR), fields)).isEqualTo(expected);
    }

    @Test
    void theLastOfSeveralFieldsIsTheNearestProxys() {
        String[] fields = {
            "Forwarded: for=198.51.100.1", "Forwarded: for=192.0.2.1, for=10.0.0.2", "Forwarded: for=10.0.0.3"
        };
        assertThat(told(TEN.reading(ProxyField.FORWARDED), fields)).isEqualTo("192.0.2.1 0");
        String[] plain = {
            "X-Forwarded-For: 198.51.100.1", "X-Forwarded-For: 192.0.2.1, 10.0.0.2", "X-Forwarded-For: 10.0.0.3"
        };
        assertThat(told(TEN.reading(ProxyField.X_FORWARDED_FOR), plain)).isEqualTo("192.0.2.1 0");
    }

    @Test
    void aFieldThatIsBrokenEndsTheSearchAndNotMore() {
        assertThat(told(TEN.reading(ProxyField.FORWARDED), "Forwarded: for=\"evil", "Forwarded: for=10.0.0.2"))
                .isEqualTo("10.0.0.2 0");
    }

    @Test
    void nobodyElseIsBelieved() {
        Origin stranger = new Origin(address("192.0.2.99", 1), true);
        TrustedProxies proxies = TEN.reading(ProxyField.X_FORWARDED_FOR).speakingProxyProtocol();
        assertThat(proxies.origin(stranger, head("X-Forwarded-For: 198.51.100.1")))
                .isSameAs(stranger);
        assertThat(proxies.expectsPreamble(stranger.address())).isFalse();
        assertThat(TrustedProxies.NONE.trusts(PROXY.address())).isFalse();
        assertThat(TrustedProxies.NONE.trusts(UnixDomainSocketAddress.of(""))).isFalse();
        assertThat(TrustedProxies.NONE.origin(PROXY, head("X-Forwarded-For: 198.51.100.1")))
                .isSameAs(PROXY);
    }

    @Test
    void noFieldIsBelievedUnlessOneIsNamed() {
        assertThat(TEN.origin(PROXY, head("X-Forwarded-For: 198.51.100.1"))).isSameAs(PROXY);
    }

    @Test
    void thePeersOfUnixSocketsAreOnesListTogether() {
        UnixDomainSocketAddress unix = UnixDomainSocketAddress.of("");
        TrustedProxies both = TrustedProxies.at("unix:", "10.0.0.0/8");
        assertThat(both.trusts(unix)).isTrue();
        assertThat(both.trusts(PROXY.address())).isTrue();
        assertThat(TEN.trusts(unix)).isFalse();
        Origin origin = both.reading(ProxyField.X_FORWARDED_FOR)
                .origin(new Origin(unix, false), head("X-Forwarded-For: 192.0.2.1"));
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
        assertThat(proxies.origin(secure, head("Forwarded: for=192.0.2.1")).isSecure())
                .isTrue();
        assertThat(proxies.origin(secure, head("Forwarded: for=192.0.2.1;proto=http"))
                        .isSecure())
                .isFalse();
    }
}
