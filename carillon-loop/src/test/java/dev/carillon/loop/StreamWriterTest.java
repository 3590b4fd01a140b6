package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Pipe;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.Allocations;
import dev.carillon.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Writers of pipes, FIFOs and sockets: what the loop writes itself. */
class StreamWriterTest {
    private static final int PIPE = 64 * 1024;

    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");
    private final Pipe pipe = Pipe.open();
    private final ByteBuffer into = ByteBuffer.allocateDirect(PIPE);

    @AfterEach
    void close() {
        loop.close();
        pipe.close();
    }

    /** Notes what it is told. */
    private final class Witness implements StreamWriter.Handler {
        @Override
        public void ended(StreamWriter writer, WriterEnd end) {
            seen.add(end.cause() + " written " + end.written() + " lost " + end.lost());
        }

        @Override
        public void drained(StreamWriter writer) {
            seen.add("drained");
        }
    }

    private StreamWriter writer() {
        return loop.writer("writer", pipe.writer(), new Witness());
    }

    private static ByteBuffer bytes(int count) {
        return ByteBuffer.allocate(count);
    }

    /** Reads what is there, at the most so much. */
    private int read(StreamFd from, int most) {
        return from.read(into.clear().limit(most));
    }

    private String readText() {
        read(pipe.reader(), PIPE);
        return StandardCharsets.UTF_8.decode(into.flip()).toString();
    }

    @Test
    void whatIsGivenInOneTurnIsWrittenTogetherInTheNextInOrder() {
        StreamWriter writer = writer();
        assertThat(writer.write("one ")).isEqualTo(Written.TAKEN);
        assertThat(writer.write(new byte[] {'t', 'w', 'o'})).isEqualTo(Written.TAKEN);
        ByteBuffer rest = ByteBuffer.wrap(" three".getBytes(StandardCharsets.UTF_8));
        assertThat(writer.write(rest)).isEqualTo(Written.TAKEN);
        assertThat(rest.hasRemaining()).isFalse();
        assertThat(writer.queued()).isEqualTo(13);
        Turns.some(loop, 2);
        assertThat(readText()).isEqualTo("one two three");
        assertThat(writer.queued()).isZero();
        assertThat(writer.statistics().bytes()).isEqualTo(13);
        assertThat(writer.ledger()).isEqualTo(new Ledger(13, 13, 0, 0));
        assertThat(seen).isEmpty();
    }

    /** Gives a stream to a writer as fast as that takes it, and then finishes. */
    private final class Feeder implements StreamWriter.Handler {
        private final long total;
        private long given;

        private Feeder(long total) {
            this.total = total;
        }

        private void feed(StreamWriter writer) {
            Written answer = Written.TAKEN;
            while (given < total && answer == Written.TAKEN) {
                int count = (int) Math.min(total - given, 50_000);
                answer = writer.write(Pattern.bytes(given, count));
                given += count;
            }
            if (given == total) {
                writer.finish();
            }
        }

        @Override
        public void drained(StreamWriter writer) {
            feed(writer);
        }

        @Override
        public void ended(StreamWriter writer, WriterEnd end) {
            seen.add(end.cause() + " written " + end.written() + " lost " + end.lost());
        }
    }

    /** Reads to the end, in pieces of at the most so much, and answers how much that was. */
    private long readAll(StreamWriter writer, int piece) {
        long received = 0;
        int count = 0;
        while (count != StreamFd.END) {
            loop.turn(Duration.ofMillis(count > 0 ? 0 : 20));
            assertThat(writer.queued()).as("waits").isLessThanOrEqualTo(64 * 1024 + 50_000);
            count = read(pipe.reader(), piece);
            assertThat(Pattern.wrong(received, into.flip())).as("wrong byte").isEqualTo(-1);
            received += Math.max(0, count);
        }
        return received;
    }

    @Test
    void aHundredMegabytesArriveByteForByteThroughAPipeThatIsFull() {
        Feeder feeder = new Feeder(100 << 20);
        StreamWriter writer = loop.writer("writer", pipe.writer(), feeder);
        feeder.feed(writer);
        assertThat(readAll(writer, PIPE)).isEqualTo(100 << 20);
        assertThat(seen).containsExactly("FINISHED written " + (100 << 20) + " lost 0");
        assertThat(writer.isOpen()).isFalse();
        assertThat(pipe.writer().isOpen()).isFalse();
    }

    @Test
    void aReaderOfSingleBytesGetsThemAllAndTheLoopSleepsInBetween() {
        pipe.resize(4096);
        Feeder feeder = new Feeder(30_000);
        StreamWriter writer = loop.writer("writer", pipe.writer(), feeder);
        feeder.feed(writer);
        Turns.some(loop, 3);
        long turns = writer.statistics().turns();
        assertThat(readAll(writer, 1)).isEqualTo(30_000);
        // A pipe has room again when a page is free, not for each byte.
        assertThat(writer.statistics().turns() - turns).isLessThan(20);
        assertThat(seen).containsExactly("FINISHED written 30000 lost 0");
    }

    @Test
    void itIsFullAboveTheHighMarkAndDrainedAtTheLowOneOnce() {
        StreamWriter writer = writer().waterMarks(100_000, 10);
        assertThat(writer.write(bytes(100_000))).isEqualTo(Written.TAKEN);
        assertThat(writer.write(bytes(1))).isEqualTo(Written.FULL);
        Turns.some(loop, 3);
        assertThat(writer.queued()).isEqualTo(100_001 - PIPE);
        assertThat(writer.write(bytes(1))).as("until it is drained").isEqualTo(Written.FULL);
        assertThat(seen).isEmpty();
        read(pipe.reader(), PIPE);
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(writer.write(bytes(1))).isEqualTo(Written.TAKEN);
        Turns.some(loop, 3);
        assertThat(seen).containsExactly("drained");
    }

    @Test
    void whatDoesNotHeedItMeetsTheBoundIsDroppedWholeAndCounted() {
        StreamWriter writer = writer().bound(100);
        ByteBuffer refused = bytes(60);
        assertThat(writer.write(bytes(60))).isEqualTo(Written.TAKEN);
        assertThat(writer.write(refused)).isEqualTo(Written.DROPPED);
        assertThat(refused.remaining()).isEqualTo(60);
        assertThat(writer.write(bytes(40))).isEqualTo(Written.TAKEN);
        assertThat(writer.write(bytes(101))).isEqualTo(Written.DROPPED);
        assertThat(writer.ledger()).isEqualTo(new Ledger(261, 0, 0, 161));
        assertThat(writer.statistics().missed()).isEqualTo(161);
        Turns.some(loop, 2);
        assertThat(writer.ledger()).isEqualTo(new Ledger(261, 100, 0, 161));
    }

    @Test
    void finishWritesWhatWaitsAndThenClosesForTheReader() {
        StreamWriter writer = writer();
        writer.write(Pattern.bytes(0, 100_000));
        writer.finish();
        writer.finish();
        assertThat(writer.write("late")).isEqualTo(Written.FINISHED);
        assertThat(readAll(writer, PIPE)).isEqualTo(100_000);
        assertThat(seen).containsExactly("FINISHED written 100000 lost 4");
        assertThat(writer.write("later")).isEqualTo(Written.CLOSED);
        assertThat(writer.ledger().open()).isZero();
    }

    @Test
    void closeWritesWhatGoesWithoutWaitingAndCountsTheRestAsLost() {
        StreamWriter writer = writer();
        writer.write(bytes(PIPE + 1000));
        writer.close();
        assertThat(read(pipe.reader(), PIPE)).isEqualTo(PIPE);
        assertThat(read(pipe.reader(), PIPE)).isEqualTo(StreamFd.END);
        assertThat(writer.ledger()).isEqualTo(new Ledger(PIPE + 1000, PIPE, 0, 1000));
        Turns.some(loop, 3);
        assertThat(seen).isEmpty();
    }

    @Test
    void theLoopsEndWritesWhatGoesWithoutWaiting() {
        writer().write("last words");
        loop.close();
        assertThat(readText()).isEqualTo("last words");
    }

    @Test
    void aReaderThatGoesIsToldOfAtOnceAlsoWhileNothingIsWritten() {
        Loops.assumeEndsAreTold();
        StreamWriter writer = writer();
        writer.write("read");
        Turns.some(loop, 3);
        pipe.reader().close();
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(seen).containsExactly("READER_GONE written 4 lost 0");
        assertThat(writer.isOpen()).isFalse();
    }

    @Test
    void aReaderThatGoesWhileBytesWaitIsAnEndThatCountsThem() {
        StreamWriter writer = writer();
        writer.waterMarks(PIPE * 2, PIPE).write(bytes(PIPE + 5));
        Turns.some(loop, 3);
        pipe.reader().close();
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(seen).containsExactly("READER_GONE written " + PIPE + " lost 5");
        assertThat(writer.write("late")).isEqualTo(Written.CLOSED);
        assertThat(writer.statistics().errors()).isZero();
    }

    @Test
    void aPeersSocketThatClosesIsAReaderThatHasGone() {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        StreamWriter writer = loop.writer("writer", pair.one(), new Witness());
        try (Socket peer = pair.other()) {
            writer.write("unread");
            Turns.some(loop, 3);
            assertThat(read(peer, 2)).isEqualTo(2);
        }
        writer.write("more");
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(seen.getFirst()).startsWith("READER_GONE written 6");
    }

    @Test
    void aFifoTakesWhatItsReadersComeForLater(@TempDir Path directory) {
        Path path = directory.resolve("fifo");
        Pipe.makeFifo(path, 0600);
        StreamWriter writer = loop.writer("writer", Pipe.openFifo(path), new Witness());
        writer.write("kept");
        Turns.some(loop, 3);
        try (StreamFd reader = Pipe.openFifo(path)) {
            assertThat(read(reader, PIPE)).isEqualTo(4);
        }
        Turns.some(loop, 3);
        assertThat(seen).isEmpty();
    }

    @Test
    void switchedOffItTakesBytesAndWritesNone() {
        StreamWriter writer = writer();
        writer.disable();
        writer.write("kept");
        Turns.some(loop, 3);
        assertThat(writer.queued()).isEqualTo(4);
        writer.enable();
        Turns.some(loop, 3);
        assertThat(readText()).isEqualTo("kept");
    }

    @Test
    void aHandlerThatThrowsStopsNoBytesAndClosesAllTheSame() {
        List<Throwable> errors = new ArrayList<>();
        try (EventLoop own = EventLoop.open("own", Loops.OPTIONS.withErrorHandler((source, e) -> errors.add(e)))) {
            StreamWriter writer = own.writer("writer", pipe.writer(), new StreamWriter.Handler() {
                @Override
                public void ended(StreamWriter source, WriterEnd end) {
                    throw new IllegalStateException("in ended");
                }

                @Override
                public void drained(StreamWriter source) {
                    source.write("more");
                    source.finish();
                    throw new IllegalStateException("in drained");
                }
            });
            writer.waterMarks(1, 0).write("first ");
            Turns.until(own, () -> !writer.isOpen());
        }
        assertThat(errors).extracting(Throwable::getMessage).containsExactly("in drained", "in ended");
        assertThat(readText()).isEqualTo("first more");
    }

    @Test
    void anEdgeTriggeredAndAOneShotWriterGoOnAfterAFullPipe() {
        for (Trigger trigger : List.of(Trigger.EDGE, Trigger.ONE_SHOT)) {
            Loops.assumeCan(trigger);
            Pipe own = Pipe.open();
            StreamWriter writer = loop.writer("writer", own.writer(), new Witness());
            writer.trigger(trigger);
            writer.waterMarks(6 * PIPE, 0).write(bytes(5 * PIPE + 100));
            writer.finish();
            Turns.until(loop, () -> read(own.reader(), PIPE) == StreamFd.END);
            own.close();
        }
        assertThat(seen).hasSize(2).allMatch(("FINISHED written " + (5 * PIPE + 100) + " lost 0")::equals);
    }

    @Test
    void itsEndIsAwaitedWhereThereIsNoHandler() {
        StreamWriter writer = loop.writer("writer", pipe.writer());
        CompletableFuture<WriterEnd> end = writer.next();
        writer.write("all");
        writer.finish();
        Turns.until(loop, end::isDone);
        assertThat(end.join().cause()).isEqualTo(WriterEnd.Cause.FINISHED);
        assertThat(writer.next().join()).isEqualTo(end.join());
        StreamWriter closed = loop.writer("closed", Pipe.open().writer());
        CompletableFuture<WriterEnd> none = closed.next();
        closed.close();
        assertThat(none).isCancelled();
    }

    @Test
    void aLentDescriptorStaysOpenAndAGivenOneIsClosedAlsoIfRefused() {
        loop.writer("writer", borrowed(pipe.writer()), new Witness()).close();
        assertThat(pipe.writer().isOpen()).isTrue();
        assertThatThrownBy(() -> loop.writer(" ", borrowed(pipe.writer()), new Witness()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(pipe.writer().isOpen()).isTrue();
        assertThatThrownBy(() -> loop.writer(" ", pipe.writer(), new Witness()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(pipe.writer().isOpen()).isFalse();
    }

    @Test
    void anotherThreadIsRefused() {
        StreamWriter writer = writer();
        CompletableFuture<Written> elsewhere = CompletableFuture.supplyAsync(() -> writer.write("x"));
        assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothingIsLeftBehind() {
        try (LeakCheck leaks = LeakCheck.start()) {
            Pipe own = Pipe.open();
            loop.writer("writer", own.writer(), new Witness()).write("x");
            own.reader().close();
            Turns.until(loop, () -> !seen.isEmpty());
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aWriteAllocatesNothingOnceItIsWarm() throws Exception {
        StreamWriter writer = writer();
        ByteBuffer bytes = ByteBuffer.allocateDirect(1000);
        assertThat(Allocations.downTo(0, () -> {
                    for (int i = 0; i < 2000; i++) {
                        writer.write(bytes.clear());
                        loop.turn(Duration.ZERO);
                        read(pipe.reader(), PIPE);
                    }
                }))
                .isZero();
    }
}
