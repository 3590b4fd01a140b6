package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Pipe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines awaited in straight-line code. */
class StreamAwaitTest {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final LoopGroup group = LoopGroup.start("test", 1, Loops.OPTIONS);
    private final EventLoop loop = group.next();
    private final Pipe pipe = Pipe.open();
    private StreamSource source;

    @BeforeEach
    void open() throws Exception {
        source = loop.submit(() -> loop.lines("lines", pipe.reader())).get();
    }

    @AfterEach
    void close() {
        group.close();
        pipe.close();
    }

    private void write(String text) {
        pipe.writer().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aVirtualThreadReadsLineByLineToTheEnd() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Thread reader = Thread.ofVirtual().start(() -> readAll(lines));
        write("one\ntwo\nthr");
        write("ee\nfour");
        pipe.writer().close();
        assertThat(reader.join(GENEROUS)).isTrue();
        assertThat(lines).containsExactly("one", "two", "three", "four", "END");
    }

    private void readAll(List<String> lines) {
        try {
            while (true) {
                lines.add(source.await());
            }
        } catch (CancellationException e) {
            lines.add("END");
        } catch (InterruptedException e) {
            lines.add("INTERRUPTED");
        }
    }

    @Test
    void manyReadersShareTheLinesAndEachGetsTheEnd() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            readers.add(Thread.ofVirtual().start(() -> readAll(lines)));
        }
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            sent.add("line " + i);
            write("line " + i + "\n");
        }
        pipe.writer().close();
        for (Thread reader : readers) {
            assertThat(reader.join(GENEROUS)).isTrue();
        }
        assertThat(lines.stream().filter("END"::equals)).hasSize(10);
        assertThat(lines.stream().filter(line -> !line.equals("END"))).containsExactlyInAnyOrderElementsOf(sent);
    }

    @Test
    void aWaitThatIsGivenUpTakesNoLineAway() throws Exception {
        assertThatThrownBy(() -> source.await(Duration.ofMillis(5)))
                .isInstanceOf(TimeoutException.class)
                .hasMessage("no event of pipe \"lines\" in time");
        assertThatThrownBy(() -> source.await(Duration.ofSeconds(Long.MIN_VALUE)))
                .isInstanceOf(TimeoutException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(source::await).isInstanceOf(InterruptedException.class);
        write("one\ntwo\n");
        assertThat(source.await(GENEROUS)).isEqualTo("one");
        assertThat(source.await(GENEROUS)).isEqualTo("two");
    }

    @Test
    void whatNobodyAwaitsAnyMoreStaysInThePipeAndLetsTheLoopSleep() throws Exception {
        write("one\n");
        assertThat(source.await(GENEROUS)).isEqualTo("one");
        write("two\n");
        CountDownLatch rested = new CountDownLatch(1);
        long before = loop.statistics().turns();
        loop.execute(() -> loop.timeout(rested::countDown).schedule(Duration.ofMillis(20)));
        assertThat(rested.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.statistics().turns() - before).as("turns in 20 ms").isLessThan(20);
        assertThat(source.await(GENEROUS)).isEqualTo("two");
    }

    @Test
    void aThreadThatIsInterruptedWhileItWaitsStopsWaiting() throws Exception {
        List<String> lines = Collections.synchronizedList(new ArrayList<>());
        Thread reader = Thread.ofVirtual().start(() -> readAll(lines));
        write("one\n");
        assertThat(untilSize(lines, 1)).containsExactly("one");
        reader.interrupt();
        assertThat(reader.join(GENEROUS)).isTrue();
        assertThat(lines).containsExactly("one", "INTERRUPTED");
    }

    private static List<String> untilSize(List<String> lines, int size) {
        long deadline = System.nanoTime() + GENEROUS.toNanos();
        while (lines.size() < size && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        return lines;
    }

    @Test
    void linesThatNobodyTookAreStillThereAfterTheEndAndThenEveryWaitFails() throws Exception {
        write("one\ntwo\nthree");
        pipe.writer().close();
        assertThat(source.await(GENEROUS)).isEqualTo("one");
        assertThat(source.await(GENEROUS)).isEqualTo("two");
        assertThat(source.await(GENEROUS)).isEqualTo("three");
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> source.await(GENEROUS))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("pipe \"lines\" is closed or at its end");
        }
        assertThat(source.isOpen()).isFalse();
    }

    @Test
    void aLineThatWasReadIsTakenWithoutTheLoop() throws Exception {
        write("one\ntwo\n");
        pipe.writer().close();
        assertThat(source.await(GENEROUS)).isEqualTo("one");
        assertThat(loop.submit(() -> end(source)).get()).isFalse();
        CountDownLatch taken = new CountDownLatch(1);
        loop.execute(() -> awaitQuietly(taken)); // the loop stands still meanwhile
        assertThat(source.await(GENEROUS)).isEqualTo("two");
        taken.countDown();
    }

    private static boolean end(StreamSource source) {
        source.close();
        return source.isOpen();
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAwaitedFileGivesItsLinesAndEnds(@TempDir Path directory) throws Exception {
        Path path = Files.writeString(directory.resolve("file"), "one\ntwo\n");
        StreamSource file =
                loop.submit(() -> loop.lines("file", FileFd.open(path))).get();
        assertThat(file.await(GENEROUS)).isEqualTo("one");
        assertThat(file.await(GENEROUS)).isEqualTo("two");
        assertThatThrownBy(() -> file.await(GENEROUS)).isInstanceOf(CancellationException.class);
    }

    @Test
    void waitingOnTheLoopsOwnThreadOrBesideAHandlerIsRefused() throws Exception {
        assertThatThrownBy(() -> loop.submit(() -> source.await()).get())
                .hasRootCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("awaiting pipe \"lines\" on its loop's own thread would never end");
        Pipe other = Pipe.open();
        StreamSource handled = loop.submit(() -> loop.lines("handled", other.reader(), (s, line) -> {}))
                .get();
        assertThatThrownBy(handled::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pipe \"handled\" has a handler: only a source made without one can be awaited");
        other.writer().close();
    }
}
