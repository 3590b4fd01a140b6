package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildJvmTest {
    /** Tells about itself, then answers each line of its input; "exit N" ends it. */
    static final class Child {
        private Child() {}

        public static void main(String[] arguments) throws IOException {
            IO.println("arguments " + List.of(arguments));
            IO.println("property " + System.getProperty("child.property"));
            IO.println("environment " + System.getenv("CHILD_VARIABLE"));
            try (EventFd counter = EventFd.open()) {
                IO.println("native " + counter.add(1));
            }
            try (OutputStream error = new FileOutputStream(FileDescriptor.err)) {
                error.write("an error line\n".getBytes(StandardCharsets.UTF_8));
            }
            for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
                if (line.startsWith("Max open files")) {
                    IO.println(line);
                }
            }
            BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = input.readLine(); line != null; line = input.readLine()) {
                if (line.startsWith("exit ")) {
                    System.exit(Integer.parseInt(line.substring("exit ".length())));
                }
                IO.println("got " + line);
            }
            IO.println("end of input");
        }
    }

    @Test
    void runsAClassOfTheTestsWithItsSettings() {
        try (ChildJvm child = ChildJvm.of(Child.class)
                .options("-Dchild.property=set")
                .arguments("one", "two words")
                .environment("CHILD_VARIABLE", "also set")
                .through("prlimit", "--nofile=77")
                .start()) {
            child.awaitLine("arguments [one, two words]");
            child.awaitLine("property set");
            child.awaitLine("environment also set");
            assertThat(child.awaitLine("native ")).isEqualTo("native true");
            child.awaitLine("an error line");
            assertThat(child.awaitLine("Max open files")).contains(" 77 ");
            child.println("grüße");
            child.awaitLine("got grüße");
            child.endInput();
            child.awaitLine("end of input");
            assertThat(child.awaitExit()).isZero();
            assertThat(child.lines()).noneMatch(line -> line.contains("WARNING"));
        }
    }

    @Test
    void tellsTheExitCode() {
        try (ChildJvm child = ChildJvm.of(Child.class).start()) {
            child.println("exit 42");
            assertThat(child.awaitExit()).isEqualTo(42);
        }
    }

    @Test
    void sendsSignalsAndTellsWhatKilledTheChild() {
        try (ChildJvm child = ChildJvm.of(Child.class).start()) {
            child.awaitLine("Max open files");
            child.send(Signal.KILL);
            assertThat(child.awaitExit()).isEqualTo(128 + Signal.KILL.number());
        }
    }

    @Test
    void anEndWithoutTheLineIsAFailureWithTheOutput() {
        try (ChildJvm child = ChildJvm.of(Child.class).start()) {
            child.println("exit 3");
            assertThatThrownBy(() -> child.awaitLine("never printed"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ended without a line with \"never printed\"")
                    .hasMessageContaining("arguments []");
        }
    }

    @Test
    void aLineIsFoundOnce() {
        try (ChildJvm child = ChildJvm.of(Child.class).start()) {
            child.println("same");
            child.println("same");
            child.awaitLine("got same");
            child.awaitLine("got same");
            child.endInput();
            assertThatThrownBy(() -> child.awaitLine("got same")).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void closingKillsTheChildAndLeavesNothing() {
        long pid;
        try (var _ = LeakCheck.start();
                ChildJvm child = ChildJvm.of(Child.class).start()) {
            pid = child.pid();
            child.awaitLine("native");
            assertThat(Files.exists(Path.of("/proc/" + pid))).isTrue();
        }
        assertThat(Files.exists(Path.of("/proc/" + pid))).isFalse();
    }

    @Test
    void blockedSignalsAreBlockedInEveryThread() {
        try (ChildJvm child = ChildJvm.of(SignalChild.class)
                .blocking(Signal.USR1, Signal.TERM, Signal.realTime(3))
                .ignoring(Signal.TERM)
                .arguments("delivery", "USR1", "TERM", "RTMIN+3", "HUP")
                .start()) {
            assertThat(child.awaitLine("delivery"))
                    .isEqualTo("delivery {signalfd=[TERM, USR1, RTMIN+3], jvm=[HUP]}"
                            .replace(
                                    "TERM, USR1",
                                    Signal.USR1.compareTo(Signal.TERM) < 0 ? "USR1, TERM" : "TERM, USR1"));
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void theChildHasItsOwnProcess() {
        try (ChildJvm child = ChildJvm.of(Child.class).blocking(Signal.USR1).start()) {
            assertThat(child.pid()).isNotEqualTo(ProcessHandle.current().pid());
            child.awaitLine("Max open files");
            Signals.send(child.pid(), Signal.USR1);
            child.println("still here");
            child.awaitLine("got still here");
        }
    }
}
