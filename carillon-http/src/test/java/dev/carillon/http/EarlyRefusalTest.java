package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A request is refused at the byte that shows it, not when its head is complete. The last byte of each is that one. */
class EarlyRefusalTest {
    static Stream<Sample> rows() {
        String get = "GET / HTTP/1.1\n" + Sample.HOST;
        return Stream.of(
                Sample.refused("another protocol", Refusal.MALFORMED, "\u0016"),
                Sample.refused("a line feed first", Refusal.MALFORMED, "␊"),
                Sample.refused("a method of 8 letters", Refusal.METHOD, "OPTIONSX"),
                Sample.refused("a method that is none", Refusal.METHOD, "GOT "),
                Sample.refused("a line of one word", Refusal.MALFORMED, "GET␍"),
                Sample.refused("a control character in a target", Refusal.MALFORMED, "GET /\u0001"),
                Sample.refused("a target that is not ASCII", Refusal.BAD_TARGET, "GET /\u00e9"),
                Sample.refused("CR without LF in the line", Refusal.MALFORMED, "GET / HTTP/1.1␍H"),
                Sample.refused("LF without CR in the line", Refusal.MALFORMED, "GET / HTTP/1.1␊"),
                Sample.refused("HTTP/3.0", Refusal.VERSION, "GET / HTTP/3.0\n"),
                Sample.refused("a path above the root", Refusal.BAD_TARGET, "GET /.. HTTP/1.1\n"),
                Sample.refused("a space at the start of a field", Refusal.MALFORMED, "GET / HTTP/1.1\n "),
                Sample.refused("a space in a name", Refusal.MALFORMED, get + "X "),
                Sample.refused("NUL in a value", Refusal.MALFORMED, get + "X: \0"),
                Sample.refused("LF without CR behind a value", Refusal.MALFORMED, get + "X: y␊"));
    }

    static Stream<Sample> fields() {
        String get = "GET / HTTP/1.1\n" + Sample.HOST;
        return Stream.of(
                // A field is complete only when it is known that the next line does not go on with it.
                Sample.refused("a second Host", Refusal.BAD_HOST, get + "Host: b\nX"),
                Sample.refused("a length of letters", Refusal.BAD_FRAMING, get + "Content-Length: x\nX"),
                Sample.refused(
                        "length and chunks",
                        Refusal.BAD_FRAMING,
                        get + "Content-Length: 1\nTransfer-Encoding: chunked\nX"),
                Sample.refused("another expectation", Refusal.EXPECTATION, get + "Expect: 200-ok\nX"),
                Sample.refused("a chunk without a size", Refusal.BAD_FRAMING, get + "Transfer-Encoding: chunked\n\nx"),
                Sample.refused(
                        "a chunk of 2^63 bytes",
                        Refusal.BAD_FRAMING,
                        get + "Transfer-Encoding: chunked\n\n8000000000000000"),
                Sample.refused(
                        "a size of 17 digits",
                        Refusal.BAD_FRAMING,
                        get + "Transfer-Encoding: chunked\n\n" + "0".repeat(17)),
                Sample.refused(
                        "a chunk longer than its size",
                        Refusal.BAD_FRAMING,
                        get + "Transfer-Encoding: chunked\n\n1\nab"),
                Sample.refused(
                        "a length in a trailer",
                        Refusal.BAD_FRAMING,
                        get + "Transfer-Encoding: chunked\n\n0\nContent-Length: 1\nX"));
    }

    @ParameterizedTest
    @MethodSource({"rows", "fields"})
    void isRefusedAtItsLastByte(Sample sample) {
        String input = sample.input();
        String before = input.substring(0, input.length() - 1);
        assertThat(Reading.byteByByte(before).isRefused())
                .as("without the last byte")
                .isFalse();
        assertThat(Reading.byteByByte(input).brief()).isEqualTo(sample.expected());
        assertThat(Reading.of(input).brief()).isEqualTo(sample.expected());
    }
}
