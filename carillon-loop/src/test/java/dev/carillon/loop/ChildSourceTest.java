package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carillon.linux.Child;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildSourceTest {
    private final List<ExitStatus> ends = new ArrayList<>();
    private final Pipe pipe = Pipe.openToRead();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
        pipe.close();
    }

    private ChildSource start(Spawn spawn) {
        return loop.child("child", spawn, (source, status) -> ends.add(status));
    }

    private ExitStatus end() {
        Turns.until(loop, () -> !ends.isEmpty());
        Turns.some(loop, 3);
        assertThat(ends).hasSize(1);
        return ends.getFirst();
    }

    private static boolean exists(long pid) {
        return Files.exists(Path.of("/proc/" + pid));
    }

    private static void write(Pipe pipe, String text) {
        pipe.writer().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void everyExitCodeArrives() {
        Map<Integer, ExitStatus> codes = new TreeMap<>();
        for (int i = 0; i <= 255; i++) {
            int code = i;
            loop.child("child", Spawn.command("sh", "-c", "exit " + code), (source, status) -> codes.put(code, status));
        }
        Turns.until(loop, () -> codes.size() == 256);
        codes.forEach((code, status) -> assertThat(status).isEqualTo(new ExitStatus(code, null, false)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"HUP", "INT", "QUIT", "ILL", "KILL", "USR1", "SEGV", "USR2", "PIPE", "TERM", "RTMIN+3"})
    void theSignalThatKilledItArrives(String name) {
        Signal signal = Signal.parse(name);
        // No core file, whatever the limit is here.
        ChildSource source = start(
                Spawn.command("sh", "-c", "ulimit -c 0; echo; exec sleep 1000").standardOutput(pipe.writer()));
        Turns.until(loop, () -> pipe.reader().available() > 0); // else the limit may not be there yet
        assertThat(source.send(signal)).isTrue();
        assertThat(end()).isEqualTo(new ExitStatus(128 + signal.number(), signal, false));
        assertThat(source.isOpen()).isFalse();
        assertThat(source.send(signal)).isFalse();
    }

    @Test
    void aCoreDumpIsTold(@TempDir Path directory) throws Exception {
        Process limit = new ProcessBuilder("sh", "-c", "ulimit -H -c").start();
        assumeThat(limit.inputReader().readLine())
                .as("hard limit of core files")
                .isEqualTo("unlimited");
        start(Spawn.command("sh", "-c", "ulimit -c unlimited; kill -SEGV $$").directory(directory));
        assertThat(end()).isEqualTo(new ExitStatus(128 + 11, Signal.parse("SEGV"), true));
    }

    @Test
    void aChildThatEndedBeforeItsSourceWasMadeIsReported() {
        Child child = Spawn.command("sh", "-c", "exit 7").start();
        try (Epoll epoll = Epoll.open(1)) {
            epoll.add(child.pidFd(), Epoll.IN, 1);
            assertThat(epoll.await(20_000_000_000L)).isEqualTo(1);
        }
        ChildSource source = loop.child("late", child, (s, status) -> ends.add(status));
        assertThat(end().code()).isEqualTo(7);
        assertThat(source.statistics().events()).isEqualTo(1);
        assertThat(exists(child.pid())).isFalse();
    }

    @Test
    void descriptorsThatAreHandedOverConnectTheChild() {
        Pipe input = Pipe.openBlocking();
        List<String> lines = new ArrayList<>();
        start(Spawn.command("sh", "-c", "while read line <&7; do echo \"child: $line\" >&9; done")
                .descriptor(7, input.reader())
                .descriptor(9, pipe.writer()));
        input.reader().close();
        pipe.writer().close();
        boolean[] atEnd = {false};
        loop.lines("out", pipe.reader(), new StreamSource.LineHandler() {
            @Override
            public void line(StreamSource source, String line) {
                lines.add(line);
            }

            @Override
            public void ended(StreamSource source) {
                atEnd[0] = true;
            }
        });
        write(input, "one\ntwo\n");
        Turns.until(loop, () -> lines.size() == 2);
        assertThat(ends).isEmpty();
        input.writer().close();
        assertThat(end().isSuccess()).isTrue();
        Turns.until(loop, () -> atEnd[0]);
        assertThat(lines).containsExactly("child: one", "child: two");
    }

    @Test
    void manyChildrenAtOnceAreReportedOnceEachAndLeaveNothing() {
        Map<Integer, List<Integer>> codes = new HashMap<>();
        try (LeakCheck leaks = LeakCheck.start()) {
            for (int i = 0; i < 50; i++) {
                ChildSource source = loop.child(
                        "child",
                        Spawn.command("sh", "-c", "exit " + i),
                        (s, status) -> codes.computeIfAbsent(s.pid(), pid -> new ArrayList<>())
                                .add(status.code()));
                assertThat(exists(source.pid())).isTrue();
            }
            Turns.until(loop, () -> codes.size() == 50);
            Turns.some(loop, 5);
            leaks.assertNothingLeft();
        }
        assertThat(codes.values()).allMatch(some -> some.size() == 1);
        assertThat(codes.values().stream().mapToInt(List::getFirst).distinct().count())
                .isEqualTo(50);
        assertThat(codes.keySet()).noneMatch(ChildSourceTest::exists);
    }

    @Test
    void whatIsRefusedStartsNothingAndLeavesNothing(@TempDir Path directory) {
        Path mark = directory.resolve("mark");
        try (LeakCheck leaks = LeakCheck.start()) {
            int before = loop.sources().size();
            assertThatThrownBy(() -> start(Spawn.command("no-such-program")))
                    .isInstanceOf(LinuxException.class)
                    .hasMessage("posix_spawnp(no-such-program): ENOENT (No such file or directory)");
            assertThatThrownBy(() -> loop.child(" ", Spawn.command("touch", mark.toString()), (s, status) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a source needs a name");
            assertThat(loop.sources()).hasSize(before);
            leaks.assertNothingLeft();
        }
        start(Spawn.command("true"));
        assertThat(end().isSuccess()).isTrue();
        assertThat(mark).doesNotExist();
    }
}
