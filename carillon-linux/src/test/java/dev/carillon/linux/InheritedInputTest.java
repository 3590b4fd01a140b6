package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors of this process read as if they had been inherited. */
class InheritedInputTest {
    @TempDir
    Path directory;

    @Test
    void aBlockingPipeIsReadThroughADescriptorOfOurOwn() {
        try (Pipe pipe = Pipe.openBlocking();
                InheritedInput input = InheritedInput.open(pipe.reader().number())) {
            assertThat(input.type()).isEqualTo(InheritedInput.Type.PIPE);
            assertThat(input.number()).isNotEqualTo(pipe.reader().number());
            assertThat(input.isCloseOnExec()).isTrue();
            assertThat(input.isNonBlocking()).isTrue();
            assertThat(pipe.reader().isNonBlocking()).isFalse();

            assertReadsBytesThenNothingThenTheEnd(pipe, input);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PIPE", "TERMINAL"})
    void aPipeThatCannotBeOpenedAgainIsReadWithoutBlocking(InheritedInput.Type type) {
        try (Pipe pipe = Pipe.openBlocking();
                InheritedInput input =
                        InheritedInput.withoutReopening(pipe.reader().number(), type)) {
            assertThat(input.isNonBlocking()).isFalse();

            assertReadsBytesThenNothingThenTheEnd(pipe, input);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PIPE", "TERMINAL"})
    void aFifoThatCannotBeOpenedAgainIsReadWithoutBlocking(InheritedInput.Type type) {
        Path path = directory.resolve("fifo");
        Pipe.makeFifo(path, 0600);
        try (StreamFd reader = Pipe.openFifo(path);
                StreamFd writer = Pipe.openFifoForWriting(path)) {
            reader.nonBlocking(false);
            try (InheritedInput input = InheritedInput.withoutReopening(reader.number(), type)) {
                assertThat(input.read(ByteBuffer.allocate(10))).isZero();
                Expect.write(writer, "dong");
                assertThat(read(input, 10)).isEqualTo("dong");
                assertThat(input.read(ByteBuffer.allocate(10))).isZero();
            }
        }
    }

    private static void assertReadsBytesThenNothingThenTheEnd(Pipe pipe, InheritedInput input) {
        ByteBuffer[] several = {ByteBuffer.allocateDirect(0), ByteBuffer.allocateDirect(2), ByteBuffer.allocateDirect(2)
        };
        assertThat(input.isPollable()).isTrue();
        assertThat(input.read(ByteBuffer.allocate(10))).isZero();
        assertThat(input.read(several)).isZero();

        Expect.write(pipe.writer(), "ding dong");
        Expect.events(input, Epoll.IN);
        assertThat(read(input, 4)).isEqualTo("ding");
        assertThat(input.read(several)).isBetween(2L, 4L);
        assertThat(several[1].flip()).isEqualTo(StandardCharsets.UTF_8.encode(" d"));
        assertThat(read(input, 10)).isIn("ong", "g");
        assertThat(input.read(ByteBuffer.allocate(10))).isZero();

        pipe.writer().close();
        assertThat(input.read(ByteBuffer.allocate(10))).isEqualTo(StreamFd.END);
    }

    private static String read(InheritedInput input, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        input.read(buffer);
        return StandardCharsets.UTF_8.decode(buffer.flip()).toString();
    }

    @Test
    void closingItLeavesTheInheritedDescriptorOpen() {
        try (Pipe pipe = Pipe.openBlocking()) {
            InheritedInput.open(pipe.reader().number()).close();

            Expect.write(pipe.writer(), "still here");
            assertThat(pipe.reader().available()).isEqualTo(10);
        }
    }

    @Test
    void aDescriptorThatIsNotOpenIsAtItsEnd() {
        try (InheritedInput input = InheritedInput.open(987_654)) {
            assertThat(input.type()).isEqualTo(InheritedInput.Type.CLOSED);
            assertThat(input.isPollable()).isFalse();
            assertThat(input.read(ByteBuffer.allocate(1))).isEqualTo(StreamFd.END);
        }
    }

    @Test
    void aWritingEndIsNotForReading() {
        try (Pipe pipe = Pipe.openBlocking();
                InheritedInput input = InheritedInput.open(pipe.writer().number())) {
            assertThat(input.type()).isEqualTo(InheritedInput.Type.CLOSED);
        }
    }

    @Test
    void aDirectoryIsAFileWhoseReadSaysWhatIsWrong() throws IOException {
        try (StreamFd handle = OpenFile.open(directory, "directory", 0);
                InheritedInput input = InheritedInput.open(handle.number())) {
            assertThat(input.type()).isEqualTo(InheritedInput.Type.FILE);
            assertThat(input.isPollable()).isFalse();
            assertThatThrownBy(() -> input.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(LinuxException.class)
                    .hasMessage("read(" + input + "): EISDIR (Is a directory)");
        }
    }

    @Test
    void nothingIsLeftOpen() {
        try (Pipe pipe = Pipe.openBlocking()) {
            InheritedInput.open(pipe.reader().number()).close();
            OpenDescriptors before = OpenDescriptors.list();
            InheritedInput.open(pipe.reader().number()).close();
            InheritedInput.open(987_654).close();
            assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
        }
    }

    @Test
    void aBufferWithoutRoomIsRefused() {
        try (Pipe pipe = Pipe.openBlocking();
                InheritedInput input =
                        InheritedInput.withoutReopening(pipe.reader().number(), InheritedInput.Type.PIPE)) {
            assertThatThrownBy(() -> input.read(ByteBuffer.allocate(0)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("read(" + input + ") needs a buffer with bytes remaining");
            assertThatThrownBy(() -> input.read(new ByteBuffer[] {ByteBuffer.allocateDirect(0)}))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aNegativeNumberIsRefused() {
        assertThatThrownBy(() -> InheritedInput.open(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a file descriptor is 0 or greater, not -1");
    }

    @ParameterizedTest
    @EnumSource(names = {"PIPE", "TERMINAL"})
    void useAfterCloseIsRefused(InheritedInput.Type type) {
        try (Pipe pipe = Pipe.openBlocking()) {
            InheritedInput input = InheritedInput.withoutReopening(pipe.reader().number(), type);
            input.close();

            assertThatThrownBy(() -> input.read(ByteBuffer.allocate(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(input + " is closed");
        }
    }
}
