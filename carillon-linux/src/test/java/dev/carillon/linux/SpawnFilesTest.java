package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Standard streams of a child that are files. */
class SpawnFilesTest {
    @TempDir
    Path directory;

    private static void run(Spawn spawn) {
        try (Child child = spawn.start()) {
            assertThat(Expect.exit(child)).hasToString("exited with code 0");
        }
    }

    @Test
    void outputIsAppendedToOrReplacesAFile() throws IOException {
        Path log = directory.resolve("log");
        Spawn echo = Spawn.command("echo", "ding");
        run(echo.standardOutput(OutputFile.append(log)));
        run(echo.standardOutput(OutputFile.append(log)));
        assertThat(log).hasContent("ding\nding\n");
        run(echo.standardOutput(OutputFile.replace(log)));
        assertThat(log).hasContent("ding\n");
    }

    @Test
    void aFileThatIsMadeHasTheModeAskedForLessTheUmask() throws IOException {
        Path log = directory.resolve("log");
        run(Spawn.command("true").standardOutput(OutputFile.append(log).withMode(0640)));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(log)))
                .isEqualTo("rw-r-----");
        OutputFile file = OutputFile.append(log).withMode(0600);
        assertThat(file.mode()).isEqualTo(0600);
        assertThat(file.isAppending()).isTrue();
        assertThat(file.path()).isEqualTo(log);
        assertThat(file).hasToString(">> " + log);
        assertThatThrownBy(() -> file.withMode(010000)).hasMessage("permissions are 0 to 07777, not 010000");
    }

    @Test
    void errorsGoToTheirOwnFileOrWhereTheOutputGoes() throws IOException {
        Path errors = directory.resolve("errors");
        Path both = directory.resolve("both");
        Spawn script = Spawn.command("sh", "-c", "echo out; echo err >&2");
        run(script.devNull(1).standardError(OutputFile.replace(errors)));
        assertThat(errors).hasContent("err\n");
        run(script.errorToOutput().standardOutput(OutputFile.replace(both)));
        assertThat(both).hasContent("out\nerr\n");
        assertThat(Expect.output(script.errorToOutput())).isEqualTo("out\nerr\n");
    }

    @Test
    void errorsGoToAnInheritedOutput() throws IOException {
        Path log = directory.resolve("log");
        String command = ChildJava.shellCommand(ErrorToOutputMain.class) + " 2>/dev/null";
        run(Spawn.command("sh", "-c", command).standardOutput(OutputFile.append(log)));
        assertThat(log).hasContent("to the error stream\n");
    }

    /** In a JVM of its own, whose standard output the test knows. */
    static final class ErrorToOutputMain {
        private ErrorToOutputMain() {}

        public static void main(String[] arguments) {
            Spawn spawn = Spawn.command("sh", "-c", "echo to the error stream >&2");
            try (Child child = spawn.errorToOutput().start();
                    Epoll epoll = Epoll.open(1)) {
                epoll.add(child.pidFd(), Epoll.IN, 0);
                epoll.await(-1);
                child.pidFd().reap();
            }
        }
    }

    @Test
    void inputComesFromAFile() throws IOException {
        Path words = Files.writeString(directory.resolve("words"), "b\na\n");
        assertThat(Expect.output(Spawn.command("sort").standardInput(words))).isEqualTo("a\nb\n");
        try (FileFd file = FileFd.open(words)) {
            assertThat(Expect.output(Spawn.command("sort").standardInput(file))).isEqualTo("a\nb\n");
        }
    }

    @Test
    void aFileThatCannotBeOpenedIsNamedAndNothingStarts() {
        Path mark = directory.resolve("mark");
        Path missing = directory.resolve("missing/log");
        OpenDescriptors before = OpenDescriptors.list();
        Spawn touch = Spawn.command("touch", mark.toString());
        assertThatThrownBy(
                        () -> touch.standardOutput(OutputFile.append(missing)).start())
                .isInstanceOf(LinuxException.class)
                .hasMessage("open(" + missing + "): ENOENT (No such file or directory)");
        assertThatThrownBy(() -> touch.pipeOutput().standardInput(missing).start())
                .isInstanceOf(LinuxException.class)
                .hasMessage("open(" + missing + "): ENOENT (No such file or directory)");
        assertThat(mark).doesNotExist();
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }

    @Test
    void aFifoThatNobodyReadsDoesNotStopTheStart() {
        Path fifo = directory.resolve("fifo");
        Pipe.makeFifo(fifo, 0600);
        assertThatThrownBy(() -> Spawn.command("true")
                        .standardOutput(OutputFile.append(fifo))
                        .start())
                .isInstanceOf(LinuxException.class)
                .hasMessageStartingWith("open(" + fifo + "): ENXIO");
    }
}
