package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals into the loop of a child JVM, started as the launcher starts it or not. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SignalSourceTest {
    private static final Signal FIRST = Signal.realTime(1);
    private static final Signal LATER = Signal.realTime(7);

    private static ChildJvm launched() {
        ChildJvm child = ChildJvm.of(SignalSourceMain.class)
                .options(Loops.option())
                .blocking(Signal.TERM, Signal.USR1, Signal.WINCH, FIRST, LATER)
                .ignoring(Signal.TERM)
                .start();
        child.awaitLine("ready");
        return child;
    }

    private static ChildJvm plain(String... options) {
        ChildJvm child = ChildJvm.of(SignalSourceMain.class)
                .options(Loops.option())
                .options(options)
                .start();
        child.awaitLine("ready");
        return child;
    }

    /** Gives the child a command and waits until it has obeyed. */
    private static void tell(ChildJvm child, String command) {
        child.println(command);
        child.awaitLine("done " + command);
    }

    /** Gives the child a command and waits for its answer. */
    private static String ask(ChildJvm child, String command, String answer) {
        child.println(command);
        String line = child.awaitLine(answer);
        child.awaitLine("done " + command);
        return line;
    }

    private static void queue(ChildJvm child, Signal signal, int value) {
        while (!Signals.queue(child.pid(), signal, value)) {
            Thread.onSpinWait(); // the child's queue is full until it has read
        }
    }

    private static String fromUs() throws IOException {
        return " pid " + ProcessHandle.current().pid() + " uid "
                + Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    }

    private static void stop(ChildJvm child) {
        child.println("stop now");
        child.awaitLine("ended");
        assertThat(child.awaitExit()).isZero();
    }

    @Test
    void blockedSignalsComeWithSenderAndValue() throws IOException {
        try (ChildJvm child = launched()) {
            assertThat(ask(child, "open s TERM USR1 RTMIN+1", "s gets"))
                    .isEqualTo("s gets {USR1=signalfd, TERM=signalfd, RTMIN+1=signalfd}");
            for (Signal signal : List.of(Signal.TERM, Signal.USR1, FIRST)) {
                child.send(signal);
                assertThat(child.awaitLine("s got")).isEqualTo("s got " + signal + fromUs() + " value 0 by signalfd");
                queue(child, signal, -42);
                assertThat(child.awaitLine("s got")).isEqualTo("s got " + signal + fromUs() + " value -42 by signalfd");
            }
            stop(child);
        }
    }

    @Test
    void whatWasReadWithASignalWhoseHandlerThrowsIsHandledWhenItIsEnabledAgain() throws IOException {
        try (ChildJvm child = launched()) {
            ask(child, "open-failing s USR1 WINCH", "s gets");
            tell(child, "disable s");
            child.send(Signal.USR1);
            child.send(Signal.WINCH);
            tell(child, "enable s");
            assertThat(child.awaitLine("s got")).startsWith("s got USR1" + fromUs());
            tell(child, "enable s");
            assertThat(child.awaitLine("s got")).startsWith("s got WINCH" + fromUs());
            stop(child);
        }
    }

    @Test
    void otherSignalsComeFromTheJvmAndSayThatTheSenderIsUnknown() {
        try (ChildJvm child = plain()) {
            assertThat(ask(child, "open s TERM USR1", "s gets")).isEqualTo("s gets {USR1=jvm, TERM=jvm}");
            for (Signal signal : List.of(Signal.TERM, Signal.USR1, Signal.TERM)) {
                child.send(signal);
                assertThat(child.awaitLine("s got"))
                        .isEqualTo("s got " + signal + " pid -1 uid -1 value 0 by jvm, sender unknown");
            }
            tell(child, "close s");
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).as("the JVM's own handling again").isEqualTo(128 + Signal.TERM.number());
        }
    }

    @Test
    void oneSourceTakesSignalsOfBothWays() throws IOException {
        try (ChildJvm child = launched()) {
            assertThat(ask(child, "open s HUP USR1", "s gets")).isEqualTo("s gets {HUP=jvm, USR1=signalfd}");
            for (int i = 0; i < 20; i++) {
                child.send(Signal.HUP);
                assertThat(child.awaitLine("s got"))
                        .startsWith("s got HUP pid -1")
                        .endsWith("by jvm, sender unknown");
                child.send(Signal.USR1);
                assertThat(child.awaitLine("s got")).isEqualTo("s got USR1" + fromUs() + " value 0 by signalfd");
            }
            stop(child);
        }
    }

    @Test
    void standardSignalsMergeWhileOneIsPendingAndRealTimeOnesDoNot() {
        try (ChildJvm child = launched()) {
            tell(child, "open s USR1 RTMIN+1");
            tell(child, "disable s");
            for (int i = 0; i < 5; i++) {
                child.send(Signal.USR1);
                queue(child, FIRST, i);
            }
            tell(child, "enable s");
            child.awaitLine("s got USR1");
            for (int i = 0; i < 5; i++) {
                child.awaitLine("s got RTMIN+1 pid " + ProcessHandle.current().pid() + " ");
            }
            assertThat(ask(child, "ledger s", "s Ledger"))
                    .isEqualTo("s Ledger[sent=6, handled=6, merged=0, missed=0] open 0");
            assertThat(values(child, Signal.USR1)).hasSize(1);
            assertThat(values(child, FIRST)).containsExactly(0, 1, 2, 3, 4);
        }
    }

    private static List<Integer> values(ChildJvm child, Signal signal) {
        return child.lines().stream()
                .filter(line -> line.startsWith("s got " + signal + " "))
                .map(line -> Integer.valueOf(line.replaceAll(".* value (-?\\d+) .*", "$1")))
                .toList();
    }

    @Test
    void realTimeSignalsComeInOrderAndTheLedgerCloses() {
        try (ChildJvm child = launched()) {
            tell(child, "open s RTMIN+1 RTMIN+7");
            for (int i = 0; i < 2_000; i++) {
                queue(child, i % 2 == 0 ? FIRST : LATER, i / 2);
            }
            child.awaitLine("the last two signals", line -> line.contains("value 999 "));
            child.awaitLine("the last two signals", line -> line.contains("value 999 "));
            int[] expected = IntStream.range(0, 1_000).toArray();
            assertThat(values(child, FIRST)).containsExactly(box(expected));
            assertThat(values(child, LATER)).containsExactly(box(expected));
            assertThat(ask(child, "ledger s", "s Ledger"))
                    .isEqualTo("s Ledger[sent=2000, handled=2000, merged=0, missed=0] open 0");
        }
    }

    private static Integer[] box(int... values) {
        return IntStream.of(values).boxed().toArray(Integer[]::new);
    }

    @Test
    void whatWasRaisedBeforeItsSourceWasMadeIsDelivered() throws IOException {
        try (ChildJvm child = launched()) {
            child.send(Signal.TERM);
            child.send(Signal.USR1);
            queue(child, FIRST, 11);
            queue(child, FIRST, 12);
            tell(child, "inventory now"); // it lives, and its threads go on
            child.println("open s TERM USR1 RTMIN+1");
            child.awaitLine("s got USR1" + fromUs());
            child.awaitLine("s got TERM" + fromUs());
            child.awaitLine("s got RTMIN+1" + fromUs() + " value 11");
            child.awaitLine("s got RTMIN+1" + fromUs() + " value 12");
            stop(child);
        }
    }

    @Test
    void aSignalHasOneSourceUntilThatIsClosed() {
        try (ChildJvm child = launched()) {
            tell(child, "open first USR1 RTMIN+1");
            String before = ask(child, "inventory 1", "inventory ");
            assertThat(ask(child, "open second WINCH USR1", "second "))
                    .isEqualTo("second refused: signal USR1 has a source already: of two, each would miss what the"
                            + " other reads. Use one source");
            assertThat(ask(child, "inventory 2", "inventory ")).isEqualTo(before);
            tell(child, "open third WINCH"); // the refusal has not taken it
            child.send(Signal.USR1);
            child.awaitLine("first got USR1");
            tell(child, "close first");
            tell(child, "close third");
            assertThat(ask(child, "open fourth WINCH USR1 RTMIN+1", "fourth "))
                    .isEqualTo("fourth gets {USR1=signalfd, WINCH=signalfd, RTMIN+1=signalfd}");
            child.send(Signal.USR1);
            child.awaitLine("fourth got USR1");
            tell(child, "close fourth");
            child.send(Signal.USR1);
            tell(child, "open fifth USR1");
            stop(child);
        }
    }

    @Test
    void whatCannotBeReceivedIsRefusedWithTheReasonAndTakesNothing() {
        try (ChildJvm child = plain()) {
            String before = ask(child, "inventory 1", "inventory ");
            refused(child, "KILL", ": the kernel does not let anybody catch it");
            refused(child, "STOP", ": the kernel does not let anybody catch it");
            refused(child, "QUIT", ": the JVM keeps it for itself");
            refused(child, "SEGV", ": the JVM keeps it for itself");
            refused(child, "USR2", ": HotSpot suspends threads with it (set _JAVA_SR_SIGNUM to move that)");
            refused(
                    child,
                    "RTMIN",
                    ": the JVM's own handler has no real-time signals. Start through the carillon"
                            + " launcher, or call SignalSetup first, so that every thread blocks it");
            assertThat(ask(child, "inventory 2", "inventory ")).isEqualTo(before);
            assertThat(ask(child, "open s USR1", "s ")).isEqualTo("s gets {USR1=jvm}");
        }
    }

    private static void refused(ChildJvm child, String signal, String reason) {
        assertThat(ask(child, "open s USR1 " + signal, "s refused"))
                .isEqualTo("s refused: signal " + signal + " cannot be received" + reason);
    }

    @Test
    void whatTheJvmRefusesLeavesNoSourceBehind() {
        try (ChildJvm child = plain("-Xrs")) {
            String before = ask(child, "inventory 1", "inventory ");
            assertThat(ask(child, "open s USR1 TERM", "s "))
                    .startsWith("s refused: ")
                    .contains("TERM");
            assertThat(ask(child, "inventory 2", "inventory ")).isEqualTo(before);
            assertThat(ask(child, "open s USR1", "s ")).isEqualTo("s gets {USR1=jvm}");
        }
    }

    @Test
    void aSourceNeedsASignal() {
        try (EventLoop loop = Loops.open("test")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> loop.signals("none", Set.of()))
                    .withMessage("signal \"none\" needs at least one signal");
        }
    }

    /** As after a reload that fails: the next TERM is to end the process, and not only KILL. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aControlSignalWhoseSourceIsDisabledByAFailureEndsTheProcess(boolean blocked) {
        try (ChildJvm child = blocked ? launched() : plain()) {
            tell(child, "adopt now");
            ask(child, "open-failing s TERM USR1", "s gets");
            child.send(Signal.TERM);
            assertThat(child.awaitLine("s got")).startsWith("s got TERM");
            child.awaitLine("the source is disabled");
            tell(child, "inventory now"); // a turn later: what the loop does before it waits is done
            child.send(Signal.TERM);
            assertThat(child.awaitExit()).isEqualTo(128 + Signal.TERM.number());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSourceThatIsEnabledAgainHasItsSignalsAgainAndOthersHaveWaited(boolean blocked) {
        try (ChildJvm child = blocked ? launched() : plain()) {
            tell(child, "adopt now");
            ask(child, "open s TERM USR1", "s gets");
            tell(child, "disable s");
            tell(child, "inventory now");
            child.send(Signal.USR1);
            tell(child, "enable s");
            assertThat(child.awaitLine("s got")).startsWith("s got USR1");
            child.send(Signal.TERM);
            assertThat(child.awaitLine("s got")).startsWith("s got TERM");
            tell(child, "disable s");
            tell(child, "inventory now");
            tell(child, "close s");
            stop(child);
        }
    }

    @Test
    void aSourceClosedWithSignalsReadAccountsForThem() {
        try (ChildJvm child = launched()) {
            tell(child, "open-once s RTMIN+1");
            tell(child, "disable s");
            for (int i = 0; i < 10; i++) {
                queue(child, FIRST, i);
            }
            tell(child, "enable s");
            child.awaitLine("s got RTMIN+1");
            assertThat(ask(child, "ledger s", "s Ledger"))
                    .isEqualTo("s Ledger[sent=10, handled=1, merged=0, missed=9] open 0");
        }
    }

    @Test
    void aVirtualThreadAwaitsSignalsAndGivingUpLosesNone() throws IOException {
        try (ChildJvm child = launched()) {
            tell(child, "open-awaited s USR1 RTMIN+1");
            child.println("await s 5");
            child.awaitLine("s TimeoutException: no event of signal \"s\" in time");
            child.println("await s ");
            child.awaitLine("s awaits");
            child.println("interrupt s");
            child.awaitLine("s InterruptedException");
            for (int i = 0; i < 3; i++) {
                queue(child, FIRST, i);
            }
            child.println("await s 5000");
            child.awaitLine("s awaited RTMIN+1" + fromUs() + " value 0 by signalfd");
            child.println("await s 0"); // it comes in time or not
            if (child.awaitLine("an outcome", line -> line.matches("s (awaited|Timeout).*"))
                    .contains("Timeout")) {
                child.println("await s ");
                child.awaitLine("s awaited");
            }
            child.println("await s ");
            child.awaitLine("s awaited");
            assertThat(child.lines().stream()
                            .filter(line -> line.startsWith("s awaited"))
                            .map(line -> line.replaceAll(".* value (\\d+) .*", "$1")))
                    .containsExactly("0", "1", "2");
            stop(child);
        }
    }

    @Test
    void aLoopThatEndsEndsTheWait() {
        try (ChildJvm child = launched()) {
            tell(child, "open-awaited s USR1");
            child.println("await s ");
            child.awaitLine("s awaits");
            child.println("stop now");
            child.awaitLine("s CancellationException: signal \"s\" is closed or at its end");
            assertThat(child.awaitExit()).isZero();
        }
    }

    @Test
    void aSourceWithAHandlerIsNotAwaited() {
        try (ChildJvm child = launched()) {
            tell(child, "open s USR1");
            child.println("await s ");
            child.awaitLine("s IllegalStateException: signal \"s\" has a handler");
        }
    }
}
