package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    private int ctl(String request) {
        String[] words = {"ctl", path().toString(), request};
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
