package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.FcntlH;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ZeroCopyTest {
    private static final int SIZE = 3_000_000;
    private static final long NOWHERE = ZeroCopy.NO_OFFSET;

    @TempDir
    private Path directory;

    private final byte[] content = new byte[SIZE];
    private final SocketPair pair = SocketPair.open(SocketType.STREAM);
    private final Pipe pipe = Pipe.open();
    private Path path = Path.of("");

    @BeforeEach
    void writeFile() throws IOException {
        new Random(7).nextBytes(content);
        path = directory.resolve("content");
        Files.write(path, content);
    }

    @AfterEach
    void close() {
        pair.close();
        pipe.close();
    }

    private byte[] receiveAll(StreamFd from, int count) {
        ByteBuffer into = ByteBuffer.allocateDirect(count);
        while (into.hasRemaining()) {
            Expect.events(from, Epoll.IN);
            assertThat(from.read(into)).isPositive();
        }
        byte[] bytes = new byte[count];
        into.flip().get(bytes);
        return bytes;
    }

    private byte[] contentFrom(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    @Test
    void aPartOfAFileIsSentAndItsPositionStays() {
        try (FileFd file = FileFd.open(path)) {
            assertThat(file.size()).isEqualTo(SIZE);
            assertThat(ZeroCopy.sendfile(pair.one(), file, 1_000, 500)).isEqualTo(500);
            assertThat(receiveAll(pair.other(), 500)).isEqualTo(contentFrom(1_000, 1_500));
            assertThat(FdInfo.of(file).position()).isZero();
        }
    }

    @Test
    void aSocketTakesWhatThereIsRoomForAndThenNothing() {
        try (FileFd file = FileFd.open(path)) {
            long offset = 0;
            long sent;
            while ((sent = ZeroCopy.sendfile(pair.one(), file, offset, SIZE - offset)) > 0) {
                offset += sent;
            }
            assertThat(sent).as("no room").isZero();
            assertThat(offset).isBetween(1L, SIZE - 1L);
            assertThat(receiveAll(pair.other(), (int) offset)).isEqualTo(contentFrom(0, (int) offset));
        }
    }

    @Test
    void aWholeFileArrivesInParts() {
        try (FileFd file = FileFd.open(path)) {
            ByteBuffer into = ByteBuffer.allocateDirect(SIZE);
            long offset = 0;
            while (into.hasRemaining()) {
                if (offset < SIZE) {
                    offset += ZeroCopy.sendfile(pair.one(), file, offset, SIZE - offset);
                }
                pair.other().read(into);
            }
            assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(content));
            assertThat(ZeroCopy.sendfile(pair.one(), file, offset, 1)).isEqualTo(StreamFd.END);
        }
    }

    @Test
    void atTheEndOfAFileAndBeyondThereIsNothing() {
        try (FileFd file = FileFd.open(path)) {
            assertThat(ZeroCopy.sendfile(pair.one(), file, SIZE - 1, 100)).isEqualTo(1);
            assertThat(ZeroCopy.sendfile(pair.one(), file, SIZE, 100)).isEqualTo(StreamFd.END);
            assertThat(ZeroCopy.sendfile(pair.one(), file, 2L * SIZE, 100)).isEqualTo(StreamFd.END);
        }
    }

    @Test
    void aFileIsSplicedIntoAPipeFromAnOffset() {
        try (FileFd file = FileFd.open(path)) {
            assertThat(ZeroCopy.splice(file, 10, pipe.writer(), NOWHERE, 20)).isEqualTo(20);
            assertThat(FdInfo.of(file).position()).isZero();
            assertThat(ZeroCopy.splice(file, NOWHERE, pipe.writer(), NOWHERE, 5))
                    .isEqualTo(5);
            assertThat(FdInfo.of(file).position()).isEqualTo(5);
            assertThat(receiveAll(pipe.reader(), 20)).isEqualTo(contentFrom(10, 30));
            assertThat(receiveAll(pipe.reader(), 5)).isEqualTo(contentFrom(0, 5));
            assertThat(ZeroCopy.splice(file, SIZE, pipe.writer(), NOWHERE, 1)).isEqualTo(StreamFd.END);
        }
    }

    @Test
    void aSocketIsSplicedThroughAPipeIntoAFileAtAnOffset() throws IOException {
        Expect.write(pair.one(), "spliced");
        assertThat(ZeroCopy.splice(pair.other(), NOWHERE, pipe.writer(), NOWHERE, 100))
                .isEqualTo(7);
        Path target = directory.resolve("target");
        try (StreamFd file = OpenFile.open(target, "file", FcntlH.O_CREAT | FcntlH.O_RDWR)) {
            assertThat(ZeroCopy.splice(pipe.reader(), NOWHERE, file, 3, 100)).isEqualTo(7);
        }
        assertThat(Files.readAllBytes(target)).startsWith(0, 0, 0).endsWith("spliced".getBytes(StandardCharsets.UTF_8));
        pair.one().shutdown(Shutdown.WRITE);
        assertThat(ZeroCopy.splice(pair.other(), NOWHERE, pipe.writer(), NOWHERE, 1))
                .isEqualTo(StreamFd.END);
    }

    @Test
    void nothingToSpliceAndNoRoomAreNoErrors() {
        assertThat(ZeroCopy.splice(pair.other(), NOWHERE, pipe.writer(), NOWHERE, 1))
                .isZero();
        assertThat(ZeroCopy.splice(pipe.reader(), NOWHERE, pair.one(), NOWHERE, 1))
                .isZero();
        try (FileFd file = FileFd.open(path)) {
            while (ZeroCopy.splice(file, 0, pipe.writer(), NOWHERE, SIZE) > 0) {
                // until the pipe is full
            }
            assertThat(ZeroCopy.splice(file, 0, pipe.writer(), NOWHERE, 1)).isZero();
        }
    }

    @Test
    void splicingBlocksOnNoPipe() {
        try (Pipe blocking = Pipe.openBlocking()) {
            assertThat(ZeroCopy.splice(blocking.reader(), NOWHERE, pair.one(), NOWHERE, 1))
                    .isZero();
        }
    }

    @Test
    void whatTheKernelRefusesIsExplained() {
        assertThatThrownBy(() -> ZeroCopy.splice(pair.one(), NOWHERE, pair.other(), NOWHERE, 1))
                .hasMessageContaining("EINVAL")
                .hasMessageEndingWith("one of the two has to be a pipe, and they have to differ");
        assertThatThrownBy(() -> ZeroCopy.splice(pipe.reader(), 1, pair.one(), NOWHERE, 1))
                .hasMessageContaining("ESPIPE")
                .hasMessageEndingWith("a pipe has no offsets");
        assertThatThrownBy(() -> ZeroCopy.sendfile(pair.one(), pipe.reader(), 0, 1))
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith("sendfile(" + pair.one() + ", " + pipe.reader() + ", offset 0, 1 bytes): ");
        pair.other().close();
        try (FileFd file = FileFd.open(path)) {
            assertThatThrownBy(() -> ZeroCopy.sendfile(pair.one(), file, 0, 1)).hasMessageContaining("EPIPE");
        }
    }

    @Test
    void refusesArgumentsBeforeTheKernelSeesThem() {
        try (FileFd file = FileFd.open(path)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ZeroCopy.sendfile(pair.one(), file, -1, 1))
                    .withMessageContaining("0 or more");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ZeroCopy.sendfile(pair.one(), file, 0, 0))
                    .withMessageContaining("1 byte or more");
            assertThatIllegalArgumentException().isThrownBy(() -> ZeroCopy.splice(file, -2, pipe.writer(), NOWHERE, 1));
        }
    }

    @Test
    void aClosedFileIsNotUsedAnyMore() {
        FileFd file = FileFd.open(path);
        file.close();
        assertThatThrownBy(() -> ZeroCopy.sendfile(pair.one(), file, 0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ZeroCopy.splice(file, 0, pipe.writer(), NOWHERE, 1))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void onlyARegularFileIsOpenedAndNothingIsLeaked() {
        Pipe.makeFifo(directory.resolve("fifo"), 0600);
        OpenDescriptors before = OpenDescriptors.list();
        for (Path other : new Path[] {directory, directory.resolve("fifo"), Path.of("/dev/null")}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> FileFd.open(other))
                    .withMessage(other + " is not a regular file");
        }
        assertThatThrownBy(() -> FileFd.open(directory.resolve("none"))).hasMessageContaining("ENOENT");
        assertThat(OpenDescriptors.list().since(before).count()).isZero();
    }
}
