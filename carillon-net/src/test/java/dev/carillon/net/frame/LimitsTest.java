package dev.carillon.net.frame;

import static dev.carillon.net.frame.FramingException.Reason.CUT_OFF;
import static dev.carillon.net.frame.FramingException.Reason.MALFORMED;
import static dev.carillon.net.frame.FramingException.Reason.TOO_LONG;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LimitsTest {
    static Stream<Arguments> limits() {
        return Stream.of(
                arguments(new LengthPrefix(1, BIG_ENDIAN, 7), "06", "07", "08"),
                arguments(new LengthPrefix(2, BIG_ENDIAN, 256), "00ff", "0100", "0101"),
                arguments(new LengthPrefix(2, LITTLE_ENDIAN, 255), "fe00", "ff00", "0001"),
                arguments(new LengthPrefix(4, BIG_ENDIAN, 65536), "0000ffff", "00010000", "00010001"),
                arguments(new LengthPrefix(8, LITTLE_ENDIAN, 0x100), "ff", "0001000000000000", "0101000000000000"),
                arguments(new VarintPrefix(LITTLE_ENDIAN, 127), "7e", "7f", "80"),
                arguments(new VarintPrefix(LITTLE_ENDIAN, 128), "7f", "8001", "8101"),
                arguments(new VarintPrefix(BIG_ENDIAN, 128), "7f", "8100", "8101"),
                arguments(new VarintPrefix(BIG_ENDIAN, 16383), "fe7f", "ff7f", "ff80"),
                arguments(Delimiter.lf(3), "6161", "616161", "61616161"),
                arguments(Delimiter.crlf(3), "61610d0a", "6161610d0a", "61616161"),
                arguments(Delimiter.crlf(3), "61610d0a", "616161", "6161610d0d"),
                arguments(Delimiter.lines(3), "61610d0a", "6161610d0a", "61616161"),
                arguments(Delimiter.lines(3), "61610a", "6161610a", "6161610d0d"),
                arguments(Delimiter.of(0, (byte) 0), "", "00", "61"),
                arguments(new HeaderAndBody(2, BIG_ENDIAN, ByteBuffer::getShort, 300), "0129", "012a", "012b"));
    }

    @ParameterizedTest
    @MethodSource("limits")
    void aMessageIsRefusedAboveTheLimitAsSoonAsThatCanBeTold(Framing framing, String below, String at, String above)
            throws Exception {
        accepts(framing, below);
        accepts(framing, at);
        // Without the last byte it could still be right.
        accepts(framing, above.substring(0, above.length() - 2));
        refuses(framing, above, TOO_LONG);
        refuses(framing, above + "00".repeat(1000), TOO_LONG);
        accepts(framing, below);
    }

    /** The same framing cuts one stream after the other: it remembers nothing of a refused or ended one. */
    private static void accepts(Framing framing, String hex) throws Exception {
        ByteBuffer input = input(hex);
        framing.decode(input, message -> {});
        assertThat(framing.needed(input)).isPositive();
        framing.end(input.position(input.limit()), message -> {});
    }

    private static void refuses(Framing framing, String hex, FramingException.Reason reason) {
        ByteBuffer input = input(hex);
        for (int times = 0; times < 2; times++) {
            assertThatExceptionOfType(FramingException.class)
                    .isThrownBy(() -> framing.decode(input, message -> {}))
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(reason));
            assertThat(input.position()).isZero();
        }
        assertThatExceptionOfType(FramingException.class).isThrownBy(() -> framing.needed(input));
    }

    static Stream<Arguments> malformed() {
        int most = Integer.MAX_VALUE;
        return Stream.of(
                arguments(new LengthPrefix(4, BIG_ENDIAN, most - 4), "ffffffff", TOO_LONG),
                arguments(new LengthPrefix(4, BIG_ENDIAN, most - 4), "7ffffffc", TOO_LONG),
                arguments(new LengthPrefix(4, BIG_ENDIAN, most - 4), "80000000", TOO_LONG),
                arguments(new LengthPrefix(8, BIG_ENDIAN, most - 8), "8000000000000000", TOO_LONG),
                arguments(new LengthPrefix(8, BIG_ENDIAN, most - 8), "ffffffffffffffff", TOO_LONG),
                arguments(new LengthPrefix(8, BIG_ENDIAN, most - 8), "0000000100000001", TOO_LONG),
                arguments(new LengthPrefix(8, LITTLE_ENDIAN, most - 8), "0100000001000000", TOO_LONG),
                arguments(new VarintPrefix(LITTLE_ENDIAN, most - 5), "ffffffff7f", TOO_LONG),
                arguments(new VarintPrefix(BIG_ENDIAN, most - 5), "ffffffff7f", TOO_LONG),
                arguments(new VarintPrefix(LITTLE_ENDIAN, most - 5), "ffffffffff", TOO_LONG),
                arguments(new VarintPrefix(LITTLE_ENDIAN, 1000), "8000", MALFORMED),
                arguments(new VarintPrefix(LITTLE_ENDIAN, most - 5), "8180808000", MALFORMED),
                arguments(new VarintPrefix(BIG_ENDIAN, 1000), "8001", MALFORMED),
                arguments(new HeaderAndBody(2, BIG_ENDIAN, ByteBuffer::getShort, most), "8000", MALFORMED),
                arguments(new HeaderAndBody(1, BIG_ENDIAN, header -> Long.MAX_VALUE, most), "00", TOO_LONG),
                arguments(new HeaderAndBody(1, BIG_ENDIAN, header -> most, most), "00", TOO_LONG),
                arguments(new HeaderAndBody(1, BIG_ENDIAN, LimitsTest::refuse, 9), "00", MALFORMED));
    }

    private static long refuse(ByteBuffer header) {
        throw new FramingException(MALFORMED, "unknown kind of message " + header.get());
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void lengthsThatAreNoneAreRefusedAtThePrefix(Framing framing, String hex, FramingException.Reason reason)
            throws Exception {
        accepts(framing, hex.substring(0, hex.length() - 2));
        refuses(framing, hex, reason);
    }

    @Test
    void theLongestPossibleLengthIsStillNotComplete() throws Exception {
        ByteBuffer prefix = ByteBuffer.allocate(4).putInt(0, Integer.MAX_VALUE - 4);
        Framing framing = new LengthPrefix(4, BIG_ENDIAN, Integer.MAX_VALUE - 4);
        assertThat(framing.decode(prefix, message -> {})).isFalse();
        assertThat(framing.needed(prefix)).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void aLengthIsUnsigned() {
        assertThat(new LengthPrefix(1, BIG_ENDIAN, 255).needed(input("c8"))).isEqualTo(201);
        assertThat(new LengthPrefix(2, BIG_ENDIAN, 65535).needed(input("9c40"))).isEqualTo(40_002);
        assertThatExceptionOfType(FramingException.class)
                .isThrownBy(() -> new LengthPrefix(4, BIG_ENDIAN, 9).needed(input("ffffffff")))
                .withMessageContaining("4294967295");
        assertThatExceptionOfType(FramingException.class)
                .isThrownBy(() -> new LengthPrefix(8, BIG_ENDIAN, 9).needed(input("ffffffffffffffff")))
                .withMessageContaining("18446744073709551615");
    }

    private static ByteBuffer input(String hex) {
        return ByteBuffer.wrap(ExamplesTest.bytes(hex));
    }

    static Stream<Codec> codecs() {
        return Codec.all().filter(codec -> !codec.name().equals("lines"));
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void halfAFrameIsRefusedWhenTheStreamEnds(Codec codec) {
        byte[] message = codec.make() instanceof HeaderAndBody ? new byte[3] : new byte[codec.longest()];
        byte[] frame = codec.make() instanceof Delimiter ? Codec.ascii("xyz") : codec.encoded(message);
        for (int length = 1; length < frame.length; length++) {
            ByteBuffer half = ByteBuffer.wrap(frame, 0, length);
            assertThatExceptionOfType(FramingException.class)
                    .isThrownBy(() -> codec.make().end(half, rest -> {}))
                    .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(CUT_OFF));
            assertThat(half.position()).isZero();
        }
    }

    @Test
    void theLastLineHasTheLimitToo() {
        Framing framing = Delimiter.lines(3);
        assertThat(Reader.readAll(framing, 0, Codec.ascii("abc"))).containsExactly("<abc>");
        assertThat(Reader.readAll(framing, 0, Codec.ascii("abc\r"))).containsExactly("TOO_LONG");
    }

    @Test
    void aCodecRefusesLimitsThatMakeNoSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LengthPrefix(3, BIG_ENDIAN, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new LengthPrefix(1, BIG_ENDIAN, 256));
        assertThatIllegalArgumentException().isThrownBy(() -> new LengthPrefix(2, BIG_ENDIAN, 65536));
        assertThatIllegalArgumentException().isThrownBy(() -> new LengthPrefix(4, BIG_ENDIAN, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new LengthPrefix(4, BIG_ENDIAN, Integer.MAX_VALUE - 3));
        assertThatIllegalArgumentException().isThrownBy(() -> new VarintPrefix(BIG_ENDIAN, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> new VarintPrefix(BIG_ENDIAN, Integer.MAX_VALUE));
        assertThatIllegalArgumentException().isThrownBy(() -> Delimiter.lines(Integer.MAX_VALUE - 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Delimiter.of(10));
        assertThatIllegalArgumentException().isThrownBy(() -> new FixedSize(0));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeaderAndBody(0, BIG_ENDIAN, header -> 0, 9));
        assertThatIllegalArgumentException().isThrownBy(() -> new HeaderAndBody(10, BIG_ENDIAN, header -> 0, 9));
    }
}
