package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RequestHeadTest {
    private static final String INPUT = """
        POST /a HTTP/1.1
        Host: EXAMPLE.org:8080
        Accept: x,\ty
        aCCept:  z\s
        Connection: Upgrade, CLOSE
        Expect: 100-Continue
        Content-Length: 5
        Empty:

        """.replace("\n", "\r\n");

    @Test
    void fieldsAreFoundInAnyCase() {
        RequestHead head = Reading.head(INPUT);
        assertThat(head.field("ACCEPT")).isEqualTo("x,\ty");
        assertThat(head.fields("accept")).containsExactly("x,\ty", "z");
        assertThat(head.field("empty")).isEmpty();
        assertThat(head.field("accep")).isNull();
        assertThat(head.fields("other")).isEmpty();
        assertThat(head.fieldCount()).isEqualTo(7);
    }

    @Test
    void fieldsAreToldInLowerCaseAndInTheirOrder() {
        List<String> names = new ArrayList<>();
        Reading.head(INPUT).forEachField((name, value) -> names.add(name));
        assertThat(names)
                .containsExactly("host", "accept", "accept", "connection", "expect", "content-length", "empty");
    }

    @Test
    void tokensOfListsAreFoundInAnyCaseAndAsAWhole() {
        RequestHead head = Reading.head(INPUT);
        assertThat(head.hasToken("connection", "upgrade")).isTrue();
        assertThat(head.hasToken("Connection", "Close")).isTrue();
        assertThat(head.hasToken("Connection", "clos")).isFalse();
        assertThat(head.hasToken("accept", "y")).isTrue();
        assertThat(head.hasToken("accept", "z")).isTrue();
        assertThat(head.hasToken("accept", "x,\ty")).isFalse();
    }

    @Test
    void theHostIsInLowerCaseAndWithoutPort() {
        assertThat(Reading.head(INPUT).host()).isEqualTo("example.org");
        assertThat(Reading.head("GET / HTTP/1.1\r\nHost: [2001:DB8::1]:80\r\n\r\n")
                        .host())
                .isEqualTo("[2001:db8::1]");
    }

    @Test
    void framesAndConnectionAreTold() {
        RequestHead head = Reading.head(INPUT);
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.hasBody()).isTrue();
        assertThat(head.isChunked()).isFalse();
        assertThat(head.expectsContinue()).isTrue();
        assertThat(head.isPersistent()).isFalse();
        assertThat(Reading.head("POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
                        .expectsContinue())
                .isFalse();
        assertThat(Reading.head("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n")
                        .isPersistent())
                .isTrue();
        assertThat(Reading.head("GET / HTTP/1.0\r\nConnection: keep-alive, close\r\n\r\n")
                        .isPersistent())
                .isFalse();
    }

    @Test
    void nothingOfOneRequestIsLeftInTheNext() {
        RequestParser parser = new RequestParser(HttpLimits.DEFAULTS);
        RequestHead head = new RequestHead();
        assertThat(parser.head(Reading.buffer(INPUT), head)).isTrue();
        assertThat(head.path() + head.host() + head.query()).isEqualTo("/aexample.org");
        assertThat(parser.head(Reading.buffer("GET http://b/%41 HTTP/1.1\r\nHost: b\r\n\r\n"), head))
                .isTrue();
        assertThat(head.path() + head.host()).isEqualTo("/Ab");
        assertThat(parser.head(Reading.buffer("GET /c HTTP/1.0\r\n\r\n"), head)).isTrue();
        assertThat(head.path() + head.host()).isEqualTo("/c");
        assertThat(head.contentLength()).isEqualTo(-1);
        assertThat(head.hasBody() || head.expectsContinue() || head.isPersistent())
                .isFalse();
        assertThat(head.fieldCount()).isZero();
    }

    @Test
    void aFieldOfBytesBeyondAsciiIsOneCharacterAByte() {
        assertThat(Reading.head("GET / HTTP/1.1\r\nHost: a\r\nX: \u00c3\u00bc\r\n\r\n")
                        .field("x"))
                .isEqualTo("\u00c3\u00bc");
    }
}
