package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.http.HttpLimits;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers a HEAD has no body, whatever is said (RFC 9110 §9.3.2). */
class RefusedHeadTest {
    private static final HttpOptions OPTIONS =
            HttpOptions.DEFAULTS.withLimits(HttpLimits.DEFAULTS.withLine(64).withHead(256));

    private static void endsWithItsHead(Visitor visitor, Web web, int status) {
        assertThat(visitor.read())
                .startsWith("HTTP/1.1 " + status + " ")
                .containsPattern("\r\nContent-Length: [1-9]")
                .endsWith("\r\n\r\n");
        assertThat(web.statistics().bodyBytesSent()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "400; / HTTP/1.1|bad field: y|",
                "400; /.. HTTP/1.1|",
                "400; / HTTP/1.1||",
                "413; / HTTP/1.1|Host: x|Content-Length: 999999999|",
                "414; /0123456789012345678901234567890123456789012345678901234567890123456789 HTTP/1.1|",
                "417; / HTTP/1.1|Host: x|Expect: more|",
                "431; / HTTP/1.1|Host: x|X: 0123456789012345678901234567890123456789012345678901234567890123456789"
                    + "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
                    + "012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789|",
                "501; / HTTP/1.1|Host: x|Transfer-Encoding: gzip, chunked|",
                "505; / HTTP/2.0|"
            })
    void whatIsRefusedBeforeItIsARequest(int status, String text) {
        String request = "HEAD " + text.replace("|", "\r\n") + "\r\n";
        try (Web web = new Web(OPTIONS, exchange -> exchange.send("never"))) {
            endsWithItsHead(web.visit().send(request), web, status);
        }
        try (Web web = new Web(OPTIONS, exchange -> exchange.send("never"))) {
            Visitor visitor = web.visit();
            request.chars().forEach(c -> visitor.send(String.valueOf((char) c)));
            endsWithItsHead(visitor, web, status);
        }
    }

    @Test
    void aHeadThatDoesNotComeInTime() {
        try (Web web = new Web(exchange -> exchange.send("never"))) {
            Visitor visitor = web.visit().send("HEAD / HTT");
            web.pass(Duration.ofMinutes(1));
            endsWithItsHead(visitor, web, 408);
        }
    }

    @Test
    void aConnectionThatServedAHeadAnswersOthersInFull() {
        try (Web web = new Web(exchange -> exchange.send("fine"))) {
            Visitor visitor = web.visit().ask("HEAD /");
            assertThat(visitor.read()).endsWith("\r\n\r\n");
            assertThat(visitor.send("HEADS / HTTP/1.1\r\n").read())
                    .startsWith("HTTP/1.1 501 ")
                    .endsWith("\r\n\r\n501 Not Implemented\n");
        }
    }
}
