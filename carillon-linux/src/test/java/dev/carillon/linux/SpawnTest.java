package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.PidfdH;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnTest {
    @TempDir
    Path directory;

    @Test
    void aProgramIsFoundAlongThePathAndGetsItsArgumentsAsTheyAre() {
        assertThat(Expect.output(Spawn.command("printf", "%s|%s|%s", "a b", "", "größe $HOME")))
                .isEqualTo("a b||größe $HOME");
    }

    @Test
    void aMissingProgramIsNamedInTheMessage() {
        assertThatThrownBy(() -> Spawn.command("no-such-program").start())
                .isInstanceOf(LinuxException.class)
                .hasMessage("posix_spawnp(no-such-program): ENOENT (No such file or directory)")
                .extracting(e -> ((LinuxException) e).errno())
                .isEqualTo(Errno.ENOENT);
    }

    @Test
    void aFileThatIsNoProgramIsNamedInTheMessage() throws IOException {
        Path file = directory.resolve("plain");
        Files.writeString(file, "echo hello\n");
        assertThatThrownBy(() -> Spawn.command(file.toString()).start())
                .isInstanceOf(LinuxException.class)
                .hasMessage("posix_spawnp(" + file + "): EACCES (Permission denied) - not executable");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        assertThatThrownBy(() -> Spawn.command(file.toString()).start())
                .isInstanceOf(LinuxException.class)
                .hasMessage("posix_spawnp(" + file
                        + "): ENOEXEC (Exec format error) - a script needs a first line such as #!/bin/sh");
    }

    @Test
    void theEnvironmentIsInheritedWithChanges() {
        String environment = Expect.output(
                Spawn.command("env").environment("CARILLON_TEST", "größe=1").withoutEnvironment("HOME"));

        assertThat(environment.lines())
                .contains("CARILLON_TEST=größe=1", "PATH=" + System.getenv("PATH"))
                .noneMatch(line -> line.startsWith("HOME="));
    }

    @Test
    void anEmptyEnvironmentHasOnlyWhatWasSet() {
        String environment = Expect.output(
                Spawn.command("env").emptyEnvironment().environment("ONE", "1").environment("TWO", ""));

        assertThat(environment.lines()).containsExactlyInAnyOrder("ONE=1", "TWO=");
    }

    @Test
    void theChildWorksInTheDirectoryItWasGiven() throws IOException {
        assertThat(Expect.output(Spawn.command("pwd").directory(directory)).strip())
                .isEqualTo(directory.toRealPath().toString());
    }

    @Test
    void aMissingDirectoryIsToldFromAMissingProgram() {
        Path missing = directory.resolve("missing");

        assertThatThrownBy(() -> Spawn.command("true").directory(missing).start())
                .isInstanceOf(LinuxException.class)
                .hasMessage("posix_spawnp(true): ENOENT (No such file or directory) - the working directory " + missing
                        + " is not there");
    }

    @Test
    void theChildHasACleanMaskAndDefaultDispositionsWhateverTheParentHas() {
        Set<Signal> blocked = Set.of(Signal.USR1, Signal.CHLD, Signal.realTime(1));
        Signals.block(blocked);
        String status;
        try {
            status = Expect.output(Spawn.command("grep", "^Sig", "/proc/self/status"));
        } finally {
            Signals.unblock(blocked);
        }
        // HotSpot itself ignores or catches nothing that survives exec; SigIgn is what exec would keep.
        assertThat(status).contains("SigBlk:\t0000000000000000").contains("SigIgn:\t0000000000000000");
    }

    @Test
    void anIgnoredSignalHasItsDefaultActionInTheChild() {
        Set<Signal> ignored = Set.of(Signal.WINCH, Signal.realTime(2));
        Signals.ignore(ignored);
        try {
            assertThat(Expect.output(Spawn.command("grep", "^SigIgn", "/proc/self/status")))
                    .isEqualTo("SigIgn:\t0000000000000000\n");
        } finally {
            Signals.restoreDefault(ignored);
        }
    }

    @Test
    void aChildCanHaveAGroupOrASessionOfItsOwn() {
        // Fields of proc_pid_stat(5): pid, name, state, parent, group, session.
        List<String> script = List.of("sh", "-c", "cut -d' ' -f5,6 /proc/$$/stat; echo $$");

        String[] ofGroup = Expect.output(Spawn.command(script).ownGroup()).split("[ \n]", -1);
        assertThat(ofGroup[0]).isEqualTo(ofGroup[2]);
        assertThat(ofGroup[1]).isNotEqualTo(ofGroup[2]);

        String[] ofSession =
                Expect.output(Spawn.command(script).ownGroup().ownSession()).split("[ \n]", -1);
        assertThat(ofSession[0]).isEqualTo(ofSession[2]);
        assertThat(ofSession[1]).isEqualTo(ofSession[2]);

        String[] ofNone = Expect.output(Spawn.command(script)).split("[ \n]", -1);
        assertThat(ofNone[0]).isNotEqualTo(ofNone[2]);
    }

    @Test
    void aBuilderStartsAnyNumberOfChildren() {
        Spawn spawn = Spawn.command("echo", "again");

        assertThat(Expect.output(spawn)).isEqualTo("again\n");
        assertThat(Expect.output(spawn)).isEqualTo("again\n");
    }

    @Test
    void nothingIsLeftOpenByChildrenOrFailures() {
        Expect.output(Spawn.command("true"));
        OpenDescriptors before = OpenDescriptors.list();
        for (int i = 0; i < 20; i++) {
            Expect.output(Spawn.command("true").devNull(0));
            assertThatThrownBy(() -> Spawn.command("no-such-program").start()).isInstanceOf(LinuxException.class);
        }
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }

    @Test
    void aChildThatGetsNoDescriptorIsNotLeftRunning() {
        FailingKernel.with(PidfdH.OPEN, ErrnoH.EMFILE, () -> {
            assertThatThrownBy(() -> Spawn.command("sleep", "4711").start())
                    .isInstanceOf(LinuxException.class)
                    .hasMessageContaining("EMFILE (Too many open files)");
        });
        assertThat(ProcessHandle.current()
                        .children()
                        .flatMap(child -> child.info().arguments().stream().flatMap(Arrays::stream)))
                .doesNotContain("4711");
    }

    @Test
    void wordsThatCStringsCannotHoldAreRefused() {
        assertThatThrownBy(() -> Spawn.command("echo", "a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an argument cannot contain a zero byte: a?b");
        assertThatThrownBy(() -> Spawn.command("env").environment("NAME", "\0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the value of NAME cannot contain a zero byte: ?");
    }

    @Test
    void anEmptyCommandIsRefused() {
        assertThatThrownBy(Spawn::command)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a command begins with the name of a program");
        assertThatThrownBy(() -> Spawn.command("")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aVariableWithoutAProperNameIsRefused() {
        assertThatThrownBy(() -> Spawn.command("env").environment("A=B", "1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a variable's name is not empty and has no '=', unlike \"A=B\"");
        assertThatThrownBy(() -> Spawn.command("env").withoutEnvironment(""))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aDescriptorNumberOutOfRangeIsRefused() {
        try (EventFd counter = EventFd.open(0, EnumSet.allOf(EventFd.Flag.class))) {
            assertThatThrownBy(() -> Spawn.command("true").descriptor(-1, counter))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a child's descriptors are numbered 0 to 1023, not -1");
            assertThatThrownBy(() -> Spawn.command("true").devNull(1024)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aClosedDescriptorIsNotHandedOver() {
        EventFd counter = EventFd.open();
        counter.close();

        assertThatThrownBy(() -> Spawn.command("true").descriptor(3, counter).start())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(counter + " is closed");
    }
}
