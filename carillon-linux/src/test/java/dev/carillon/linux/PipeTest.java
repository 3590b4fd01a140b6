package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipeTest {
    private final Pipe pipe = Pipe.open();

    @AfterEach
    void close() {
        pipe.close();
    }

    static Stream<IntFunction<ByteBuffer>> kindsOfBuffer() {
        return Stream.of(
                ByteBuffer::allocate,
                ByteBuffer::allocateDirect,
                size -> ByteBuffer.allocate(size + 5).slice(5, size),
                size -> ByteBuffer.allocateDirect(size + 5).slice(5, size));
    }

    private static ByteBuffer filled(ByteBuffer buffer, long seed) {
        byte[] bytes = new byte[buffer.remaining()];
        new Random(seed).nextBytes(bytes);
        buffer.duplicate().put(bytes);
        return buffer;
    }

    @ParameterizedTest
    @MethodSource("kindsOfBuffer")
    void arbitraryBytesComeOutAsTheyWentIn(IntFunction<ByteBuffer> allocation) {
        ByteBuffer from = filled(allocation.apply(1_000), 1);
        ByteBuffer into = allocation.apply(2_000);
        assertThat(pipe.writer().write(from)).isEqualTo(1_000);
        assertThat(from.hasRemaining()).isFalse();
        assertThat(pipe.reader().read(into)).isEqualTo(1_000);
        assertThat(into.position()).isEqualTo(1_000);
        assertThat(into.flip()).isEqualTo(from.flip());
    }

    @ParameterizedTest
    @MethodSource("kindsOfBuffer")
    void onlyTheBytesBetweenPositionAndLimitAreTouched(IntFunction<ByteBuffer> allocation) {
        ByteBuffer from = filled(allocation.apply(10), 2).position(3).limit(7);
        ByteBuffer expected = from.duplicate();
        assertThat(pipe.writer().write(from)).isEqualTo(4);
        assertThat(from.position()).isEqualTo(7);
        ByteBuffer into = allocation.apply(10).position(2).limit(9);
        assertThat(pipe.reader().read(into)).isEqualTo(4);
        assertThat(into.position()).isEqualTo(6);
        assertThat(into.duplicate().flip().position(2)).isEqualTo(expected);
        assertThat(into.duplicate().clear().get(6)).as("beyond what was read").isZero();
        assertThat(into.duplicate().clear().get(1)).as("before the position").isZero();
    }

    @Test
    void aSmallBufferReadsInParts() {
        pipe.writer().write(filled(ByteBuffer.allocate(10), 3));
        ByteBuffer into = ByteBuffer.allocate(4);
        assertThat(pipe.reader().available()).isEqualTo(10);
        assertThat(pipe.reader().read(into)).isEqualTo(4);
        assertThat(pipe.reader().read(into.clear())).isEqualTo(4);
        assertThat(pipe.reader().read(into.clear())).isEqualTo(2);
        assertThat(pipe.reader().available()).isZero();
        assertThat(pipe.reader().read(into.clear())).as("nothing now").isZero();
    }

    @ParameterizedTest
    @MethodSource("kindsOfBuffer")
    void aFullPipeTakesNothingAndLosesNothing(IntFunction<ByteBuffer> allocation) {
        Random expected = new Random(4);
        Random source = new Random(4);
        int written = 0;
        int count;
        do {
            ByteBuffer chunk = allocation.apply(4_096);
            byte[] bytes = new byte[4_096];
            source.nextBytes(bytes);
            chunk.duplicate().put(bytes);
            count = pipe.writer().write(chunk);
            assertThat(chunk.position()).isEqualTo(count);
            written += count;
        } while (count > 0);
        assertThat(written).isPositive();
        int read = 0;
        while (read < written) {
            ByteBuffer chunk = allocation.apply(4_096);
            read += pipe.reader().read(chunk);
            byte[] bytes = new byte[4_096];
            expected.nextBytes(bytes);
            assertThat(chunk.flip()).isEqualTo(ByteBuffer.wrap(bytes));
        }
        assertThat(read).isEqualTo(written);
    }

    @Test
    void aLongWriteIsTakenInPart() {
        ByteBuffer chunk = ByteBuffer.allocateDirect(10_000_000);
        int count = pipe.writer().write(chunk);
        assertThat(count).isBetween(1, 9_999_999);
        assertThat(chunk.position()).isEqualTo(count);
    }

    @Test
    void aHeapBufferIsCopiedFourKibibytesACall() {
        ByteBuffer from = filled(ByteBuffer.allocate(10_000), 6);
        assertThat(pipe.writer().write(from)).isEqualTo(4_096);
        assertThat(pipe.writer().write(from)).isEqualTo(4_096);
        assertThat(pipe.writer().write(from)).isEqualTo(1_808);
        ByteBuffer into = ByteBuffer.allocate(10_000);
        assertThat(pipe.reader().read(into)).isEqualTo(4_096);
        assertThat(pipe.reader().read(into)).isEqualTo(4_096);
        assertThat(pipe.reader().read(into)).isEqualTo(1_808);
        assertThat(into.flip()).isEqualTo(from.flip());
    }

    @Test
    void theEndComesAfterTheLastByteAndStays() {
        pipe.writer().write(ByteBuffer.wrap(new byte[] {1, 2, 3}));
        pipe.writer().close();
        ByteBuffer into = ByteBuffer.allocate(10);
        assertThat(pipe.reader().read(into)).isEqualTo(3);
        assertThat(pipe.reader().read(into)).isEqualTo(StreamFd.END);
        assertThat(pipe.reader().read(into)).isEqualTo(StreamFd.END);
        assertThat(pipe.reader().read(new ByteBuffer[] {ByteBuffer.allocateDirect(1)}))
                .isEqualTo(StreamFd.END);
        assertThat(into.position()).isEqualTo(3);
    }

    @ParameterizedTest
    @MethodSource("kindsOfBuffer")
    void aPipeNobodyReadsIsAnErrorAndDoesNotKillTheProcess(IntFunction<ByteBuffer> allocation) {
        pipe.reader().close();
        ByteBuffer from = allocation.apply(1);
        assertThatThrownBy(() -> pipe.writer().write(from))
                .isInstanceOf(LinuxException.class)
                .hasMessage("write(" + pipe.writer() + "): EPIPE (Broken pipe)");
        assertThat(from.position()).isZero();
    }

    @ParameterizedTest
    @MethodSource("kindsOfBuffer")
    void refusesABufferWithoutRoom(IntFunction<ByteBuffer> allocation) {
        pipe.writer().close();
        ByteBuffer empty = allocation.apply(1).position(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> pipe.reader().read(empty))
                .withMessageContaining("read(" + pipe.reader() + ")");
        assertThatIllegalArgumentException().isThrownBy(() -> pipe.reader().write(empty));
    }

    @ParameterizedTest
    @MethodSource("kindsOfBuffer")
    void doesNotReadIntoAReadOnlyBufferAndLosesNothing(IntFunction<ByteBuffer> allocation) {
        ByteBuffer memory = allocation.apply(2);
        pipe.writer().write(ByteBuffer.wrap(new byte[] {7, 8}));
        ByteBuffer readOnly = memory.asReadOnlyBuffer();
        assertThatThrownBy(() -> pipe.reader().read(readOnly)).isInstanceOf(ReadOnlyBufferException.class);
        assertThat(memory.get(0)).isZero();
        assertThat(pipe.reader().available()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("kindsOfBuffer")
    void writesFromAReadOnlyBuffer(IntFunction<ByteBuffer> allocation) {
        ByteBuffer from = filled(allocation.apply(9), 5).asReadOnlyBuffer();
        assertThat(pipe.writer().write(from)).isEqualTo(9);
        ByteBuffer into = ByteBuffer.allocate(9);
        pipe.reader().read(into);
        assertThat(into.flip()).isEqualTo(from.flip());
    }

    @Test
    void aBlockingReadWaitsForBytes() throws Exception {
        try (Pipe blocking = Pipe.openBlocking()) {
            assertThat(blocking.reader().isNonBlocking()).isFalse();
            assertThat(blocking.reader().isCloseOnExec()).isTrue();
            ByteBuffer into = ByteBuffer.allocate(4);
            TestThread<Integer> reader =
                    TestThread.running(() -> blocking.reader().read(into));
            reader.awaitBlockedOn(blocking.reader().number());
            blocking.writer().write(ByteBuffer.wrap(new byte[] {1, 2}));
            assertThat(reader.join()).isEqualTo(2);
        }
    }

    @Test
    void closingThePipeClosesBothEnds() {
        pipe.close();
        assertThat(pipe.reader().isOpen()).isFalse();
        assertThat(pipe.writer().isOpen()).isFalse();
        assertThatThrownBy(() -> pipe.writer().write(ByteBuffer.allocate(1))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pipe.reader().read(ByteBuffer.allocateDirect(1)))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> pipe.reader().read(new ByteBuffer[] {ByteBuffer.allocateDirect(1)}))
                .isInstanceOf(IllegalStateException.class);
    }
}
