package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.PidfdH;
import dev.carillon.linux.ffm.UnistdH;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PidFdTest {
    @Test
    void aRunningChildHasNoExitStatusYet() {
        try (Pipe pipe = Pipe.openBlocking();
                Child child = Spawn.command("cat").standardInput(pipe.reader()).start()) {
            pipe.reader().close();

            assertThat(Expect.eventsNow(child.pidFd(), Epoll.IN)).isZero();
            assertThat(child.pidFd().reap()).isNull();
            assertThat(child.pidFd().exitInfo()).isNull();

            pipe.writer().close();
            assertThat(Expect.exit(child)).isEqualTo(new ExitStatus(0, null, false));
        }
    }

    @Test
    void eachOfAHundredChildrenIsReapedWithItsOwnExitCode() {
        List<Child> children = new ArrayList<>();
        for (int code = 0; code < 100; code++) {
            children.add(Spawn.command("sh", "-c", "exit " + code).start());
        }
        for (int code = 0; code < 100; code++) {
            assertThat(Expect.exit(children.get(code))).isEqualTo(new ExitStatus(code, null, false));
        }
        children.forEach(Child::close);
    }

    /** The kernel cuts the name of a program after 15 bytes, be it in the middle of a letter. */
    @Test
    void whenAProcessWasStartedIsToldWhateverItsProgramIsCalled() throws Exception {
        String named = "printf 'aaaaaaaaaaaaaa\\303\\244' > /proc/self/comm; echo named; read end";
        Process process = new ProcessBuilder("sh", "-c", named).start();
        int pid = (int) process.pid();
        assertThat(process.inputReader().readLine()).isEqualTo("named");
        assertThat(PidFd.startTicks(pid).orElseThrow()).isPositive();

        process.outputWriter().close();
        process.waitFor();
        assertThat(PidFd.startTicks(pid)).isEmpty();
    }

    @Test
    void aSignalThatEndedAChildIsInItsStatus() {
        for (Signal signal : List.of(Signal.TERM, Signal.KILL, Signal.USR1, Signal.realTime(3))) {
            try (Child child = Spawn.command("sleep", "1000").start()) {
                assertThat(child.pidFd().sendSignal(signal)).isTrue();
                assertThat(Expect.exit(child)).isEqualTo(new ExitStatus(128 + signal.number(), signal, false));
            }
        }
    }

    @Test
    void theStatusIsTheSameWhenAskedAgainAndCanBeAskedOfTheKernelAfterIt() {
        try (Child child = Spawn.command("sh", "-c", "exit 7").start()) {
            ExitStatus status = Expect.exit(child);

            assertThat(child.pidFd().reap()).isEqualTo(status);
            assertThat(child.pidFd().exitInfo()).isEqualTo(status);
        }
    }

    @Test
    void aZombieIsReadableAndHasNoExitInfoUntilItIsReaped() {
        try (Child child = Spawn.command("true").start()) {
            assertThat(Expect.events(child.pidFd(), Epoll.IN)).isEqualTo(Epoll.IN);
            assertThat(child.pidFd().exitInfo()).isNull();

            child.pidFd().reap();

            assertThat(Expect.eventsNow(child.pidFd(), 0)).isEqualTo(Epoll.HUP);
        }
    }

    @Test
    void theStatusOfChildrenThatTheJdkReapsFirstIsStillToBeHad() throws IOException, InterruptedException {
        for (int code = 0; code < 100; code++) {
            // It ends when its input does, so that it is there when its pidfd is opened.
            Process process = new ProcessBuilder("sh", "-c", "read line; exit " + code).start();
            try (PidFd pidFd = PidFd.open(process.pid())) {
                process.getOutputStream().close();
                assertThat(process.waitFor()).isEqualTo(code);

                assertThat(Expect.events(pidFd, 0)).isEqualTo(Epoll.HUP);
                assertThat(pidFd.exitInfo()).isEqualTo(new ExitStatus(code, null, false));
            }
        }
    }

    @Test
    void theSignalThatEndedAChildOfTheJdkIsStillToBeHad() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sleep", "1000").start();
        try (PidFd pidFd = PidFd.open(process.pid())) {
            pidFd.sendSignal(Signal.KILL);

            Expect.events(pidFd, 0);
            assertThat(pidFd.exitInfo()).isEqualTo(new ExitStatus(137, Signal.KILL, false));
            assertThat(process.waitFor()).isEqualTo(137);
            assertThatThrownBy(pidFd::reap)
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("ECHILD (No child processes) - not a child of this process, or its status");
        }
    }

    @Test
    void aKernelThatDoesNotKeepTheStatusOfOthersSaysSo() {
        try (Child child = Spawn.command("true").start()) {
            Expect.exit(child);
            PidFd pidFd = child.pidFd();
            assertThat(pidFd.canTellExit()).isTrue();
            FailingKernel.with(
                    FcntlH.IOCTL,
                    ErrnoH.ESRCH,
                    () -> { // 6.13 and 6.14
                        assertThat(pidFd.canTellExit()).isTrue();
                        assertThat(pidFd.exitInfo()).isEqualTo(ExitStatus.UNKNOWN);
                    });
            FailingKernel.with(
                    FcntlH.IOCTL,
                    ErrnoH.ENOTTY,
                    () -> { // before
                        assertThat(pidFd.canTellExit()).isFalse();
                        assertThatThrownBy(pidFd::exitInfo)
                                .isInstanceOf(LinuxException.class)
                                .hasMessageEndingWith("the exit status of others needs Linux 6.15");
                    });
        }
        assertThat(ExitStatus.UNKNOWN.isKnown()).isFalse();
        assertThat(ExitStatus.UNKNOWN.isSuccess()).isFalse();
        assertThat(ExitStatus.UNKNOWN).hasToString("ended, and nobody can tell how");
    }

    @Test
    void aChildCountsAsUnreapedUntilItIsReapedAndOthersNever() {
        try (Child child = Spawn.command("true").start();
                PidFd parent = PidFd.open(
                        ProcessHandle.current().parent().orElseThrow().pid())) {
            assertThat(child.pidFd().isUnreapedChild()).isTrue();
            Expect.events(child.pidFd(), Epoll.IN);
            assertThat(child.pidFd().isUnreapedChild()).as("a zombie").isTrue();
            child.pidFd().reap();
            assertThat(child.pidFd().isUnreapedChild()).isFalse();
            assertThat(parent.isUnreapedChild()).isFalse();
        }
    }

    @Test
    void aProcessOfSomebodyElseIsNotOursToReap() {
        try (PidFd parent =
                PidFd.open(ProcessHandle.current().parent().orElseThrow().pid())) {
            assertThatThrownBy(parent::reap)
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("ECHILD")
                    .hasMessageContaining("exitInfo()");
            assertThat(parent.exitInfo()).isNull();
        }
    }

    @Test
    void aSignalToAReapedProcessIsNotSent() {
        try (Child child = Spawn.command("true").start()) {
            Expect.exit(child);

            assertThat(child.pidFd().sendSignal(Signal.TERM)).isFalse();
        }
    }

    @Test
    void aProcessThatIsGoneIsNullOrAnException() {
        int pid;
        try (Child child = Spawn.command("true").start()) {
            pid = child.pid();
            Expect.exit(child);
        }
        assertThat(PidFd.openIfAlive(pid)).isNull();
        assertThatThrownBy(() -> PidFd.open(pid))
                .isInstanceOf(LinuxException.class)
                .hasMessage("pidfd_open(" + pid + "): ESRCH (No such process)");
    }

    @Test
    void aLivingProcessIsOpenedCloseOnExec() {
        long self = ProcessHandle.current().pid();
        try (PidFd pidFd = Expect.notNull(PidFd.openIfAlive(self), "pidfd")) {
            assertThat(pidFd.pid()).isEqualTo((int) self);
            assertThat(pidFd.isCloseOnExec()).isTrue();
            assertThat(FdInfo.of(pidFd).field("Pid")).hasValue(Long.toString(self));
        }
    }

    @Test
    void aLibcWithoutTheCallsHasThemByNumber() {
        Kernel kernel = Kernel.current();
        long self = ProcessHandle.current().pid();
        long number = kernel.call(UnistdH.Processes.SYSCALL, PidfdH.SYS_PIDFD_OPEN, self, 0);
        try (StreamFd pidFd = StreamFd.adopt((int) number, "pidfd")) {
            assertThat(FdInfo.of(pidFd).field("Pid")).hasValue(Long.toString(self));
            // Signal 0 is not sent, only checked.
            assertThat(kernel.call(UnistdH.Processes.SYSCALL, PidfdH.SYS_PIDFD_SEND_SIGNAL, number, 0, 0, 0))
                    .isZero();
        }
    }

    @Test
    void aNumberThatIsNoProcessIdIsRefused() {
        assertThatThrownBy(() -> PidFd.open(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a process id is 1 or greater, not 0");
        assertThatThrownBy(() -> PidFd.openIfAlive(1L << 32)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void useAfterCloseIsRefusedAlsoWhenTheStatusIsKnown() {
        Child child = Spawn.command("true").start();
        Expect.exit(child);
        child.close();

        assertThatThrownBy(() -> child.pidFd().reap())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
        assertThatThrownBy(() -> child.pidFd().exitInfo()).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> child.pidFd().sendSignal(Signal.TERM)).isInstanceOf(IllegalStateException.class);
    }
}
