package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks contain the addresses of their prefix, and are written without ambiguity. */
class NetworksTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/8, 9.255.255.255, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 203.0.113.9, false",
        "::/0, 2001:db8::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::ffff:10.1.2.3, 10.1.2.3, true",
    })
    void containTheAddressesOfTheirPrefix(String network, String address, boolean contained) {
        assertThat(Networks.of(network).contains(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }

    @Test
    void severalContainWhatOneOfThemDoes() {
        Networks networks = Networks.of("10.0.0.0/8", "2001:db8::/32");
        assertThat(networks.contains(InetAddress.ofLiteral("10.1.1.1"))).isTrue();
        assertThat(networks.contains(InetAddress.ofLiteral("2001:db8::9"))).isTrue();
        assertThat(networks.contains(InetAddress.ofLiteral("192.0.2.1"))).isFalse();
    }

    @Test
    void noneContainsNothingAndNoAddressIsNowhere() {
        assertThat(Networks.NONE.contains(InetAddress.ofLiteral("127.0.0.1"))).isFalse();
        assertThat(Networks.of("0.0.0.0/0").contains(null)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "localhost",
                "example.com/8",
                "10/8",
                "10",
                "10.1",
                "1.2.3",
                "10.1/16",
                "010.0.0.0/8",
                "10.00.0.0/8",
                "1.2.3.4.5",
                "256.0.0.1",
                "10.0.0.0/",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/+8",
                "10.0.0.0/0008",
                "::1/129",
                "fe80::1%lo",
                "[::1]",
                "1.2.3.4:80",
                "10.0.0.0/8/8",
                " 10.0.0.0/8",
                "2001:db8::1::2",
                "\u0661.0.0.0/8",
                "10.0.0.0/\u0668",
                "10..0.0",
                "10.0.0.",
                ".10.0.0.0"
            })
    void whatIsNoNetworkIsRefused(String name) {
        assertThatThrownBy(() -> Networks.of(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.2.3/8", "192.0.2.1/31", "2001:db8::1/64", "0.0.0.1/0"})
    void bitsBehindThePrefixAreAnOversight(String name) {
        assertThatThrownBy(() -> Networks.of(name)).hasMessageContaining("bits behind its prefix");
    }
}
