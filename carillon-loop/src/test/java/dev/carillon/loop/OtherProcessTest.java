package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Errno;
import dev.carillon.linux.ExitStatus;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ends of processes that others reap: the JDK's children, and other people's. */
class OtherProcessTest {
    private final List<ExitStatus> ends = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private ExitStatus end() {
        Turns.until(loop, () -> !ends.isEmpty());
        Turns.some(loop, 3);
        assertThat(ends).hasSize(1);
        return ends.getFirst();
    }

    private static void write(Pipe pipe) {
        pipe.writer().write(ByteBuffer.wrap(new byte[] {'\n'}));
    }

    @Test
    void aChildOfTheJdkIsToldByItsHandleAndTheJdkIsNotDisturbed() throws Exception {
        assumeTrue(Processes.keepsStatus(), "a kernel before 6.15 forgets the status of others");
        Process exits = new ProcessBuilder("sh", "-c", "read x; exit 42").start();
        loop.child("exits", exits.toHandle(), (source, status) -> ends.add(status));
        Turns.some(loop, 3);
        exits.getOutputStream().close();
        assertThat(end()).isEqualTo(new ExitStatus(42, null, false));
        assertThat(exits.waitFor()).isEqualTo(42);
        ends.clear();
        Process killed = new ProcessBuilder("sleep", "1000").start();
        ChildSource source = loop.child("killed", killed, (s, status) -> ends.add(status));
        assertThat(source.pid()).isEqualTo((int) killed.pid());
        assertThat(source.send(Signal.TERM)).isTrue();
        assertThat(end()).isEqualTo(new ExitStatus(143, Signal.TERM, false));
        assertThat(killed.waitFor()).isEqualTo(143);
    }

    @Test
    void aChildOfTheJdkThatWasReapedFirstTellsWhatTheJdkKnows() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "exit 42").start();
        process.onExit().get();
        ChildSource source = loop.child("jdk", process, (s, status) -> ends.add(status));
        assertThat(source.pid()).isEqualTo((int) process.pid());
        assertThat(source.send(Signal.CONT))
                .as("signal to a process that is gone")
                .isFalse();
        assertThat(end()).isEqualTo(new ExitStatus(42, null, false));
        assertThat(source.isOpen()).isFalse();
    }

    @Test
    void aHandleOfAProcessThatWasReapedIsRefused() throws Exception {
        Process process = new ProcessBuilder("true").start();
        ProcessHandle handle = process.toHandle();
        process.onExit().get();
        try (LeakCheck leaks = LeakCheck.start()) {
            assertThatThrownBy(() -> loop.child("late", handle, (source, status) -> ends.add(status)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("child \"late\": process " + handle.pid()
                            + " has ended and been reaped already; only its Process knows the exit value");
            leaks.assertNothingLeft();
        }
    }

    /** What PIDFD_GET_INFO answers before 6.13 at any time, and before 6.15 once a process is reaped. */
    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ENOTTY", "ESRCH"})
    void onOlderKernelsTheJdkSaysHowItsChildEnded(Errno answer) throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.failNext("ioctl", answer, 1_000);
        kernel.run(() -> {
            try (EventLoop old = EventLoop.open("old")) {
                Process process = new ProcessBuilder("sh", "-c", "read x; exit 42").start();
                ChildSource source = old.child("jdk", process, (s, status) -> ends.add(status));
                process.getOutputStream().close();
                Turns.until(old, () -> !source.isOpen());
                assertThat(source.isEnabled()).isFalse();
            }
        });
        assertThat(ends).containsExactly(new ExitStatus(42, null, false));
        assertThat(kernel.faults()).isPositive();
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ENOTTY", "ESRCH"})
    void onOlderKernelsTheEndOfOthersIsToldWithoutItsStatus(Errno answer) throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.failNext("ioctl", answer, 1_000);
        kernel.run(() -> {
            try (EventLoop old = EventLoop.open("old")) {
                Process process = new ProcessBuilder("sh", "-c", "read x; exit 42").start();
                ChildSource source = old.child("handle", process.toHandle(), (s, status) -> ends.add(status));
                Turns.some(old, 3);
                assertThat(ends).isEmpty();
                process.getOutputStream().close();
                Turns.until(old, () -> !source.isOpen());
            }
        });
        assertThat(ends).containsExactly(ExitStatus.UNKNOWN);
    }

    @Test
    void aGrandchildIsReportedOnceItsParentHasReapedIt() throws Exception {
        assumeTrue(Processes.keepsStatus(), "a kernel before 6.15 forgets the status of others");
        try (Pipe mayEnd = Pipe.openBlocking();
                Pipe mayReap = Pipe.openBlocking()) {
            List<String> lines = new ArrayList<>();
            ChildSource parent = loop.child(
                    "parent",
                    Spawn.command("sh", "-c", "(read x <&7; exit 5) & echo $!; read x <&8; wait")
                            .descriptor(7, mayEnd.reader())
                            .descriptor(8, mayReap.reader())
                            .pipeOutput(),
                    (source, status) -> {});
            parent.outputLines((source, line) -> lines.add(line));
            Turns.until(loop, () -> !lines.isEmpty());
            ProcessHandle grandchild =
                    ProcessHandle.of(Long.parseLong(lines.getFirst())).orElseThrow();
            ChildSource source = loop.child("grandchild", grandchild, (s, status) -> ends.add(status));
            assertThat(source.pid()).isEqualTo((int) grandchild.pid());
            write(mayEnd);
            Processes.awaitEnd(grandchild.pid());
            Turns.some(loop, 3);
            assertThat(ends).as("its parent may still ask").isEmpty();
            write(mayReap);
            assertThat(end()).isEqualTo(new ExitStatus(5, null, false));
            Turns.until(loop, () -> !parent.isOpen());
        }
    }

    @Test
    void whatIsNotOursIsNeverEnded() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "read x; exit 7").start();
        ChildSource source = loop.child("jdk", process, (s, status) -> ends.add(status));
        assertThatThrownBy(source::end)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("child \"jdk\" is no child of our own");
        assertThatThrownBy(source::livesOn).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> source.take(1)).isInstanceOf(IllegalStateException.class);
        source.close();
        loop.close();
        assertThat(process.isAlive()).isTrue();
        process.getOutputStream().close();
        assertThat(process.waitFor()).isEqualTo(7);
    }

    @Test
    void manyChildrenOfTheJdkAreToldOnceEach() throws Exception {
        List<Integer> codes = new ArrayList<>();
        for (int code = 0; code < 50; code++) {
            Process process = new ProcessBuilder("sh", "-c", "exit " + code).start();
            loop.child("jdk", process, (source, status) -> codes.add(status.code()));
        }
        Turns.until(loop, () -> codes.size() == 50);
        assertThat(codes).doesNotHaveDuplicates();
    }
}
