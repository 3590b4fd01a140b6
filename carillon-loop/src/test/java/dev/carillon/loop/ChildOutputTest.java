package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Spawn;
import dev.carillon.linux.StreamFd;
import dev.carillon.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A child's pipes, and when its end is told. */
class ChildOutputTest {
    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    /** Writes down what it is told. */
    private final class Witness implements ChildSource.Handler, StreamSource.LineHandler {
        @Override
        public void line(StreamSource source, String line) {
            seen.add(line);
        }

        @Override
        public void ended(StreamSource source) {
            seen.add("end of " + source.name());
        }

        @Override
        public void exited(ChildSource source, ExitStatus status) {
            seen.add("exited " + status.code());
        }

        @Override
        public void closed(ChildSource source, ExitStatus status) {
            seen.add("closed " + status.code());
        }
    }

    private ChildSource start(String script) {
        Spawn spawn = Spawn.command("sh", "-c", script)
                .pipeInput()
                .pipeOutput()
                .pipeError()
                .ownGroup();
        return loop.child("child", spawn, new Witness());
    }

    private static void write(StreamFd to, String text) {
        to.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void untilSeen(String what) {
        Turns.until(loop, () -> seen.contains(what));
    }

    @ParameterizedTest
    @ValueSource(strings = {"last\\n", "last"})
    void theEndIsToldAfterTheLastOutputAHundredTimesOfAHundred(String last) {
        for (int i = 0; i < 100; i++) {
            seen.clear();
            ChildSource child = start("echo first; printf '" + last + "'; exit 3");
            child.priority(Priority.HIGH);
            child.outputLines(new Witness());
            untilSeen("closed 3");
            assertThat(seen)
                    .as("round %d", i)
                    .containsExactly("first", "last", "end of child output", "exited 3", "closed 3");
            assertThat(child.isOpen()).isFalse();
        }
    }

    @RepeatedTest(20)
    void muchMoreThanATurnsShareIsStillReadBeforeTheEndIsTold() {
        ChildSource child = start("seq 20000");
        child.priority(Priority.HIGH);
        child.outputLines(new Witness()).budget(1);
        untilSeen("exited 0");
        assertThat(seen).hasSize(20_000 + 2).endsWith("20000", "end of child output", "exited 0");
    }

    @Test
    void whatWasLeftBehindWithThePipeDelaysClosedAlone() {
        Spawn spawn = Spawn.command("sh", "-c", "{ read x <&7; echo late; } & echo up; exit 4");
        ChildSource child = loop.child("child", spawn.pipeTo(7).pipeOutput(), new Witness());
        StreamFd input = child.take(7);
        child.outputLines(new Witness());
        untilSeen("exited 4");
        Turns.some(loop, 3);
        assertThat(seen).containsExactly("up", "exited 4");
        assertThat(child.isOpen()).isTrue();
        write(input, "go\n");
        untilSeen("closed 4");
        assertThat(seen).containsExactly("up", "exited 4", "late", "end of child output", "closed 4");
        input.close();
    }

    @Test
    void anOutputThatIsSwitchedOffIsNotWaitedForAndDelaysClosed() {
        ChildSource child = start("echo unread");
        StreamSource output = child.outputLines(new Witness());
        output.disable();
        untilSeen("exited 0");
        Turns.some(loop, 3);
        assertThat(seen).containsExactly("exited 0");
        output.enable();
        untilSeen("closed 0");
        assertThat(seen).containsExactly("exited 0", "unread", "end of child output", "closed 0");
    }

    @Test
    void anOutputThatIsSwitchedOffWhileItsRestIsReadIsNotWaitedForAnyLonger() {
        try (EventLoop own = EventLoop.open("own", Loops.OPTIONS.withReadBuffer(1024))) {
            ChildSource child = own.child("child", Spawn.command("seq", "1000").pipeOutput(), new Witness());
            StreamSource output = child.outputLines(new Witness());
            output.budget(1);
            Processes.awaitEnd(child.pid());
            Turns.some(own, 2);
            assertThat(seen).isNotEmpty().doesNotContain("exited 0");
            output.disable();
            Turns.until(own, () -> seen.contains("exited 0"));
            assertThat(seen).doesNotContain("1000");
            output.close();
            Turns.until(own, () -> seen.contains("closed 0"));
        }
    }

    @Test
    void bothOutputsAndBytesOfAnyNumberArrive() {
        List<Byte> bytes = new ArrayList<>();
        ChildSource child = loop.child(
                "child",
                Spawn.command("sh", "-c", "echo out; echo err >&2; printf abc >&7")
                        .pipeOutput()
                        .pipeError()
                        .pipeFrom(7),
                new Witness());
        child.outputLines(new Witness());
        child.errorLines(new Witness());
        StreamSource seven = child.bytes(7, (source, buffer) -> {
            while (buffer.hasRemaining()) {
                bytes.add(buffer.get());
            }
        });
        assertThat(seven.name()).isEqualTo("child 7");
        untilSeen("closed 0");
        assertThat(seen).contains("out", "err", "end of child output", "end of child error");
        assertThat(seen.subList(seen.size() - 2, seen.size())).containsExactly("exited 0", "closed 0");
        assertThat(bytes).containsExactly((byte) 'a', (byte) 'b', (byte) 'c');
    }

    @Test
    void aHandlerThatThrowsAtTheExitIsToldOfTheCloseAllTheSame() {
        List<Throwable> errors = new ArrayList<>();
        try (EventLoop own = EventLoop.open("own", Loops.OPTIONS.withErrorHandler((source, e) -> errors.add(e)))) {
            ChildSource child = own.child("child", Spawn.command("true"), new ChildSource.Handler() {
                @Override
                public void exited(ChildSource source, ExitStatus status) {
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public void closed(ChildSource source, ExitStatus status) {
                    seen.add("closed");
                }
            });
            Turns.until(own, () -> !child.isOpen());
        }
        assertThat(seen).containsExactly("closed");
        assertThat(errors).hasSize(1);
    }

    @Test
    void pipesThatNobodyTookAreClosedWithTheSource() {
        try (LeakCheck leaks = LeakCheck.start()) {
            ChildSource child = start("echo unread; cat; echo unread >&2");
            child.outputLines(new Witness());
            child.take(0).close();
            untilSeen("closed 0");
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aPipeIsTakenOnce() {
        ChildSource child = start("cat");
        child.outputLines(new Witness());
        assertThatThrownBy(() -> child.take(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("descriptor 1 of child " + child.pid() + " is not a pipe of ours");
    }
}
