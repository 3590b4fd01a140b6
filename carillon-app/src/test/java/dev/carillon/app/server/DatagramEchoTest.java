package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code carillon echo --udp} as a user starts and ends it. */
class DatagramEchoTest {
    private static final String LISTENING = "listening on 127.0.0.1:";
    private static final int GREATEST = 65_507;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void everyDatagramComesBackAndIsCounted(String end) throws IOException {
        try (ChildJvm server =
                        ServersTest.builder("echo", "--udp", "--port", "0").start();
                DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            String line = server.awaitLine(LISTENING);
            assertThat(line).endsWith(" (udp)");
            String port = line.substring(LISTENING.length(), line.indexOf(' ', LISTENING.length()));
            // Not connected: the JDK never sends an empty datagram on a connected socket.
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port));
            client.setSoTimeout(30_000);
            Random random = new Random(1);
            for (int length : new int[] {0, 1, 1_472, 9_000, GREATEST}) {
                byte[] bytes = new byte[length];
                random.nextBytes(bytes);
                client.send(new DatagramPacket(bytes, length, address));
                DatagramPacket answer = new DatagramPacket(new byte[GREATEST], GREATEST);
                client.receive(answer);
                assertThat(Arrays.copyOf(answer.getData(), answer.getLength())).isEqualTo(bytes);
            }
            server.send(Signal.USR1);
            assertThat(server.awaitLine("datagrams ")).startsWith("datagrams 5 received, 5 sent; received 74.2 KiB");
            server.send(end.equals("TERM") ? Signal.TERM : Signal.INT);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
            assertThat(server.lines().getLast()).startsWith("datagrams 5 received, 5 sent");
        }
    }

    @Test
    void unixDatagramsComeBackAndThoseWithoutSenderAreDropped() {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("echo"));
        try (ChildJvm server = ServersTest.builder("echo", "--udp", "--unix", address.toString())
                        .start();
                Socket client = Socket.openFor(address, SocketType.DATAGRAM);
                Socket nameless = Socket.openFor(address, SocketType.DATAGRAM)) {
            assertThat(server.awaitLine("listening on ")).isEqualTo("listening on unix:" + address + " (udp)");
            client.bind(UnixDomainSocketAddress.of(""));
            DatagramBatch batch = DatagramBatch.allocate(1, 100);
            batch.datagram(0).put("ding".getBytes(StandardCharsets.UTF_8)).flip();
            batch.address(0, address);
            assertThat(batch.send(nameless, 0, 1)).isEqualTo(1);
            assertThat(batch.send(client, 0, 1)).isEqualTo(1);
            Poll poll = new Poll();
            poll.add(client, Poll.IN);
            assertThat(poll.await(TimeUnit.SECONDS.toNanos(30))).isEqualTo(1);
            assertThat(batch.receive(client)).isEqualTo(1);
            assertThat(StandardCharsets.UTF_8.decode(batch.datagram(0)).toString())
                    .isEqualTo("ding");
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
            assertThat(server.lines().getLast())
                    .startsWith("datagrams 2 received, 1 sent")
                    .contains("dropped NO_RECEIVER 1");
        }
        assertThat(directory.resolve("echo")).doesNotExist();
    }

    @Test
    void whatIsTooLongComesBackWholeOrNotAtAll() {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("echo"));
        try (ChildJvm server = ServersTest.builder("echo", "--udp", "--unix", address.toString())
                        .start();
                Socket client = Socket.openFor(address, SocketType.DATAGRAM)) {
            server.awaitLine("listening on ");
            client.bind(UnixDomainSocketAddress.of(""));
            client.connect(address);
            client.write(ByteBuffer.allocateDirect(100_000));
            client.write(ByteBuffer.allocateDirect(65_535));
            Poll poll = new Poll();
            poll.add(client, Poll.IN);
            assertThat(poll.await(TimeUnit.SECONDS.toNanos(30))).isEqualTo(1);
            assertThat(client.read(ByteBuffer.allocateDirect(200_000))).isEqualTo(65_535);
            server.send(Signal.TERM);
            assertThat(server.awaitExit()).as(server.lines().toString()).isZero();
            assertThat(server.lines().getLast())
                    .startsWith("datagrams 2 received, 1 sent")
                    .contains("truncated 1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--trigger edge",
                "--workers 1",
                "--loops 2",
                "--share exclusive",
                "--idle-timeout 1s",
                "--cert a.pem"
            })
    void whatOnlyConnectionsHaveIsRefused(String option) {
        try (ChildJvm server =
                ServersTest.builder(("echo --udp " + option).split(" ", -1)).start()) {
            assertThat(server.awaitExit()).isEqualTo(2);
            assertThat(server.lines())
                    .containsExactly("carillon: --udp does not go with " + option.substring(0, option.indexOf(' ')));
        }
    }
}
