package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GzipEncoderTest {
    private final ByteArrayOutputStream coded = new ByteArrayOutputStream();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 8 * 1024 - 10, 8 * 1024, 100_000, 3_000_000})
    void whatIsUnpackedIsWhatWasPacked(int length) throws Exception {
        byte[] text = bytes(length, 7);
        byte[] noise = bytes(length, 256);
        assertThat(unpacked(text, length)).isEqualTo(text);
        assertThat(unpacked(noise, length)).isEqualTo(noise);
        assertThat(unpacked(text, 1000)).isEqualTo(text);
        assertThat(unpacked(noise, 333)).isEqualTo(noise);
    }

    private static byte[] bytes(int length, int values) {
        byte[] bytes = new byte[length];
        Random random = new Random(42);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt(values);
        }
        return bytes;
    }

    /** Packed in pieces of a length, the last with the end; and unpacked by the JDK. */
    private byte[] unpacked(byte[] bytes, int piece) throws IOException {
        coded.reset();
        try (GzipEncoder encoder = new GzipEncoder(6)) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            while (in.remaining() > piece) {
                ByteBuffer part = in.slice(in.position(), piece);
                encoder.encode(part, false, this::take);
                assertThat(part.hasRemaining()).isFalse();
                in.position(in.position() + piece);
            }
            encoder.encode(in, true, this::take);
            assertThat(in.hasRemaining()).isFalse();
        }
        return new GZIPInputStream(new ByteArrayInputStream(coded.toByteArray())).readAllBytes();
    }

    private void take(ByteBuffer piece) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        coded.writeBytes(bytes);
    }

    @Test
    void directBuffersArePackedToo() throws Exception {
        ByteBuffer direct = ByteBuffer.allocateDirect(10).put("0123456789".getBytes(StandardCharsets.US_ASCII));
        try (GzipEncoder encoder = new GzipEncoder(1)) {
            encoder.encode(direct.flip().position(2).limit(8), true, this::take);
        }
        assertThat(direct.hasRemaining()).isFalse();
        assertThat(new GZIPInputStream(new ByteArrayInputStream(coded.toByteArray())).readAllBytes())
                .asString(StandardCharsets.US_ASCII)
                .isEqualTo("234567");
    }

    @Test
    void pieceComesOutBeforeTheNextGoesIn() throws Exception {
        try (GzipEncoder encoder = new GzipEncoder(9)) {
            encoder.encode(ByteBuffer.wrap("data: 1\n\n".getBytes(StandardCharsets.US_ASCII)), false, this::take);
            Inflater inflater = new Inflater(true);
            byte[] sent = coded.toByteArray();
            inflater.setInput(sent, 10, sent.length - 10);
            byte[] text = new byte[100];
            assertThat(inflater.inflate(text)).isEqualTo(9);
            inflater.end();
        }
    }

    @Test
    void emptyPiecesBringNothing() {
        try (GzipEncoder encoder = new GzipEncoder(6)) {
            encoder.encode(ByteBuffer.allocate(0), false, this::take);
            encoder.encode(ByteBuffer.allocate(0), false, this::take);
            assertThat(coded.size()).isZero();
        }
    }

    @Test
    void nothingFollowsTheEnd() {
        GzipEncoder encoder = new GzipEncoder(6);
        encoder.encode(ByteBuffer.allocate(0), true, this::take);
        assertThat(coded.size()).isEqualTo(20);
        assertThatThrownBy(() -> encoder.encode(ByteBuffer.allocate(1), false, this::take))
                .isInstanceOf(IllegalStateException.class);
        encoder.close();
        encoder.close();
    }

    @Test
    void levelThatThereIsNotIsRefused() {
        assertThatThrownBy(() -> new GzipEncoder(0)).hasMessageContaining("1 to 9, not 0");
        assertThatThrownBy(() -> new GzipEncoder(10)).hasMessageContaining("not 10");
    }
}
