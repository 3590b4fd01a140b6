package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class RequestParsersTest {
    private final RequestParsers parsers = new RequestParsers(HttpLimits.DEFAULTS);

    @Test
    void aReleasedParserIsLeasedAgain() {
        RequestParser parser = parsers.lease();
        assertThat(parsers.lease()).isNotSameAs(parser);
        parsers.release(parser);
        assertThat(parsers.lease()).isSameAs(parser);
    }

    @Test
    void aParserReleasedInTheMiddleBeginsAnew() {
        RequestParser parser = parsers.lease();
        RequestHead head = new RequestHead();
        assertThat(parser.head(ByteBuffer.wrap(Reading.bytes("GET /a")), head)).isFalse();
        assertThat(parser.isIdle()).isFalse();
        parsers.release(parser);
        assertThat(parser.isIdle()).isTrue();
        assertThat(parser.head(ByteBuffer.wrap(Reading.bytes("PUT /b HTTP/1.1\r\nHost: a\r\n\r\n")), head))
                .isTrue();
        assertThat(head.target()).isEqualTo("/b");
    }

    @Test
    void stringsThatComeAgainAreTheSameOnAllConnectionsOfALoop() {
        String input = "GET /a?b HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\n\r\n";
        RequestHead one = new RequestHead();
        RequestHead other = new RequestHead();
        RequestParser first = parsers.lease();
        RequestParser second = parsers.lease();
        assertThat(first.head(ByteBuffer.wrap(Reading.bytes(input)), one)).isTrue();
        assertThat(second.head(ByteBuffer.wrap(Reading.bytes(input)), other)).isTrue();
        assertThat(one.path()).isEqualTo("/a").isSameAs(other.path());
        assertThat(one.field("user-agent")).isEqualTo("x").isSameAs(other.field("user-agent"));
    }
}
