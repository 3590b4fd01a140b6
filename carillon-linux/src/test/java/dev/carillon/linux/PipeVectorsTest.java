package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several buffers in one call. */
class PipeVectorsTest {
    private final Pipe pipe = Pipe.open();

    @AfterEach
    void close() {
        pipe.close();
    }

    private static ByteBuffer direct(String text) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(text.length());
        buffer.put(text.getBytes(StandardCharsets.ISO_8859_1)).flip();
        return buffer;
    }

    private static ByteBuffer[] rooms(int... sizes) {
        return IntStream.of(sizes).mapToObj(ByteBuffer::allocateDirect).toArray(ByteBuffer[]::new);
    }

    private static String textOf(ByteBuffer buffer) {
        return StandardCharsets.ISO_8859_1.decode(buffer.duplicate().flip()).toString();
    }

    @Test
    void buffersAreWrittenAndReadInOrder() {
        assertThat(pipe.writer().write(new ByteBuffer[] {direct("car"), direct(""), direct("ill"), direct("on")}))
                .isEqualTo(8);
        ByteBuffer[] into = rooms(1, 4, 0, 10, 5);
        assertThat(pipe.reader().read(into)).isEqualTo(8);
        assertThat(into).extracting(PipeVectorsTest::textOf).containsExactly("c", "aril", "", "lon", "");
    }

    @Test
    void positionsAndLimitsAreHonoured() {
        ByteBuffer first = direct("abcdef").position(2).limit(4);
        ByteBuffer second = direct("xyz").position(1);
        assertThat(pipe.writer().write(new ByteBuffer[] {first, second})).isEqualTo(4);
        assertThat(first.position()).isEqualTo(4);
        assertThat(second.position()).isEqualTo(3);
        ByteBuffer into = ByteBuffer.allocate(9);
        pipe.reader().read(into);
        assertThat(textOf(into)).isEqualTo("cdyz");
    }

    @Test
    void aWriteTakenInPartMovesThePositionsByThatMuch() {
        ByteBuffer[] from = rooms(30_000, 30_000, 30_000, 30_000);
        long count = pipe.writer().write(from);
        assertThat(count).isBetween(1L, 119_999L);
        assertThat(IntStream.range(0, 4).mapToLong(i -> from[i].position()).sum())
                .isEqualTo(count);
        for (int i = 1; i < 4; i++) {
            assertThat(from[i].position() == 0 || !from[i - 1].hasRemaining()).isTrue();
        }
    }

    @Test
    void answersZeroWhenThereIsNothingOrNoRoom() {
        assertThat(pipe.reader().read(rooms(1, 1))).isZero();
        ByteBuffer[] filling = rooms(10_000_000);
        pipe.writer().write(filling);
        assertThat(pipe.writer().write(rooms(5_000))).isZero();
    }

    @Test
    void takesAsManyBuffersAsTheDocumentationSays() {
        ByteBuffer[] most = IntStream.range(0, 256).mapToObj(i -> direct("x")).toArray(ByteBuffer[]::new);
        assertThat(pipe.writer().write(most)).isEqualTo(256);
        ByteBuffer[] tooMany =
                IntStream.range(0, 257).mapToObj(i -> direct("x")).toArray(ByteBuffer[]::new);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipe.writer().write(tooMany))
                .withMessageContaining("256")
                .withMessageContaining("257");
        assertThatIllegalArgumentException().isThrownBy(() -> pipe.writer().write(new ByteBuffer[0]));
    }

    @Test
    void refusesHeapBuffersByTheirIndex() {
        ByteBuffer[] mixed = {direct("a"), ByteBuffer.allocate(1)};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipe.writer().write(mixed))
                .withMessageContaining("buffer 1");
    }

    @Test
    void refusesBuffersWithoutRoomBecauseThatWouldLookLikeTheEnd() {
        assertThatIllegalArgumentException().isThrownBy(() -> pipe.reader().read(rooms(0, 0)));
        assertThatIllegalArgumentException().isThrownBy(() -> pipe.writer().write(rooms(0)));
    }

    @Test
    void doesNotReadIntoReadOnlyBuffers() {
        pipe.writer().write(direct("abc"));
        ByteBuffer[] into = {
            ByteBuffer.allocateDirect(1), ByteBuffer.allocateDirect(2).asReadOnlyBuffer()
        };
        assertThatThrownBy(() -> pipe.reader().read(into)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(pipe.reader().available()).isEqualTo(3);
        assertThat(pipe.writer().write(new ByteBuffer[] {direct("d").asReadOnlyBuffer()}))
                .isEqualTo(1);
    }

    @Test
    void aPipeNobodyReadsIsAnError() {
        pipe.reader().close();
        assertThatThrownBy(() -> pipe.writer().write(new ByteBuffer[] {direct("a")}))
                .hasMessage("writev(" + pipe.writer() + "): EPIPE (Broken pipe)");
    }
}
