package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.app.Carillon;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.ChildJvmBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers as a user starts and ends them. */
class ServersTest {
    private static final String LISTENING = "listening on 127.0.0.1:";

    private static ChildJvm start(String... arguments) {
        return builder(arguments).start();
    }

    /** As the launcher starts it. */
    static ChildJvmBuilder builder(String... arguments) {
        return ChildJvm.of(Carillon.class)
                .arguments(arguments)
                .blocking(Signal.TERM, Signal.INT, Signal.HUP, Signal.USR1)
                .ignoring(Signal.TERM, Signal.INT, Signal.HUP);
    }

    private static int port(ChildJvm server) {
        String line = server.awaitLine(LISTENING);
        return Integer.parseInt(line.substring(LISTENING.length()));
    }

    /** Sends, ends its side, and reads to the end. */
    static String exchange(int port, String text) throws IOException {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            client.setSoTimeout(30_000);
            client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--trigger level",
                "--trigger edge",
                "--workers 2",
                "--loops 2 --share reuseport",
                "--loops 2 --share exclusive",
                "--loops 2 --share hand-off",
                "--poller poll",
                "--poller select",
                "--poller uring",
                "--poller poll --loops 2 --workers 2",
                "--poller select --loops 2 --share hand-off"
            })
    void echoSendsEverythingBackAndEndsCleanly(String options) throws IOException {
        assumeTrue(!options.contains("uring") || KernelFeature.IO_URING.isThere(), "there is no io_uring");
        try (ChildJvm server = start(("echo --port 0 " + options).split(" ", -1))) {
            int port = port(server);
            for (int i = 0; i < 5; i++) {
                String text = "ding dong ".repeat(1 + i * 5000);
                assertThat(exchange(port, text)).isEqualTo(text);
            }
            server.send(Signal.USR1);
            server.awaitLine("connections ");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
        }
    }

    @Test
    void relayCarriesBothWays() throws IOException {
        try (ChildJvm echo = start("echo", "--port", "0");
                ChildJvm relay = start("relay", ":0", "127.0.0.1:" + port(echo))) {
            String text = "ding dong ".repeat(50_000);
            assertThat(exchange(port(relay), text)).isEqualTo(text);
            relay.send(Signal.INT);
            assertThat(relay.awaitExit()).as(relay.lines().toString()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void aPortThatIsTakenIsOneLineAndExitCodeOne(String loops) {
        try (ChildJvm first = start("echo", "--port", "0", "--loops", loops);
                ChildJvm second = start("echo", "--port", Integer.toString(port(first)), "--loops", loops)) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: bind(")
                    .contains("EADDRINUSE");
        }
    }

    @Test
    void aPortOnlyForTheMightyIsOneLineAndExitCodeOne() throws IOException {
        Path setpriv = Path.of("/usr/bin/setpriv");
        assumeTrue(Files.isExecutable(setpriv), "setpriv is not installed");
        // Not readString: it asks for one byte first, and the kernel gives no more of such a file after that.
        String first = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_unprivileged_port_start"))
                .getFirst();
        assumeTrue(Integer.parseInt(first.strip()) > 1, "every port is for everybody here");
        try (ChildJvm server = builder("echo", "--port", "1")
                .through(setpriv.toString(), "--inh-caps=-net_bind_service", "--bounding-set=-net_bind_service")
                .start()) {
            assertThat(server.awaitExit()).isEqualTo(1);
            assertThat(server.lines())
                    .singleElement()
                    .asString()
                    .startsWith("carillon: bind(")
                    .contains("EACCES");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo --host no-such-host.invalid",
                "relay no-such-host.invalid:1 :1",
                "relay :0 no-such-host.invalid:1"
            })
    void aHostThatDoesNotResolveIsOneLineAndExitCodeTwo(String arguments) {
        try (ChildJvm server = start(arguments.split(" ", -1))) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines())
                    .containsExactly("carillon: \"no-such-host.invalid\" is no host that this machine can resolve");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--trigger sideways | --trigger: level or edge, not \"sideways\"",
                "--poller kqueue | --poller: epoll or poll or select or uring, not \"kqueue\"",
                "--poller poll --trigger edge"
                        + " | --trigger edge: poller poll cannot do EDGE: use LEVEL, or a loop with poller epoll",
                "--poller select --share exclusive | --share exclusive: poller select cannot do EXCLUSIVE: use LEVEL,"
                        + " or a loop with poller epoll",
                "--unix /tmp/none --share reuseport"
                        + " | --share reuseport does not go with --unix, which has no SO_REUSEPORT"
            })
    void wrongUsageIsOneLineAndExitCodeTwo(String options, String line) {
        try (ChildJvm server = start(("echo " + options).split(" ", -1))) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines()).containsExactly("carillon: " + line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ":7070 :7070 | TO: 127.0.0.1:7070 is where this relay listens itself",
                "0.0.0.0:7070 127.0.0.1:7070 | TO: 127.0.0.1:7070 is where this relay listens itself",
                "unix:/tmp/x.sock unix:/tmp/./x.sock | TO: unix:/tmp/./x.sock is where this relay listens itself",
                ":0 :0 | TO: nobody can listen at port 0 of \":0\""
            })
    void aRelayThatLeadsNowhereIsRefused(String addresses, String line) {
        try (ChildJvm server = start(("relay " + addresses).split(" ", -1))) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines()).singleElement().asString().startsWith("carillon: " + line);
        }
    }

    @Test
    void whatIsOpenToTheProgrammerOnlyIsNoAdviceToTheUser() {
        try (ChildJvm first = start("echo", "--port", "0");
                ChildJvm second = start("echo", "--port", Integer.toString(port(first)))) {
            assertThat(second.awaitExit()).isEqualTo(1);
            assertThat(second.lines())
                    .singleElement()
                    .asString()
                    .endsWith("EADDRINUSE (Address already in use) - another program has it: 'ss -lntup' tells which,"
                            + " 'ss -lxp' for Unix sockets");
        }
    }
}
