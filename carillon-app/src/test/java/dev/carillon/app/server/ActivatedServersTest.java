package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.DatagramBatch;
import dev.carillon.linux.Poll;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers as systemd starts them: with their socket, and a manager that wants to know. */
class ActivatedServersTest {
    private static final String TOOL = "/usr/bin/systemd-socket-activate";

    @TempDir
    private Path directory;

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private static void end(ChildJvm server) {
        server.send(Signal.TERM);
        assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "echo --loops 2", "echo --loops 2 --share hand-off", "relay :0 127.0.0.1:%d"})
    void aListenerThatWasOpenBeforeIsServed(String arguments) throws IOException {
        assumeTrue(Files.isExecutable(Path.of(TOOL)), "systemd-socket-activate is not installed");
        int port = freePort();
        try (ChildJvm echo = ServersTest.builder("echo", "--port", "0").start()) {
            String listening = echo.awaitLine("listening on ");
            int target = Integer.parseInt(listening.substring(listening.lastIndexOf(':') + 1));
            String[] command = arguments.replace("%d", Integer.toString(target)).split(" ", -1);
            try (ChildJvm server = ServersTest.builder(command)
                    .through(TOOL, "--listen=127.0.0.1:" + port)
                    .start()) {
                server.awaitLine("Listening on");
                assertThat(ServersTest.exchange(port, "ding dong")).isEqualTo("ding dong");
                server.awaitLine("listening on 127.0.0.1:" + port);
                end(server);
            }
            end(echo);
        }
    }

    @Test
    void aSiteIsServedOnASocketThatWasOpenBefore() throws IOException {
        assumeTrue(Files.isExecutable(Path.of(TOOL)), "systemd-socket-activate is not installed");
        Files.writeString(directory.resolve("index.html"), "ding dong");
        int port = freePort();
        try (ChildJvm server = ServersTest.builder("serve", directory.toString())
                .through(TOOL, "--listen=127.0.0.1:" + port)
                .start()) {
            server.awaitLine("Listening on");
            assertThat(ServersTest.exchange(port, "GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
                    .endsWith("\r\n\r\nding dong");
            server.awaitLine("listening on 127.0.0.1:" + port);
            end(server);
        }
    }

    @Test
    void datagramsThatCameBeforeAreAnswered() throws IOException {
        assumeTrue(Files.isExecutable(Path.of(TOOL)), "systemd-socket-activate is not installed");
        int port = freePort();
        try (ChildJvm server = ServersTest.builder("echo", "--udp")
                        .through(TOOL, "--datagram", "--listen=127.0.0.1:" + port)
                        .start();
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            server.awaitLine("Listening on");
            client.connect(InetAddress.getLoopbackAddress(), port);
            client.setSoTimeout(30_000);
            client.send(new DatagramPacket(new byte[] {42}, 1)); // it is started by this one
            DatagramPacket answer = new DatagramPacket(new byte[10], 10);
            client.receive(answer);
            assertThat(answer.getLength()).isEqualTo(1);
            server.awaitLine("listening on 127.0.0.1:" + port + " (udp)");
            end(server);
        }
    }

    @Test
    void aSocketOfTheOtherKindIsRefusedInOneLine() throws IOException {
        assumeTrue(Files.isExecutable(Path.of(TOOL)), "systemd-socket-activate is not installed");
        int port = freePort();
        try (ChildJvm server = ServersTest.builder("echo", "--udp")
                .through(TOOL, "--listen=127.0.0.1:" + port)
                .start()) {
            server.awaitLine("Listening on");
            try (java.net.Socket client = new java.net.Socket(InetAddress.getLoopbackAddress(), port)) {
                assertThat(client.isConnected()).isTrue();
                assertThat(server.awaitExit()).isEqualTo(1);
            }
            assertThat(server.lines().getLast())
                    .startsWith("carillon: ")
                    .contains("is a stream that listens, not for datagrams");
        }
    }

    @Test
    void theManagerHearsThatItIsReadyHowItIsAndThatItStops() {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("notify"));
        try (Socket manager = Socket.openFor(address, SocketType.DATAGRAM)) {
            manager.bind(address);
            List<String> heard = new ArrayList<>();
            try (ChildJvm server = ServersTest.builder("echo", "--port", "0")
                    .environment("NOTIFY_SOCKET", address.toString())
                    .start()) {
                hear(manager, heard, 1);
                server.awaitLine("listening on "); // which may be read later than it was written
                server.send(Signal.USR1);
                hear(manager, heard, 2);
                end(server);
                hear(manager, heard, 3);
            }
            assertThat(heard.get(0)).isEqualTo("READY=1");
            assertThat(heard.get(1)).startsWith("STATUS=connections 0 open");
            assertThat(heard.get(2)).isEqualTo("STOPPING=1");
        }
    }

    static void hear(Socket manager, List<String> heard, int count) {
        DatagramBatch batch = DatagramBatch.allocate(4, 2_000);
        Poll poll = new Poll();
        poll.add(manager, Poll.IN);
        while (heard.size() < count) {
            assertThat(poll.await(TimeUnit.SECONDS.toNanos(60))).isEqualTo(1);
            int received = batch.receive(manager);
            for (int i = 0; i < received; i++) {
                heard.add(StandardCharsets.UTF_8.decode(batch.datagram(i)).toString());
            }
        }
    }
}
