package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestParserTest {
    private final RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);

    @Test
    void aParserResetInTheMiddleBeginsAnew() {
        RequestHead head = new RequestHead();
        assertThat(parser.head(Reading.buffer("GET /a"), head)).isFalse();
        assertThat(parser.isIdle()).isFalse();
        parser.reset();
        assertThat(parser.isIdle()).isTrue();
        assertThat(parser.head(Reading.buffer("PUT /b HTTP/1.1\r\nHost: a\r\n\r\n"), head))
                .isTrue();
        assertThat(head.target()).isEqualTo("/b");
    }

    @Test
    void stringsThatComeAgainAreTheSameForAllSiblings() {
        String input = "GET /a?b HTTP/1.1\r\nHost: a\r\nUser-Agent: x\r\n\r\n";
        RequestHead one = new RequestHead();
        RequestHead other = new RequestHead();
        RequestParser second = parser.sibling();
        assertThat(parser.head(Reading.buffer(input), one)).isTrue();
        assertThat(second.head(Reading.buffer(input), other)).isTrue();
        assertThat(one.path()).isEqualTo("/a").isSameAs(other.path());
        assertThat(one.field("user-agent")).isEqualTo("x").isSameAs(other.field("user-agent"));
    }

    @Test
    void aSiblingHasTheSameLimitsAndAPlaceOfItsOwn() {
        RequestParser narrow = new RequestParser(HttpLimits.DEFAULTS.withFields(1));
        assertThat(narrow.head(Reading.buffer("GET /a"), new RequestHead())).isFalse();
        byte[] input = Reading.bytes("GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n");
        assertThat(Reading.inPieces(narrow.sibling(), input, from -> input.length)
                        .brief())
                .isEqualTo("REFUSED TOO_MANY_FIELDS");
    }
}
