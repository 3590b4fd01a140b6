package dev.carillon.net.frame;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.testkit.Seeds;
import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EncodeTest {
    static Stream<Codec> codecs() {
        return Codec.all();
    }

    static Stream<Codec> delimiters() {
        return Codec.delimiters();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aFrameNeedsItsRoomAndIsNotBegunWithLess(Codec codec) {
        Framing framing = codec.make();
        ByteBuffer message = ByteBuffer.wrap(codec.message(new Random(1)));
        int length = framing.encodedLength(message.remaining());
        ByteBuffer tight = ByteBuffer.allocate(length - 1);
        assertThatExceptionOfType(BufferOverflowException.class).isThrownBy(() -> framing.encode(message, tight));
        assertThat(message.position()).isZero();
        assertThat(tight.position()).isZero();
        ByteBuffer exact = ByteBuffer.allocateDirect(length);
        framing.encode(message, exact);
        assertThat(message.hasRemaining()).isFalse();
        assertThat(exact.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void aMessageAboveTheLimitIsNotSent(Codec codec) {
        refuses(codec.make(), new byte[codec.longest() + 1]);
        assertThatIllegalArgumentException().isThrownBy(() -> codec.make().encodedLength(codec.longest() + 1));
        assertThatIllegalArgumentException().isThrownBy(() -> codec.make().encodedLength(-1));
    }

    @ParameterizedTest
    @MethodSource("delimiters")
    void aMessageIsSentIfAndOnlyIfDecodingGivesItBack(Codec codec) {
        Seeds.forAll(500, seed -> {
            Random random = new Random(seed);
            byte[] message = Codec.bytes(random, random.nextInt(codec.longest() + 1));
            String delimiter = new String(codec.encoded(new byte[] {'x'}), StandardCharsets.ISO_8859_1).substring(1);
            String text = new String(message, StandardCharsets.ISO_8859_1);
            boolean endsEarly = (text + delimiter).indexOf(delimiter) < text.length();
            boolean losesCr = codec.name().equals("lines") && text.endsWith("\r");
            assertThat(codec.isRefused(message)).isEqualTo(endsEarly || losesCr);
        });
    }

    @Test
    void aDelimiterThatWouldBeginInTheMessageIsSeen() {
        Framing framing = Delimiter.of(10, Codec.ascii("aa"));
        refuses(framing, Codec.ascii("xa"));
        refuses(framing, Codec.ascii("xaay"));
        assertThat(Reader.readAll(framing, 0, Codec.ascii("ax" + "aa"))).containsExactly("<ax>");
    }

    @Test
    void whatIsNotLikeItsHeaderIsNotSent() {
        Framing header = new HeaderAndBody(2, BIG_ENDIAN, ByteBuffer::getShort, 10);
        refuses(header, new byte[] {0});
        assertThatIllegalArgumentException()
                .isThrownBy(() -> header.encodedLength(1))
                .withMessage("a message has a header of 2 bytes, this one 1 in all");
        refuses(header, new byte[] {0, 2, 9});
        refuses(header, new byte[] {0, 0, 9});
        refuses(new FixedSize(3), new byte[2]);
    }

    private static void refuses(Framing framing, byte[] bytes) {
        ByteBuffer message = ByteBuffer.wrap(bytes);
        ByteBuffer output = ByteBuffer.allocate(1000).position(7);
        assertThatIllegalArgumentException().isThrownBy(() -> framing.encode(message, output));
        assertThat(message.position()).isZero();
        assertThat(message.limit()).isEqualTo(bytes.length);
        assertThat(output.position()).isEqualTo(7);
        assertThat(output.limit()).isEqualTo(1000);
    }
}
