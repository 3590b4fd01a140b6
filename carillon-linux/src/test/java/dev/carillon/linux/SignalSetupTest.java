package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.UnistdH;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signals in real JVMs: started by a launcher, started over by themselves, and without either. */
class SignalSetupTest {
    private static final Set<Signal> SIGNALS =
            Set.of(Signal.TERM, Signal.INT, Signal.HUP, Signal.USR1, Signal.CHLD, Signal.realTime(3));
    private static final String ALL_BY_SIGNALFD = "delivery {SIGNALFD=[HUP, INT, USR1, TERM, CHLD, RTMIN+3]}\n";
    private static final long OURSELVES = ProcessHandle.current().pid();

    private static List<String> java(String way) {
        return ChildJava.command(
                SignalSetupMain.class,
                Stream.concat(Stream.of(way), SIGNALS.stream().map(Signal::name))
                        .toArray(String[]::new));
    }

    private static List<String> launched(List<String> launcher, List<String> command) {
        List<String> whole = new ArrayList<>(launcher);
        whole.addAll(command);
        return whole;
    }

    /** Sends one of each once the child is ready, TERM last, and returns all that the child printed. */
    private static String outputWithSignals(List<String> command) {
        try (Pipe out = Pipe.openBlocking();
                Child child =
                        Spawn.command(command).standardOutput(out.writer()).start()) {
            out.writer().close();
            String setup = Expect.textUntil(out.reader(), "ready\n");
            for (Signal signal : List.of(Signal.HUP, Signal.INT, Signal.USR1, Signal.CHLD)) {
                Signals.send(child.pid(), signal);
                setup += Expect.textUntil(out.reader(), "got " + signal + " from " + OURSELVES + " with 0\n");
            }
            for (int value = 0; value < 10; value++) {
                assertThat(Signals.queue(child.pid(), Signal.realTime(3), value))
                        .isTrue();
            }
            setup += Expect.textUntil(out.reader(), "with 9\n");
            Signals.send(child.pid(), Signal.TERM);
            setup += Expect.textToEnd(out.reader());
            assertThat(Expect.exit(child)).hasToString("exited with code 0");
            return setup.replace(" " + child.pid() + "\n", " CHILD\n");
        }
    }

    private static void assertAllSignalsArrived(String output) {
        for (int value = 0; value < 10; value++) {
            assertThat(output).contains("got RTMIN+3 from " + OURSELVES + " with " + value + "\n");
        }
        assertThat(output).endsWith("got TERM from " + OURSELVES + " with 0\n");
    }

    @Test
    void withTheLauncherEverySignalComesBySignalfd() {
        String output = outputWithSignals(launched(SignalSetup.launcher(SIGNALS), java("adopt")));

        assertThat(output)
                .startsWith("main of process CHILD\nadopted [HUP, INT, TERM]\n" + ALL_BY_SIGNALFD)
                .contains("ignored []\n");
        assertAllSignalsArrived(output);
    }

    @Test
    void startedOverByItselfEverySignalComesBySignalfdInTheSameProcess() {
        String output = outputWithSignals(java("reexec"));

        assertThat(output)
                .startsWith("main of process CHILD\nmain of process CHILD\n" + ALL_BY_SIGNALFD
                        + "modules open 1\nignored []\n");
        assertAllSignalsArrived(output);
    }

    @Test
    void aProcessThatOnlyBlocksThemIsStartedOverOnce() {
        String output = outputWithSignals(
                launched(List.of("env", "--block-signal=TERM,INT,HUP,USR1,CHLD,RTMIN+3"), java("reexec")));

        assertThat(output).startsWith("main of process CHILD\nmain of process CHILD\n" + ALL_BY_SIGNALFD);
        assertAllSignalsArrived(output);
    }

    @Test
    void aProcessThatBlocksThemAlreadyIsNotStartedOver() {
        String output = outputWithSignals(launched(SignalSetup.launcher(SIGNALS), java("reexec")));

        assertThat(output)
                .startsWith("main of process CHILD\n" + ALL_BY_SIGNALFD)
                .contains("ignored []\n");
        assertAllSignalsArrived(output);
    }

    @Test
    void aThirdStartIsRefused() {
        // As if it had been started over: the guard has the number of this very process.
        String command = "CARILLON_REEXEC=$$ exec '" + String.join("' '", java("reexec")) + "'";

        assertThat(Expect.output(Spawn.command("sh", "-c", command)))
                .contains("started over once already, and still not every thread blocks HUP,INT,USR1,TERM,CHLD,RTMIN+3")
                .contains("blocked here [QUIT]");
    }

    @Test
    void withoutTheLauncherNothingIsAdopted() {
        assertThat(Expect.output(Spawn.command(java("adopt"))))
                .contains("adopted []\n")
                .contains("delivery {JVM=[HUP, INT, USR1, TERM, CHLD], NONE=[RTMIN+3]}\n");
    }

    @Test
    void aHangupThatNohupIgnoredStaysIgnored() {
        assertThat(Expect.output(Spawn.command(launched(List.of("env", "--ignore-signal=HUP"), java("adopt")))))
                .contains("adopted []\n");
    }

    @Test
    void aChildOfTheLaunchedProcessDiesOfTermAsUsual() {
        // exec would pass on the mask and what is ignored; Spawn takes both away.
        Signals.block(SIGNALS);
        try (Child child = Spawn.command("sleep", "1000").start()) {
            child.pidFd().sendSignal(Signal.TERM);
            assertThat(Expect.exit(child)).hasToString("killed by TERM");
        } finally {
            Signals.unblock(SIGNALS);
        }
    }

    @Test
    void theLauncherIgnoresWhatHotSpotWouldUnblockAndNothingElse() {
        assertThat(SignalSetup.launcher(Set.of(Signal.TERM, Signal.USR1)))
                .containsExactly("env", "--ignore-signal=TERM", "--block-signal=USR1,TERM");
        assertThat(SignalSetup.launcher(Set.of(Signal.realTime(0)))).containsExactly("env", "--block-signal=RTMIN");
    }

    @Test
    void whatIsRecommendedMayBeBlocked() {
        assertThat(SignalSetup.launcher(SignalSetup.RECOMMENDED)).hasSize(3);
        assertThat(SignalSetup.RECOMMENDED)
                .contains(Signal.TERM, Signal.INT, Signal.HUP, Signal.USR1, Signal.CHLD, Signal.realTime(15));
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "STOP", "SEGV", "QUIT", "USR2", "RTMAX-2", "SIG32"})
    void whatMustNotBeBlockedIsRefusedWithTheReason(String name) {
        Signal signal = Signal.parse(name);

        assertThatThrownBy(() -> SignalSetup.reexec(Set.of(signal)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(signal + " must not be blocked: ");
    }

    @Test
    void afterAnExecThatFailedEverythingIsAsBefore() {
        List<Set<Signal>> before = signalState();
        FailingKernel.with(UnistdH.Processes.EXECVE, ErrnoH.E2BIG, () -> {
            assertThatThrownBy(() -> SignalSetup.reexec(SIGNALS))
                    .isInstanceOf(LinuxException.class)
                    .hasMessage("execve(/proc/self/exe): E2BIG (Argument list too long)");
        });
        assertThat(signalState()).isEqualTo(before);
    }

    private static List<Set<Signal>> signalState() {
        return List.of(
                Expect.statusSignals("/proc/thread-self/status", "SigBlk"),
                Expect.statusSignals("/proc/self/status", "SigIgn"),
                Expect.statusSignals("/proc/self/status", "SigCgt"));
    }

    @Test
    void anEmptySetIsRefused() {
        assertThatThrownBy(() -> SignalSetup.reexec(Set.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("at least one signal has to be blocked");
    }
}
