package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.OutputFile;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers of files and of blocking descriptors: what a thread writes. */
class FileWriterTest {
    @TempDir
    private Path directory;

    private final List<String> seen = new ArrayList<>();
    private final ManualTime time = new ManualTime();
    private final EventLoop loop = EventLoop.open("test", Loops.OPTIONS.withTime(time));

    @AfterEach
    void close() {
        loop.close();
    }

    /** Notes what it is told. */
    private final class Witness implements StreamWriter.Handler {
        @Override
        public void ended(StreamWriter writer, WriterEnd end) {
            seen.add(end.cause() + " written " + end.written() + " lost " + end.lost()
                    + end.error().map(e -> " " + e.getMessage()).orElse(""));
        }

        @Override
        public void drained(StreamWriter writer) {
            seen.add("drained");
        }

        @Override
        public void noSpace(StreamWriter writer, LinuxException error) {
            seen.add("no space: " + error.errno());
        }
    }

    /** A file that can be held up, and be without space. */
    private static final class Disk extends StreamFd {
        private final StreamFd real;
        private final StreamFd full = OutputFile.append(Path.of("/dev/full")).open();
        private final Semaphore gate = new Semaphore(0);
        private final CountDownLatch entered = new CountDownLatch(1);
        private volatile boolean isFull;

        private Disk(StreamFd real) {
            super(real.number(), "disk"); // which it closes
            this.real = real;
        }

        @Override
        public int write(ByteBuffer from) {
            entered.countDown();
            gate.acquireUninterruptibly();
            return (isFull ? full : real).write(from);
        }

        private void openGate() {
            gate.release(1_000_000);
        }
    }

    private Disk disk() {
        return new Disk(OutputFile.append(file()).open());
    }

    private Path file() {
        return directory.resolve("file");
    }

    private StreamWriter appending() {
        return loop.writer("log", OutputFile.append(file()).open(), new Witness());
    }

    private void until(String what) {
        Turns.until(loop, () -> seen.contains(what));
    }

    @Test
    void aFileIsAppendedToInOrderAndClosedAfterTheLastByte() throws IOException {
        Files.writeString(file(), "before ");
        StreamWriter writer = appending();
        writer.write("one ");
        Turns.some(loop, 2);
        writer.write("two ");
        writer.write("three");
        writer.finish();
        until("FINISHED written 13 lost 0");
        assertThat(file()).hasContent("before one two three");
        assertThat(writer.isOpen()).isFalse();
        assertThat(writer.ledger()).isEqualTo(new Ledger(13, 13, 0, 0));
    }

    @Test
    void muchIsWrittenByteForByteWithBackPressure() throws IOException {
        StreamWriter writer = loop.writer("log", OutputFile.replace(file()).open(), new StreamWriter.Handler() {
            private long given;

            @Override
            public void ended(StreamWriter source, WriterEnd end) {
                seen.add(end.toString());
            }

            @Override
            public void drained(StreamWriter source) {
                while (given < 20 << 20 && source.write(Pattern.bytes(given, 1 << 14)) == Written.TAKEN) {
                    given += 1 << 14;
                }
                given += given < 20 << 20 ? 1 << 14 : 0; // what was taken and made it full
                if (given == 20 << 20) {
                    source.finish();
                }
            }
        });
        writer.waterMarks(0, 0).write(new byte[1]);
        Turns.until(loop, () -> !writer.isOpen());
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file())).position(1);
        assertThat(bytes.remaining()).isEqualTo(20 << 20);
        assertThat(Pattern.wrong(0, bytes)).isEqualTo(-1);
    }

    @Test
    void aDiskThatHoldsItsThreadUpDoesNotHoldTheLoopUp() throws Exception {
        Disk disk = disk();
        StreamWriter writer = loop.writer("log", disk, new Witness());
        writer.waterMarks(1, 0).bound(10).write("one");
        Turns.some(loop, 1);
        disk.entered.await();
        assertThat(writer.write("two")).isEqualTo(Written.FULL);
        assertThat(writer.write("three")).isEqualTo(Written.DROPPED);
        Turns.some(loop, 3);
        assertThat(writer.queued()).isEqualTo(6);
        assertThat(seen).isEmpty();
        disk.openGate();
        until("drained");
        assertThat(file()).hasContent("onetwo");
        assertThat(writer.ledger()).isEqualTo(new Ledger(11, 6, 0, 5));
    }

    @Test
    void aFullFileSystemIsToldOnceAndEverythingIsWrittenWhenItHasSpaceAgain() {
        Disk disk = disk();
        disk.isFull = true;
        disk.openGate();
        StreamWriter writer = loop.writer("log", disk, new Witness());
        writer.write("one ");
        until("no space: ENOSPC");
        writer.write("two ");
        time.pass(Duration.ofMillis(999));
        Turns.some(loop, 3);
        assertThat(writer.queued()).isEqualTo(8);
        time.pass(Duration.ofMillis(10));
        Turns.until(loop, () -> disk.gate.availablePermits() == 1_000_000 - 2);
        Turns.some(loop, 3);
        disk.isFull = false;
        writer.write("three");
        writer.finish();
        Turns.until(loop, () -> {
            time.pass(Duration.ofMillis(100));
            return !writer.isOpen();
        });
        assertThat(file()).hasContent("one two three");
        assertThat(seen).containsExactly("no space: ENOSPC", "FINISHED written 13 lost 0");
    }

    @Test
    void anErrorThatStaysIsAnEndWithItsReason() throws IOException {
        Files.createFile(file());
        StreamWriter writer = loop.writer("log", FileFd.open(file()), new Witness()); // for reading only
        writer.write("lost");
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(seen.getFirst())
                .startsWith("FAILED written 0 lost 4 write(file ")
                .contains("EBADF");
        assertThat(writer.statistics().errors()).isZero();
    }

    @Test
    void aFileThatMayNotGrowIsAnEndWithItsReason() {
        try (ChildJvm child = ChildJvm.of(FileLimitMain.class)
                .through("prlimit", "--fsize=4096")
                .options("-XX:-UsePerfData")
                .arguments(file().toString())
                .start()) {
            assertThat(child.awaitLine("FAILED written 4096 lost 904 write(file "))
                    .contains("EFBIG");
            assertThat(child.awaitExit()).isZero();
        }
        assertThat(file()).hasSize(4096);
    }

    @Test
    void closeDropsWhatTheThreadHasNotBegunAndItsDescriptorOutlivesTheCall() throws Exception {
        Disk disk = disk();
        StreamWriter writer = loop.writer("log", disk, new Witness());
        writer.write("begun");
        Turns.some(loop, 1);
        disk.entered.await();
        writer.write("not begun");
        writer.close();
        assertThat(writer.isOpen()).isFalse();
        assertThat(disk.isOpen()).as("the thread is at it").isTrue();
        disk.openGate();
        Turns.until(loop, () -> !disk.isOpen());
        assertThat(file()).hasContent("begun");
        assertThat(writer.ledger()).isEqualTo(new Ledger(14, 5, 0, 9));
        assertThat(seen).isEmpty();
    }

    @Test
    void theLoopsEndWaitsForWhatFilesAreStillToGet() {
        StreamWriter writer = appending();
        writer.write(Pattern.bytes(0, 1 << 20));
        Turns.some(loop, 1);
        writer.write("last words");
        loop.close();
        assertThat(file()).hasSize((1 << 20) + 10);
        assertThat(writer.ledger().open()).isZero();
        assertThat(writer.ledger().missed()).isZero();
    }

    @Test
    void theLoopsEndWaitsNoLongerThanItMay() throws Exception {
        Disk disk = disk();
        StreamWriter writer = loop.writer("log", disk, new Witness());
        writer.write("stuck");
        Turns.some(loop, 1);
        disk.entered.await();
        writer.write("behind");
        assertThat(loop.close(Duration.ofMillis(20))).isTrue();
        assertThat(writer.ledger()).isEqualTo(new Ledger(11, 0, 0, 11));
        disk.openGate();
    }

    @Test
    void aBlockingPipeIsWrittenByAThreadThatCanBeCalledOff() {
        try (LeakCheck leaks = LeakCheck.start()) {
            Pipe pipe = Pipe.openBlocking();
            StreamWriter writer = loop.writer("writer", pipe.writer(), new Witness());
            writer.write(Pattern.bytes(0, 100_000));
            pipe.reader().nonBlocking(true);
            ByteBuffer into = ByteBuffer.allocateDirect(4096);
            for (long received = 0; received < 20_000; received += into.remaining()) {
                Turns.until(loop, () -> pipe.reader().read(into.clear()) > 0);
                assertThat(Pattern.wrong(received, into.flip())).isEqualTo(-1);
            }
            assertThat(pipe.writer().isNonBlocking()).isFalse();
            writer.close();
            Turns.until(loop, () -> !pipe.writer().isOpen());
            pipe.reader().close();
            Ledger ledger = writer.ledger();
            assertThat(ledger.handled()).isBetween(20_000L, 99_999L);
            assertThat(ledger.open()).isZero();
            leaks.assertNothingLeft();
        }
    }

    @Test
    void theLoopsEndWaitsForNoReaderOfABlockingPipe() {
        Pipe pipe = Pipe.openBlocking();
        StreamWriter writer = loop.writer("writer", pipe.writer(), new Witness());
        writer.write(Pattern.bytes(0, 1_000_000));
        Turns.some(loop, 1);
        assertThat(loop.close(Duration.ofMinutes(10))).isTrue();
        assertThat(writer.ledger().missed()).isPositive(); // ten seconds would not be too long for a file
        pipe.reader().close();
    }

    @Test
    void aBlockingPipeWhoseReaderGoesIsAnEnd() {
        Pipe pipe = Pipe.openBlocking();
        StreamWriter writer = loop.writer("writer", borrowed(pipe.writer()), new Witness());
        writer.waterMarks(1 << 20, 1 << 20).write(Pattern.bytes(0, 100_000));
        Turns.some(loop, 1);
        pipe.reader().close();
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(seen.getFirst()).startsWith("READER_GONE").contains("EPIPE");
        assertThat(writer.ledger().open()).isZero();
        assertThat(pipe.writer().isOpen()).isTrue();
        pipe.close();
    }

    @Test
    void itsEndIsAwaitedFromAnotherThread() throws Exception {
        try (LoopGroup group = LoopGroup.start("group", 1, Loops.OPTIONS)) {
            EventLoop other = group.next();
            StreamWriter writer = other.submit(
                            () -> other.writer("log", OutputFile.append(file()).open()))
                    .join();
            other.execute(() -> {
                writer.write("all");
                writer.finish();
            });
            assertThat(writer.await(Duration.ofSeconds(20)).cause()).isEqualTo(WriterEnd.Cause.FINISHED);
        }
        assertThat(file()).hasContent("all");
    }

    @Test
    void aRefusedOneIsClosedUnlessItWasLent() {
        StreamFd file = OutputFile.append(file()).open();
        assertThatThrownBy(() -> loop.writer(" ", borrowed(file), new Witness()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file.isOpen()).isTrue();
        assertThatThrownBy(() -> loop.writer(" ", file)).isInstanceOf(IllegalArgumentException.class);
        assertThat(file.isOpen()).isFalse();
    }
}
