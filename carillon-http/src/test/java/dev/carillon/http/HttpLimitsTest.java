package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is at a limit is taken, what is one beyond it is refused, by its own reason and at once. */
class HttpLimitsTest {
    private static final HttpLimits LIMITS = HttpLimits.DEFAULTS;
    private static final String CHUNKED = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";

    private static void expect(String input, String whole) {
        expect(input, LIMITS, whole);
    }

    private static void expect(String input, HttpLimits limits, String whole) {
        assertThat(Reading.of(input, limits).brief()).isEqualTo(whole);
        assertThat(Reading.byteByByte(input, limits).brief()).isEqualTo(whole);
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true"})
    void line(int beyond, boolean isRefused) {
        String target = "/" + "x".repeat(LIMITS.line() - "GET / HTTP/1.1".length() + beyond);
        expect("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n", isRefused ? "REFUSED LINE_TOO_LONG" : "GET " + target);
    }

    @Test
    void aLineWithoutEndIsRefusedAtItsLimit() {
        expect("GET /" + "x".repeat(LIMITS.line()), "REFUSED LINE_TOO_LONG");
        expect("GET /" + "x".repeat(LIMITS.line() - 5), "…");
    }

    @Test
    void emptyLinesWithoutEndAreRefusedAtTheLimitOfALine() {
        expect("\r\n".repeat(LIMITS.line() / 2), "…");
        expect("\r\n".repeat(LIMITS.line() / 2 + 1), "REFUSED LINE_TOO_LONG");
    }

    @ParameterizedTest
    @CsvSource({"0, GET /", "1, REFUSED HEAD_TOO_LARGE"})
    void head(int beyond, String expected) {
        String start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        expect(start + "x".repeat(LIMITS.head() - start.length() - 4 + beyond) + "\r\n\r\n", expected);
    }

    @Test
    void aHeadWithoutEndIsRefusedAtItsLimit() {
        String start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
        expect(start + "x".repeat(LIMITS.head() - start.length()), "…");
        expect(start + "x".repeat(LIMITS.head() - start.length() + 1), "REFUSED HEAD_TOO_LARGE");
    }

    @ParameterizedTest
    @CsvSource({"100, GET /", "101, REFUSED TOO_MANY_FIELDS"})
    void fields(int count, String expected) {
        expect("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n".repeat(count - 1) + "\r\n", expected);
    }

    @ParameterizedTest
    @CsvSource({"98, false", "99, true"})
    void trailersCountAsFields(int count, boolean isRefused) {
        String whole = "POST /" + " +x: y".repeat(count);
        expect(CHUNKED + "0\r\n" + "X: y\r\n".repeat(count) + "\r\n", isRefused ? "REFUSED TOO_MANY_FIELDS" : whole);
    }

    @Test
    void trailersCountForTheHead() {
        String value = "x".repeat(4000);
        String trailer = "X: " + value + "\r\n";
        expect(CHUNKED + "0\r\n" + trailer.repeat(4) + "\r\n", "POST /" + (" +x: " + value).repeat(4));
        expect(CHUNKED + "0\r\n" + trailer.repeat(5) + "\r\n", "REFUSED HEAD_TOO_LARGE");
    }

    @Test
    void extensionsOfChunksCountForTheHead() {
        String chunk = "1;" + "x".repeat(100) + "\r\na\r\n";
        expect(CHUNKED + chunk.repeat(100) + "0\r\n\r\n", "POST / [" + "a".repeat(100) + "]");
        expect(CHUNKED + chunk.repeat(200) + "0\r\n\r\n", "REFUSED HEAD_TOO_LARGE");
    }

    @ParameterizedTest
    @CsvSource({"5, POST / [aaaaa]", "6, REFUSED BODY_TOO_LARGE"})
    void body(int length, String expected) {
        HttpLimits limits = LIMITS.withBody(5);
        String body = "a".repeat(length);
        expect("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n" + body, limits, expected);
        expect(CHUNKED + length + "\r\n" + body + "\r\n0\r\n\r\n", limits, expected);
        expect(CHUNKED + "1\r\na\r\n".repeat(length) + "0\r\n\r\n", limits, expected);
    }

    @Test
    void aBodyWithALengthBeyondTheLimitIsRefusedBeforeItComes() {
        expect("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n", "REFUSED BODY_TOO_LARGE");
    }

    @Test
    void limitsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LIMITS.withLine(15))
                .withMessageContaining("line 15");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LIMITS.withHead(31))
                .withMessageContaining("head 31");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LIMITS.withFields(0))
                .withMessageContaining("fields 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LIMITS.withBody(-1))
                .withMessageContaining("body -1");
    }
}
