package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Errno;
import dev.carillon.linux.FileFd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamSourceTest {
    @TempDir
    private Path directory;

    private final List<String> seen = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final EventLoop loop =
            EventLoop.open("test", Loops.OPTIONS.withErrorHandler((source, error) -> failures.add(error)));

    /** What a handler does about a line. */
    @FunctionalInterface
    private interface Reaction {
        void to(StreamSource source, String line) throws Exception;
    }

    /** Notes lines and the end, and reacts. */
    private final class Noting implements StreamSource.LineHandler {
        private final Reaction reaction;

        private Noting(Reaction reaction) {
            this.reaction = reaction;
        }

        @Override
        public void line(StreamSource source, String line) throws Exception {
            seen.add(line);
            reaction.to(source, line);
        }

        @Override
        public void ended(StreamSource source) {
            seen.add("END");
        }
    }

    /** Collects bytes, and notes the end. */
    private final class Collecting implements StreamSource.BytesHandler {
        @Override
        public void bytes(StreamSource source, ByteBuffer bytes) {
            while (bytes.hasRemaining()) {
                received.write(bytes.get());
            }
        }

        @Override
        public void ended(StreamSource source) {
            seen.add("END");
        }
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private StreamSource lines(StreamFd stream) {
        return lines(stream, (source, line) -> {});
    }

    private StreamSource lines(StreamFd stream, Reaction reaction) {
        return loop.lines("lines", stream, new Noting(reaction));
    }

    private static void write(StreamFd to, String text) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            assertThat(to.write(bytes)).as("room in %s", to).isPositive();
        }
    }

    private void awaitEnd() {
        Turns.until(loop, () -> seen.contains("END"));
        Turns.some(loop, 5);
    }

    @Test
    void allBytesOfAPipeArriveInOrderAndThenItsEndOnce() {
        byte[] sent = new byte[300_000];
        new Random(1).nextBytes(sent);
        ByteBuffer left = ByteBuffer.wrap(sent);
        Pipe pipe = Pipe.open();
        StreamSource source = loop.bytes("bytes", pipe.reader(), new Collecting());
        Turns.until(loop, () -> {
            pipe.writer().write(left);
            return !left.hasRemaining();
        });
        pipe.writer().close();
        awaitEnd();
        assertThat(received.toByteArray()).isEqualTo(sent);
        assertThat(seen).containsExactly("END");
        assertThat(source.statistics().bytes()).isEqualTo(sent.length);
        assertThat(source.isOpen()).isFalse();
        assertThat(pipe.reader().isOpen()).isFalse();
    }

    @Test
    void bytesAndEndAreTheSameWhateverTheKernelInterruptsRefusesAndShortens() throws Exception {
        Seeds.forAll(20, seed -> {
            received.reset();
            seen.clear();
            byte[] sent = new byte[20_000];
            new Random(seed).nextBytes(sent);
            ScriptedKernel kernel =
                    ScriptedKernel.seeded(seed).interrupting(0.2).refusing(0.2).shortening(0.5);
            kernel.run(() -> {
                Pipe pipe = Pipe.open();
                loop.bytes("bytes", pipe.reader(), new Collecting());
                ByteBuffer left = ByteBuffer.wrap(sent);
                Turns.until(loop, () -> {
                    pipe.writer().write(left);
                    return !left.hasRemaining();
                });
                pipe.writer().close();
                awaitEnd();
            });
            assertThat(received.toByteArray()).isEqualTo(sent);
            assertThat(seen).as(kernel.describe()).containsExactly("END");
        });
    }

    @Test
    void aFifoOutlivesItsWriters() {
        Path path = directory.resolve("fifo");
        Pipe.makeFifo(path, 0600);
        StreamSource source = lines(Pipe.openFifo(path));
        for (String text : List.of("one\n", "tw", "o\nthree\n")) {
            try (StreamFd writer = Pipe.openFifoForWriting(path)) {
                write(writer, text);
            }
            Turns.some(loop, 3);
        }
        Turns.until(loop, () -> seen.size() == 3);
        assertThat(seen).containsExactly("one", "two", "three");
        assertThat(source.isOpen()).isTrue();
    }

    @Test
    void aRegularFileIsReadToItsEndThoughEpollRefusesItAndLeavesRoomForOthers() throws IOException {
        Path path = directory.resolve("file");
        Files.writeString(path, "line\n".repeat(50_000));
        StreamSource source = lines(FileFd.open(path));
        source.budget(1);
        source.priority(Priority.FIRST);
        CounterSource counter = loop.counter("counter", (s, value) -> seen.add("other"));
        counter.add(1);
        awaitEnd();
        assertThat(seen.indexOf("other")).isBetween(1, 49_999);
        seen.remove("other");
        assertThat(seen).hasSize(50_001).endsWith("line", "END");
        assertThat(source.statistics().bytes()).isEqualTo(250_000);
    }

    @Test
    void anEmptyFileAndTheNullDeviceEndAtOnceAndOnlyThemselves() throws IOException {
        lines(FileFd.open(Files.createFile(directory.resolve("empty"))));
        awaitEnd();
        lines(Pipe.openFifo(Path.of("/dev/null"))); // no FIFO, but opened alike
        Turns.until(loop, () -> seen.size() == 2);
        CounterSource counter = loop.counter("counter", (s, value) -> seen.add("other"));
        counter.add(1);
        Turns.until(loop, () -> seen.size() == 3);
        assertThat(seen).containsExactly("END", "END", "other");
    }

    @Test
    void whatIsSwitchedOffOrNotAwaitedLetsTheLoopSleep() throws IOException {
        Path path = Files.writeString(directory.resolve("file"), "line\n");
        lines(FileFd.open(path)).disable();
        loop.lines("awaited", FileFd.open(path));
        Pipe pipe = Pipe.open();
        loop.lines("awaited too", pipe.reader());
        write(pipe.writer(), "line\n");
        pipe.writer().close();
        boolean[] fired = {false};
        loop.timeout(() -> fired[0] = true).schedule(Duration.ofMillis(20));
        int turns = 0;
        while (!fired[0]) {
            loop.turn(Duration.ofSeconds(20));
            turns++;
        }
        assertThat(turns).as("turns in 20 ms").isLessThan(10);
    }

    @Test
    void aDisabledFileGoesOnWhereItWas() throws IOException {
        Path path = Files.writeString(directory.resolve("file"), "one\ntwo\nthree");
        StreamSource source = lines(FileFd.open(path), (s, line) -> s.disable());
        for (String next : List.of("one", "two", "three")) {
            Turns.until(loop, () -> seen.contains(next));
            Turns.some(loop, 3);
            assertThat(seen).endsWith(next);
            source.enable();
        }
        awaitEnd();
        assertThat(seen).containsExactly("one", "two", "three", "END");
    }

    @Test
    void aSourceClosedInItsHandlerGetsNoOtherLineAndNoEnd() {
        Pipe pipe = Pipe.open();
        lines(pipe.reader(), (source, line) -> source.close());
        write(pipe.writer(), "one\ntwo\nthree");
        pipe.writer().close();
        Turns.some(loop, 5);
        assertThat(seen).containsExactly("one");
        assertThat(loop.audit()).isEmpty();
    }

    @Test
    void aSourceClosedInItsLastLineGetsNoEnd() {
        Pipe pipe = Pipe.open();
        lines(pipe.reader(), (source, line) -> source.close());
        write(pipe.writer(), "no line end");
        pipe.writer().close();
        Turns.until(loop, () -> !seen.isEmpty());
        Turns.some(loop, 5);
        assertThat(seen).containsExactly("no line end");
    }

    @Test
    void aSourceDisabledInItsHandlerGetsTheRestOnceEnabled() {
        Pipe pipe = Pipe.open();
        StreamSource source = lines(pipe.reader(), (s, line) -> s.disable());
        write(pipe.writer(), "one\ntwo\nthree");
        pipe.writer().close();
        for (int count = 1; count <= 3; count++) {
            Turns.some(loop, 5);
            assertThat(seen).hasSize(count);
            source.enable();
        }
        awaitEnd();
        assertThat(seen).containsExactly("one", "two", "three", "END");
    }

    @Test
    void aLineWhoseHandlerThrowsTakesNoOtherWithIt() {
        Pipe pipe = Pipe.open();
        StreamSource source = lines(pipe.reader(), (s, line) -> {
            if (line.equals("bad")) {
                throw new IllegalStateException("planted");
            }
        });
        write(pipe.writer(), "good\nbad\nbetter\n");
        Turns.until(loop, () -> seen.size() == 3);
        assertThat(seen).containsExactly("good", "bad", "better");
        assertThat(failures).hasSize(1);
        source.onFailure(FailurePolicy.DISABLE);
        write(pipe.writer(), "good\nbad\nbetter\n");
        Turns.until(loop, () -> failures.size() == 2);
        assertThat(source.isEnabled()).isFalse();
        assertThat(seen).hasSize(5);
        source.enable();
        Turns.until(loop, () -> seen.size() == 6);
        pipe.writer().close();
    }

    @Test
    void anEdgeIsNotLostWhenTheErrorHandlerSwitchesTheSourceOnAgain() {
        Loops.assumeCan(Trigger.EDGE);
        LoopOptions options = Loops.OPTIONS.withReadBuffer(4).withErrorHandler((source, error) -> source.enable());
        try (EventLoop stubborn = EventLoop.open("test", options)) {
            Pipe pipe = Pipe.open();
            StreamSource source = stubborn.bytes("bytes", pipe.reader(), (s, bytes) -> {
                seen.add(StandardCharsets.UTF_8.decode(bytes).toString());
                throw new IllegalStateException("planted");
            });
            source.trigger(Trigger.EDGE);
            write(pipe.writer(), "one two thr");
            Turns.until(stubborn, () -> seen.size() == 3);
            assertThat(seen).containsExactly("one ", "two ", "thr");
            pipe.writer().close();
        }
    }

    @Test
    void anEdgeIsReadToTheLastAlsoWhereAReadDoesNotFillTheBuffer() {
        Loops.assumeCan(Trigger.EDGE);
        SocketPair pair = SocketPair.open(SocketType.DATAGRAM);
        try (Socket peer = pair.other()) {
            peer.write(ByteBuffer.wrap("one".getBytes(StandardCharsets.UTF_8)));
            peer.write(ByteBuffer.wrap("two".getBytes(StandardCharsets.UTF_8)));
            StreamSource source = loop.bytes(
                    "packets",
                    pair.one(),
                    (s, bytes) -> seen.add(StandardCharsets.UTF_8.decode(bytes).toString()));
            source.trigger(Trigger.EDGE);
            Turns.until(loop, () -> seen.size() == 2);
            assertThat(seen).containsExactly("one", "two");
            source.close();
        }
    }

    @Test
    void anEndWhoseHandlerThrowsClosesTheSourceAllTheSame() {
        Pipe pipe = Pipe.open();
        StreamSource source = loop.bytes("bytes", pipe.reader(), new StreamSource.BytesHandler() {
            @Override
            public void bytes(StreamSource s, ByteBuffer bytes) {}

            @Override
            public void ended(StreamSource s) {
                seen.add("END");
                throw new IllegalStateException("planted");
            }
        });
        pipe.writer().close();
        awaitEnd();
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("planted"));
        assertThat(source.isOpen()).isFalse();
        assertThat(seen).containsExactly("END");
    }

    @Test
    void aFailingReadDisablesOnlyItsSourceAndIsNamed() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            Pipe pipe = Pipe.open();
            StreamSource source = lines(pipe.reader());
            loop.turn(Duration.ZERO);
            write(pipe.writer(), "line\n");
            kernel.failNext("read", Errno.EIO);
            Turns.until(loop, () -> !failures.isEmpty());
            assertThat(failures.getFirst()).hasMessageStartingWith("read(" + pipe.reader() + "): EIO");
            assertThat(source.isEnabled()).isFalse();
            source.enable();
            Turns.until(loop, () -> seen.contains("line"));
            pipe.writer().close();
        });
    }

    @Test
    void aRateLimitLeavesTheRestInThePipeAndTheEndWaits() {
        Pipe pipe = Pipe.open();
        StreamSource source = lines(pipe.reader());
        source.rateLimit(1, Duration.ofMillis(20));
        write(pipe.writer(), "one\n");
        Turns.until(loop, () -> seen.size() == 1);
        write(pipe.writer(), "two\n");
        pipe.writer().close();
        awaitEnd();
        assertThat(seen).containsExactly("one", "two", "END");
        assertThat(source.statistics().limited()).isPositive();
    }
}
