package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RequestTargetTest {
    static List<TargetSamples.Row> good() {
        return TargetSamples.good();
    }

    @ParameterizedTest
    @MethodSource("good")
    void aPathIsDecodedAndHasNoDotSegments(TargetSamples.Row row) {
        RequestHead head = Reading.head(row.input(Method.GET).replace("\n", "\r\n"));
        assertThat(head.path()).isEqualTo(row.path());
        assertThat(head.target()).isEqualTo(row.target());
        assertThat(head.host()).isEqualTo(row.host().replaceFirst(":\\d+$", ""));
    }

    @Test
    void aQueryIsAsSent() {
        assertThat(Reading.head("GET /a?b=%20&c=../d HTTP/1.1\r\nHost: a\r\n\r\n")
                        .query())
                .isEqualTo("b=%20&c=../d");
        assertThat(Reading.head("GET /%41?b HTTP/1.1\r\nHost: a\r\n\r\n").query())
                .isEqualTo("b");
        assertThat(Reading.head("GET http://a?b HTTP/1.1\r\nHost: a\r\n\r\n").query())
                .isEqualTo("b");
        assertThat(Reading.head("GET /a? HTTP/1.1\r\nHost: a\r\n\r\n").query()).isEmpty();
        assertThat(Reading.head("GET /a HTTP/1.1\r\nHost: a\r\n\r\n").query()).isEmpty();
    }

    @Test
    void theAsteriskIsForOptions() {
        assertThat(Reading.head("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").path()).isEqualTo("*");
    }

    @Test
    void anAbsoluteTargetMustAgreeWithHost() {
        assertThat(Reading.of("GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n").brief())
                .isEqualTo("REFUSED BAD_HOST");
        assertThat(Reading.head("GET http://B.org/x HTTP/1.1\r\nHost: b.ORG\r\n\r\n")
                        .host())
                .isEqualTo("b.org");
    }

    @ParameterizedTest
    @CsvSource({
        "http://a/, a:80",
        "http://a:80/, a",
        "http://a:80/, A:80",
        "https://a/, a:443",
        "https://a:443/, a",
        "http://[::1]:80/, [::1]",
        "http://[::80]/, [::80]:80",
        "HTTP://a?b, a:80"
    })
    void thePortThatGoesWithoutSayingMayBeSaid(String target, String host) {
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        assertThat(Reading.of(request).brief()).isEqualTo("GET " + target);
        assertThat(Reading.strictly(request).brief()).isEqualTo("GET " + target);
    }

    @ParameterizedTest
    @CsvSource({
        "http://a/, a:443",
        "http://a:443/, a",
        "https://a:80/, a",
        "https://a/, a:80",
        "http://a/, a:8080",
        "http://[::80]/, [:]",
        "http://a:80/, b"
    })
    void anotherPortIsAnotherAuthority(String target, String host) {
        String request = "GET " + target + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        assertThat(Reading.of(request).brief()).isEqualTo("REFUSED BAD_HOST");
    }

    @Test
    void withHttp10TheTargetAloneNamesTheHost() {
        assertThat(Reading.head("GET http://B.org:80/x HTTP/1.0\r\n\r\n").host())
                .isEqualTo("b.org");
        assertThat(Reading.head("GET /x HTTP/1.0\r\n\r\n").host()).isEmpty();
    }
}
