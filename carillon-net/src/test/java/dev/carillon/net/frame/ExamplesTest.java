package dev.carillon.net.frame;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames written by hand, as other programs send them. */
class ExamplesTest {
    private static final String LONG_TEXT = "x".repeat(300);
    private static final String LONG_HEX = "78".repeat(300);

    static Stream<Arguments> frames() {
        return Stream.of(
                arguments(new LengthPrefix(1, BIG_ENDIAN, 255), "03 61 62 63", "abc"),
                arguments(new LengthPrefix(2, BIG_ENDIAN, 65535), "00 03 61 62 63", "abc"),
                arguments(new LengthPrefix(2, LITTLE_ENDIAN, 65535), "03 00 61 62 63", "abc"),
                arguments(new LengthPrefix(4, BIG_ENDIAN, 1000), "00 00 01 2c" + LONG_HEX, LONG_TEXT),
                arguments(new LengthPrefix(4, LITTLE_ENDIAN, 1000), "2c 01 00 00" + LONG_HEX, LONG_TEXT),
                arguments(new LengthPrefix(8, BIG_ENDIAN, 1000), "00 00 00 00 00 00 01 2c" + LONG_HEX, LONG_TEXT),
                arguments(new LengthPrefix(8, LITTLE_ENDIAN, 1000), "2c 01 00 00 00 00 00 00" + LONG_HEX, LONG_TEXT),
                arguments(new VarintPrefix(LITTLE_ENDIAN, 1000), "03 61 62 63", "abc"),
                arguments(new VarintPrefix(LITTLE_ENDIAN, 1000), "ac 02" + LONG_HEX, LONG_TEXT),
                arguments(new VarintPrefix(BIG_ENDIAN, 1000), "82 2c" + LONG_HEX, LONG_TEXT),
                arguments(new VarintPrefix(BIG_ENDIAN, 1000), "00", ""),
                arguments(Delimiter.lf(10), "61 0d 0a", "a\r"),
                arguments(Delimiter.crlf(10), "61 0a 0d 0d 0a", "a\n\r"),
                arguments(Delimiter.lines(10), "61 0d 62 0a", "a\rb"),
                arguments(Delimiter.of(10, (byte) 0, (byte) -1), "61 00 00 ff", "a\0"),
                arguments(new FixedSize(3), "61 62 63", "abc"),
                // A DNS message over TCP is a length prefix; a TLS record has its length in bytes 3 and 4 of the
                // header.
                arguments(
                        new HeaderAndBody(5, BIG_ENDIAN, header -> header.getShort(header.position() + 3), 100),
                        "16 03 03 00 02 61 62",
                        "\u0016\3\3\0\2ab"));
    }

    @ParameterizedTest
    @MethodSource("frames")
    void aFrameIsAsTheProtocolSays(Framing framing, String hex, String message) {
        byte[] frame = bytes(hex);
        assertThat(Reader.readAll(framing, 0, frame)).containsExactly("<" + message + ">");
        assertThat(framing.encodedLength(message.length())).isEqualTo(frame.length);
        for (int variant = 0; variant < 4; variant++) {
            ByteBuffer output = Reader.buffer(variant, frame.length + 2).position(1);
            framing.encode(ByteBuffer.wrap(Codec.ascii(message)), output);
            assertThat(output.position()).isEqualTo(1 + frame.length);
            byte[] written = new byte[frame.length];
            output.get(1, written);
            assertThat(written).isEqualTo(frame);
        }
    }

    @Test
    void aLineEndsWithLfOrCrlfAndTheLastOneAtTheEnd() {
        assertThat(lines("a\r\nb\n\n\r\nc\rd\n\r\r\nlast"))
                .containsExactly("<a>", "<b>", "<>", "<>", "<c\rd>", "<\r>", "<last>");
        assertThat(lines("cr\r")).containsExactly("<cr\r>");
        assertThat(lines("end\n")).containsExactly("<end>");
        assertThat(lines("")).isEmpty();
    }

    private static List<String> lines(String text) {
        return Reader.readAll(Delimiter.lines(10), 0, Codec.ascii(text));
    }

    static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }
}
