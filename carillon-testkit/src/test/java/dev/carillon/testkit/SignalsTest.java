package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Errno;
import dev.carillon.linux.JvmSignals;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalFd;
import dev.carillon.linux.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals between this process and children that are started as the launcher starts them. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalsTest {
    private static final Signal[] LAUNCHER = {
        Signal.TERM,
        Signal.INT,
        Signal.HUP,
        Signal.USR1,
        Signal.CHLD,
        Signal.WINCH,
        Signal.realTime(0),
        Signal.realTime(1),
        Signal.realTime(7)
    };

    private static ChildJvmBuilder launched(String... arguments) {
        return ChildJvm.of(SignalChild.class)
                .blocking(LAUNCHER)
                .ignoring(Signal.TERM, Signal.INT, Signal.HUP)
                .arguments(arguments);
    }

    private static String sender() throws IOException {
        return " pid " + ProcessHandle.current().pid() + " uid "
                + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    @Test
    void everySignalTheLauncherBlocksArrivesWithItsSender() throws IOException {
        try (ChildJvm child =
                launched("wait", "TERM", "INT", "HUP", "USR1", "WINCH", "RTMIN").start()) {
            child.awaitLine("ready");
            for (Signal signal : List.of(Signal.TERM, Signal.HUP, Signal.USR1, Signal.WINCH, Signal.realTime(0))) {
                child.send(signal);
                assertThat(child.awaitLine(signal.name())).isEqualTo(signal + sender() + " code 0 value 0 by signalfd");
            }
            child.send(Signal.INT);
            child.awaitLine("INT");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, 42, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void aQueuedSignalBringsItsValue(int value) throws IOException {
        try (ChildJvm child = launched("collect", "RTMIN+1", "USR1").start()) {
            child.awaitLine("ready");
            assertThat(Signals.queue(child.pid(), Signal.realTime(1), value)).isTrue();
            assertThat(Signals.queue(child.pid(), Signal.USR1, value)).isTrue();
            child.println("go");
            assertThat(child.awaitLine("USR1"))
                    .isEqualTo("USR1" + sender() + " code -1 value " + value + " by signalfd");
            assertThat(child.awaitLine("RTMIN")).endsWith(" code -1 value " + value + " by signalfd");
            child.awaitLine("collected 2");
        }
    }

    @Test
    void realTimeSignalsComeInOrderAndNoneIsMissing() {
        int each = 100;
        try (ChildJvm child = launched("collect", "RTMIN+7", "RTMIN+1").start()) {
            child.awaitLine("ready");
            for (int i = 0; i < each; i++) {
                assertThat(Signals.queue(child.pid(), Signal.realTime(7), 1_000 + i))
                        .isTrue();
                assertThat(Signals.queue(child.pid(), Signal.realTime(1), i)).isTrue();
            }
            child.println("go");
            child.awaitLine("collected " + 2 * each);
            List<String> expected = new ArrayList<>();
            IntStream.range(0, each).forEach(i -> expected.add("RTMIN+1 " + i));
            IntStream.range(0, each).forEach(i -> expected.add("RTMIN+7 " + (1_000 + i)));
            assertThat(child.lines().stream()
                            .filter(line -> line.startsWith("RTMIN+"))
                            .map(line -> line.replaceAll(" pid.*value (-?\\d+) .*", " $1")))
                    .containsExactlyElementsOf(expected);
        }
    }

    @Test
    void standardSignalsMergeWhileOneIsPending() {
        try (ChildJvm child = launched("collect", "USR1", "WINCH", "RTMIN").start()) {
            child.awaitLine("ready");
            for (int i = 0; i < 5; i++) {
                child.send(Signal.USR1);
                child.send(Signal.realTime(0));
            }
            child.println("go");
            child.awaitLine("USR1 pid");
            child.awaitLine("collected 6");
            child.println("again");
            child.awaitLine("collected 0");
        }
    }

    @Test
    void aFullQueueIsReportedAndWhatWasTakenArrives() {
        try (ChildJvm child = launched("collect", "RTMIN+1")
                .through("prlimit", "--sigpending=16")
                .start()) {
            child.awaitLine("ready");
            int taken = 0;
            while (taken <= 1_000 && Signals.queue(child.pid(), Signal.realTime(1), taken)) {
                taken++;
            }
            assertThat(taken).isBetween(1, 16);
            assertThat(Signals.queue(child.pid(), Signal.realTime(1), 0)).isFalse();
            child.println("go");
            child.awaitLine("collected " + taken);
            assertThat(Signals.queue(child.pid(), Signal.realTime(1), 0))
                    .as("there is room again")
                    .isTrue();
        }
    }

    @Test
    void aJvmThatWasNotLaunchedGetsSignalsFromTheJvmOrNotAtAll() {
        try (ChildJvm child = ChildJvm.of(SignalChild.class)
                .arguments("delivery", "TERM", "USR1", "USR2", "HUP", "QUIT", "KILL", "STOP", "SEGV", "RTMIN", "RTMAX")
                .start()) {
            assertThat(child.awaitLine("delivery"))
                    .isEqualTo(
                            "delivery {none=[QUIT, KILL, SEGV, USR2, STOP, RTMIN, RTMIN+30], jvm=[HUP, USR1, TERM]}");
        }
    }

    @Test
    void aLaunchedJvmGetsWhatIsBlockedBySignalFd() {
        try (ChildJvm child = launched("delivery", "TERM", "INT", "HUP", "USR1", "USR2", "QUIT", "RTMIN", "RTMIN+2")
                .start()) {
            assertThat(child.awaitLine("delivery"))
                    .isEqualTo("delivery {signalfd=[HUP, INT, USR1, TERM, RTMIN], none=[QUIT, USR2, RTMIN+2]}");
        }
    }

    @Test
    void usr2BecomesUsableWhereTheLauncherMovedHotSpotsOwn() {
        try (ChildJvm child = ChildJvm.of(SignalChild.class)
                .environment("_JAVA_SR_SIGNUM", "40")
                .blocking(Signal.USR2)
                .arguments("delivery", "USR2")
                .start()) {
            assertThat(child.awaitLine("delivery")).isEqualTo("delivery {signalfd=[USR2]}");
        }
    }

    @Test
    void theJvmPassesSignalsOnUntilTheRegistrationIsClosed() {
        try (ChildJvm child =
                ChildJvm.of(SignalChild.class).arguments("jvm", "USR1").start()) {
            child.awaitLine("ready");
            child.send(Signal.USR1);
            child.awaitLine("handler USR1");
            child.awaitLine("closed after 1");
            child.send(Signal.USR1);
            assertThat(child.awaitExit()).as("the default action again").isEqualTo(128 + Signal.USR1.number());
        }
    }

    @Test
    void theJvmDoesNotGiveAwayWhatItKeeps() {
        for (Signal kept : List.of(Signal.QUIT, Signal.KILL, Signal.STOP, Signal.USR2, Signal.realTime(0))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> JvmSignals.register(kept, _ -> {}))
                    .withMessageContaining(kept.name());
        }
    }

    @Test
    void aSignalFdDoesNotTakeWhatCannotBeCaught() {
        assertThatIllegalArgumentException().isThrownBy(() -> SignalFd.open(Set.of(Signal.USR1, Signal.KILL)));
        assertThatIllegalArgumentException().isThrownBy(() -> SignalFd.open(Set.of(Signal.STOP)));
        assertThatIllegalArgumentException().isThrownBy(() -> SignalFd.open(Set.of()));
    }

    @Test
    void aProcessThatIsGoneIsNamed() {
        long gone;
        try (ChildJvm child = launched("delivery", "USR1").start()) {
            gone = child.pid();
        }
        assertThatThrownBy(() -> Signals.send(gone, Signal.TERM))
                .hasMessage("kill(" + gone + ", TERM): ESRCH (No such process)");
        assertThatThrownBy(() -> Signals.queue(gone, Signal.realTime(1), 1))
                .hasMessage("sigqueue(" + gone + ", RTMIN+1): ESRCH (No such process)");
        assertThatThrownBy(() -> Signals.sendToThread(gone, gone, Signal.TERM))
                .isInstanceOfSatisfying(
                        LinuxException.class,
                        failure -> assertThat(failure.errno()).isEqualTo(Errno.ESRCH));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Integer.MIN_VALUE, 1L << 31})
    void neverSignalsAGroupOrEverybody(long pid) {
        assertThatIllegalArgumentException().isThrownBy(() -> Signals.send(pid, Signal.WINCH));
        assertThatIllegalArgumentException().isThrownBy(() -> Signals.queue(pid, Signal.WINCH, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Signals.sendToThread(pid, 1, Signal.WINCH));
    }
}
