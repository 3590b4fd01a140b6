package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server at its control socket, and what it reports. */
class ControlSocketTest {
    @TempDir
    private Path place;

    private ChildJvmBuilder echo(String... more) {
        return ChildJvm.of(Carillon.class)
                .arguments("echo", "--port", "0", "--control", path().toString())
                .arguments(more)
                .blocking(Signal.TERM, Signal.INT, Signal.HUP, Signal.USR1)
                .ignoring(Signal.TERM, Signal.INT, Signal.HUP);
    }

    private Path path() {
        return place.resolve("control.sock");
    }

    private SocketChannel connect() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path()));
    }

    private static BufferedReader reader(SocketChannel client) {
        return new BufferedReader(Channels.newReader(client, StandardCharsets.UTF_8));
    }

    private static void send(SocketChannel client, String text) throws IOException {
        client.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private int ctl(String request, String... more) {
        String[] words = Stream.concat(Stream.of("ctl", path().toString(), request), Stream.of(more))
                .toArray(String[]::new);
        return Carillon.commandLine(words).execute(words);
    }

    @Test
    void whatIsAskedIsAnsweredInItsOrderAndWhatMakesNoSenseToo() throws IOException {
        try (ChildJvm server = echo().start()) {
            server.awaitLine("listening on");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                    .isEqualTo("rw-------");
            try (SocketChannel client = connect()) {
                BufferedReader answers = reader(client);
                send(client, "{\"request\":\"status\"}\n{\"request\":\"reload\"}\n{\"request\":\"sing\"}\n[1]\n\n");
                assertThat(answers.readLine())
                        .startsWith("{\"ok\":true,")
                        .contains("\"command\":\"echo\",\"pid\":" + server.pid() + ",\"state\":\"serving\"");
                assertThat(answers.readLine()).contains("\"ok\":true", "there is nothing to read again");
                assertThat(answers.readLine()).contains("\"ok\":false", "is one of status, reload, upgrade, stop");
                assertThat(answers.readLine()).contains("\"ok\":false", "no line of JSON");
                assertThat(answers.readLine()).contains("\"ok\":false", "no line of JSON");
                send(client, "x".repeat(10_000));
                assertThat(answers.readLine()).isNull();
            }
            assertThat(ctl("status")).isZero();
            assertThat(ctl("sing")).isEqualTo(1);
            assertThat(ctl("stop")).isZero();
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines()).anyMatch(line -> line.contains(" info [") && line.contains("ctl: ending, "));
            assertThat(ctl("status")).isEqualTo(3);
            assertThat(Files.exists(path())).isFalse();
        }
    }

    @Test
    void whoConnectsAndAsksNothingKeepsNobodyOut() throws IOException {
        List<SocketChannel> idle = new ArrayList<>();
        try (ChildJvm server = echo().start()) {
            server.awaitLine("listening on");
            for (int i = 0; i < 100; i++) {
                idle.add(connect());
            }
            for (SocketChannel each : idle.subList(8, idle.size())) {
                while (each.read(ByteBuffer.allocate(100)) >= 0) {
                    // The reason, and then the end.
                }
            }
            try (ChildJvm other = ChildJvm.of(Carillon.class)
                    .arguments("ctl", path().toString(), "status")
                    .start()) {
                assertThat(other.awaitExit()).isZero();
            }
        } finally {
            for (SocketChannel each : idle) {
                each.close();
            }
        }
    }

    @Test
    void anotherUserIsRefusedWhateverTheFileAllows() throws IOException {
        assumeThat(System.getProperty("user.name")).isEqualTo("root"); // who can become another
        try (ChildJvm server = echo().start()) {
            server.awaitLine("listening on");
            Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.setPosixFilePermissions(path(), PosixFilePermissions.fromString("rw-rw-rw-"));
            Process client = new ProcessBuilder(
                            "setpriv",
                            "--reuid=65534",
                            "--regid=65534",
                            "--clear-groups",
                            "perl",
                            "-MIO::Socket::UNIX",
                            "-e",
                            "print IO::Socket::UNIX->new(Peer => $ARGV[0])->getline",
                            path().toString())
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("{\"ok\":false,").contains("only for the user of this process, and for root");
            assertThat(ctl("status")).isZero();
        }
    }

    @Test
    void aFileThatSomebodyHasRemovedIsMadeAgainWhenItReadsAgain() throws IOException {
        try (ChildJvm server = echo().start()) {
            server.awaitLine("listening on");
            try (SocketChannel client = connect()) {
                BufferedReader answers = reader(client);
                send(client, "{\"request\":\"status\"}\n"); // who says nothing is soon sent away
                assertThat(answers.readLine()).contains("serving");
                Files.delete(path());
                assertThat(ctl("status")).isEqualTo(3);
                server.send(Signal.HUP);
                server.awaitLine("nothing to read again");
                assertThat(ctl("status")).isZero();
                send(client, "{\"request\":\"status\"}\n");
                assertThat(reader(client).readLine())
                        .as("of who was there before")
                        .contains("serving");
            }
            assertThat(ctl("stop")).isZero();
            assertThat(server.awaitExit()).isZero();
            assertThat(Files.exists(path())).isFalse();
        }
    }

    @Test
    void whoDoesNotAnswerIsNotWaitedForForEver() throws IOException {
        try (ServerSocketChannel silent = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            silent.bind(UnixDomainSocketAddress.of(path()));
            assertThat(ctl("status", "--timeout", "10ms")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a\nb"})
    void whatIsNoNameIsWrongUsage(String name) {
        String[] asked = {"ctl", name, "status"};
        assertThat(Carillon.commandLine(asked).execute(asked)).isEqualTo(2);
        String[] own = {"echo", "--port", "0", "--control", name};
        try (ChildJvm server = ChildJvm.of(Carillon.class).arguments(own).start()) {
            assertThat(server.awaitExit()).as(server.lines().toString()).isEqualTo(2);
        }
    }

    @Test
    void aSocketInUseIsRefusedAndOneOfADeadProcessReplaced() {
        try (ChildJvm server = echo().start()) {
            server.awaitLine("listening on");
            try (ChildJvm second = echo().start()) {
                assertThat(second.awaitExit()).isEqualTo(1);
                assertThat(second.lines().getLast())
                        .startsWith("carillon: no control socket " + path() + ": another process listens there");
            }
            server.send(Signal.KILL);
            server.awaitExit();
            try (ChildJvm third = echo().start()) {
                third.awaitLine("listening on");
                assertThat(ctl("status")).isZero();
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "json | exec \"$@\" | \\{\"time\":\"20.*\",\"level\":\"info\",\"pid\":\\d+,\"message\":\"TERM: ending,"
                        + " .*\"}",
                "text | JOURNAL_STREAM=$(stat -Lc %d:%i /proc/self/fd/2) exec \"$@\" | <6>TERM: ending, .*",
                "text | JOURNAL_STREAM=1:1 exec \"$@\" | 20\\d\\d-.*Z info \\[\\d+] TERM: ending, .*"
            })
    void whatItReportsIsForPeopleProgramsOrTheJournal(String format, String shell, String expected) {
        try (ChildJvm server =
                echo("--log", format).through("sh", "-c", shell, "sh").start()) {
            server.awaitLine("listening on");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).isZero();
            assertThat(server.lines()).anyMatch(line -> line.matches(expected));
        }
    }
}
