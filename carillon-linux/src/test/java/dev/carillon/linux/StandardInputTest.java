package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of standard input, as a child JVM finds it. */
class StandardInputTest {
    @TempDir
    Path directory;

    private static Spawn child(String... arguments) {
        return Spawn.command(ChildJava.command(StandardInputMain.class, arguments));
    }

    /** Hands a pipe whose writer has written and gone. */
    private static String outputWithInput(Spawn spawn, String input) {
        try (Pipe pipe = Pipe.openBlocking()) {
            Expect.write(pipe.writer(), input);
            pipe.writer().close();
            return Expect.output(spawn.standardInput(pipe.reader()));
        }
    }

    private static void assumeInstalled(String program) {
        boolean installed = Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
        assumeTrue(installed, program + " is not installed");
    }

    @Test
    void aPipeIsReadToItsEnd() {
        assertThat(outputWithInput(child(), "some bells, more than a buffer holds"))
                .isEqualTo("PIPE pollable\nread some bells, more than a buffer holds, descriptor 0 as before\n");
    }

    @Test
    void aSilentPipeDoesNotBlockAndStaysBlockingForTheOthersThatShareIt() {
        try (Pipe in = Pipe.openBlocking();
                Pipe out = Pipe.openBlocking();
                Child child = child("one-line")
                        .standardInput(in.reader())
                        .standardOutput(out.writer())
                        .start()) {
            out.writer().close();
            Expect.textUntil(out.reader(), "PIPE pollable\nat first 0\n");
            assertThat(in.reader().isNonBlocking()).isFalse();

            Expect.write(in.writer(), "ding\n");

            assertThat(Expect.textToEnd(out.reader())).isEqualTo("read ding, descriptor 0 as before\n");
            assertThat(Expect.exit(child).isSuccess()).isTrue();
        }
    }

    @Test
    void aFileIsReadFromWhereTheShellLeftIt() throws IOException {
        Path file = directory.resolve("lines");
        Files.writeString(file, "first\nsecond\n");

        String output = Expect.output(Spawn.command(
                "sh",
                "-c",
                "(read line; echo shell: $line; exec " + ChildJava.shellCommand(StandardInputMain.class) + ") <"
                        + file));

        assertThat(output).isEqualTo("shell: first\nFILE always ready\nread second, descriptor 0 as before\n");
    }

    @Test
    void theNullDeviceIsAlwaysReadyAndAtItsEnd() {
        assertThat(Expect.output(child().devNull(0))).isEqualTo("FILE always ready\nread , descriptor 0 as before\n");
    }

    @Test
    void aClosedStandardInputIsAtItsEndThoughTheJvmHasPutAFileOfItsOwnThere() {
        String command = "exec " + ChildJava.shellCommand(StandardInputMain.class) + " <&-";

        assertThat(Expect.output(Spawn.command("sh", "-c", command)))
                .isEqualTo("CLOSED always ready\nread , descriptor 0 as before\n");
    }

    @Test
    void aStandardInputOpenForWritingOnlyIsAtItsEnd() {
        String command = "exec " + ChildJava.shellCommand(StandardInputMain.class) + " 0>/dev/null";

        assertThat(Expect.output(Spawn.command("sh", "-c", command)))
                .isEqualTo("CLOSED always ready\nread , descriptor 0 as before\n");
    }

    @Test
    void aTerminalIsReadByLinesWithoutBlocking() {
        assumeInstalled("script");
        try (Pipe in = Pipe.openBlocking();
                Pipe out = Pipe.openBlocking();
                Child child = Spawn.command(
                                "script",
                                "-qec",
                                ChildJava.shellCommand(StandardInputMain.class, "one-line"),
                                "/dev/null")
                        .environment("SHELL", "/bin/sh")
                        .standardInput(in.reader())
                        .standardOutput(out.writer())
                        .start()) {
            in.reader().close();
            out.writer().close();
            Expect.textUntil(out.reader(), "TERMINAL pollable\r\nat first 0\r\n");

            Expect.write(in.writer(), "dong\n");

            assertThat(Expect.textUntil(out.reader(), "read ")).isNotNull();
            in.writer().close();
            Expect.exit(child);
        }
    }

    @Test
    void aSocketIsReadWithoutBlocking() {
        assumeInstalled("python3");
        String program = """
            import socket, subprocess, sys
            ours, theirs = socket.socketpair()
            child = subprocess.Popen(sys.argv[1:], stdin=theirs, stdout=subprocess.PIPE, text=True)
            print(child.stdout.readline().strip(), child.stdout.readline().strip(), flush=True)
            ours.send(b'ding\\n')
            print(child.stdout.readline().strip(), theirs.getblocking(), flush=True)
            sys.exit(child.wait())
            """;
        Spawn python = Spawn.command(Stream.concat(
                        Stream.of("python3", "-c", program),
                        ChildJava.command(StandardInputMain.class, "one-line").stream())
                .toList());

        assertThat(Expect.output(python))
                .isEqualTo("SOCKET pollable at first 0\nread ding, descriptor 0 as before True\n");
    }
}
