package dev.carillon.net.frame;

import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds between a framing, its handler and the buffer, for all of them. */
class FramingTest {
    private final List<String> seen = new ArrayList<>();

    static Stream<Codec> codecs() {
        return Codec.all();
    }

    private void see(ByteBuffer message) {
        seen.add(StandardCharsets.ISO_8859_1.decode(message).toString());
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theInputIsBehindTheFrameWhateverTheHandlerDoes(Codec codec) throws Exception {
        byte[] message = codec.message(new Random(1));
        ByteBuffer input = ByteBuffer.wrap(codec.encoded(message, message, message, message));
        int frame = input.limit() / 4;
        Framing framing = codec.make();
        assertThat(framing.decode(input, bytes -> {})).isTrue();
        assertThat(input.position()).isEqualTo(frame);
        assertThat(framing.decode(input, ByteBuffer::clear)).isTrue();
        assertThat(input.position()).isEqualTo(2 * frame);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> framing.decode(input, bytes -> {
                    throw new IOException("full");
                }))
                .withMessage("full");
        assertThat(input.position()).isEqualTo(3 * frame);
        assertThat(input.limit()).isEqualTo(4 * frame);
        assertThat(framing.decode(input, this::see)).isTrue();
        assertThat(seen).containsExactly(new String(message, StandardCharsets.ISO_8859_1));
        assertThat(framing.decode(input, this::see)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void onlyOneMessageIsHandedOutACallSoThatThereCanBeAPauseAndAnotherBuffer(Codec codec) throws Exception {
        byte[] message = codec.message(new Random(2));
        ByteBuffer input = ByteBuffer.wrap(codec.encoded(message, message));
        Framing framing = codec.make();
        framing.decode(input, this::see);
        assertThat(seen).hasSize(1);
        ByteBuffer later =
                ByteBuffer.allocateDirect(1000).position(100).put(input).flip().position(100);
        framing.decode(later, this::see);
        assertThat(seen).hasSize(2).containsOnly(new String(message, StandardCharsets.ISO_8859_1));
        assertThat(later.hasRemaining()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void theOrderOfTheBufferStaysAsItIs(Codec codec) throws Exception {
        ByteBuffer input = ByteBuffer.wrap(codec.encoded(codec.message(new Random(3))));
        List<Object> orders = new ArrayList<>();
        codec.make().decode(input.order(LITTLE_ENDIAN), message -> orders.add(message.order()));
        codec.make().decode(input.rewind().order(BIG_ENDIAN), message -> orders.add(message.order()));
        assertThat(orders).containsExactly(LITTLE_ENDIAN, BIG_ENDIAN);
    }

    @Test
    void whatTricklesInIsSearchedOnce() throws Exception {
        Framing framing = Delimiter.lf(100);
        ByteBuffer input = ByteBuffer.allocate(100).put(Codec.ascii("abcdef")).flip();
        framing.decode(input, this::see);
        // Who looked again would find this.
        input.limit(9).put(2, (byte) '\n').put(8, (byte) '\n');
        framing.decode(input, this::see);
        assertThat(seen).containsExactly("ab\ndef\0\0");
    }

    @Test
    void aFrameWhoseBeginningIsNotOfferedAgainIsAMistakeOfTheCaller() throws Exception {
        Framing framing = Delimiter.lf(100);
        framing.decode(ByteBuffer.wrap(Codec.ascii("abc")), this::see);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> framing.decode(ByteBuffer.wrap(Codec.ascii("d\n")), this::see));
    }

    @Test
    void neededTellsTheLengthOfTheFrameAsSoonAsThePrefixIsThere() {
        ByteBuffer input = ByteBuffer.allocate(10).putInt(0, 70_000);
        Framing framing = new LengthPrefix(4, BIG_ENDIAN, 100_000);
        assertThat(framing.needed(input.limit(3))).isEqualTo(4);
        assertThat(framing.needed(input.limit(4))).isEqualTo(70_004);
        Framing delimiter = Delimiter.of(100, Codec.ascii("--end"));
        assertThat(delimiter.needed(ByteBuffer.wrap(Codec.ascii("ab")))).isEqualTo(7);
        assertThat(delimiter.needed(ByteBuffer.wrap(Codec.ascii("ab--e")))).isEqualTo(7);
    }

    @Test
    void aMessageMayBeCutByAnotherFraming() throws Exception {
        Framing outer = new LengthPrefix(1, BIG_ENDIAN, 100);
        Framing inner = Delimiter.lines(100);
        MessageHandler cut = message -> inner.decodeWhole(message, this::see);
        ByteBuffer input = ByteBuffer.wrap(Codec.ascii("\4a\nbc\0\3d\r\n"));
        outer.decodeWhole(input, cut);
        assertThat(seen).containsExactly("a", "bc", "d");
        assertThat(input.hasRemaining()).isFalse();
    }

    @Test
    void anotherFramingGoesOnWithTheRestOfTheStream() throws Exception {
        ByteBuffer input = ByteBuffer.wrap(Codec.ascii("UPGRADE\r\n\2ok\1!"));
        Delimiter.crlf(100).decode(input, this::see);
        new LengthPrefix(1, BIG_ENDIAN, 100).decodeWhole(input, this::see);
        assertThat(seen).containsExactly("UPGRADE", "ok", "!");
    }

    @Test
    void aRefusalSaysWhatIsWrongInOneLine() {
        assertThatExceptionOfType(FramingException.class)
                .isThrownBy(() -> new LengthPrefix(4, BIG_ENDIAN, 65536)
                        .needed(ByteBuffer.allocate(4).putInt(0, 70_000)))
                .withMessage("the length prefix tells a message of 70000 bytes, the limit is 65536");
        assertThatExceptionOfType(FramingException.class)
                .isThrownBy(() -> Delimiter.lf(3).needed(ByteBuffer.wrap(new byte[1000])))
                .withMessage("no delimiter within 4 bytes, the limit is 3");
        assertThatExceptionOfType(FramingException.class)
                .isThrownBy(() -> new FixedSize(10).end(ByteBuffer.allocate(3), this::see))
                .withMessage("the stream ended after 3 bytes of a frame of at least 10");
    }
}
