package dev.carillon.app.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Signal;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.loop.WorkerPool;
import dev.carillon.net.ConnectionHandler;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Share;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that are told to end while something is on its way. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndingTest {
    private static final String LISTENING = "listening on 127.0.0.1:";
    private static final int HALF = 500_000;

    private final ServerSocket target;

    EndingTest() throws IOException {
        target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private ChildJvm relay(String drain) {
        String to = "127.0.0.1:" + target.getLocalPort();
        return ServersTest.builder("relay", ":0", to, "--drain", drain).start();
    }

    private static Socket connect(ChildJvm server) throws IOException {
        int port = Integer.parseInt(server.awaitLine(LISTENING).substring(LISTENING.length()));
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    /** Until nobody is let in any more: then it has been told. */
    static void awaitRefusal(int port) {
        assertThatThrownBy(() -> {
                    while (true) {
                        new Socket(InetAddress.getLoopbackAddress(), port).close();
                    }
                })
                .isInstanceOf(IOException.class);
    }

    /** Has the relay in the middle of a stream, whose other half comes out of what this answers. */
    private static InputStream carryHalf(Socket client, Socket server) throws IOException {
        client.getOutputStream().write(new byte[HALF]);
        InputStream in = server.getInputStream();
        assertThat(in.readNBytes(HALF)).hasSize(HALF);
        return in;
    }

    @Test
    void aRelayLetsItsStreamsComeToTheirEnds() throws IOException {
        try (target;
                ChildJvm relay = relay("1m");
                Socket client = connect(relay);
                Socket server = target.accept()) {
            InputStream in = carryHalf(client, server);
            relay.send(Signal.TERM);
            relay.awaitLine("ending, 2 on the way still");
            client.getOutputStream().write(new byte[HALF]);
            client.shutdownOutput();
            assertThat(in.readAllBytes()).hasSize(HALF);
            server.getOutputStream().write(1);
            server.shutdownOutput();
            assertThat(client.getInputStream().readAllBytes()).hasSize(1);
            assertThat(relay.awaitExit()).as(relay.lines().toString()).isZero();
            assertThat(relay.lines().getLast()).contains("closed FINISHED 1; outgoing closed FINISHED 1");
        }
    }

    @Test
    void whatDoesNotEndInTimeIsBrokenOffAndLooksSo() throws IOException {
        try (target;
                ChildJvm relay = relay("100ms");
                Socket client = connect(relay);
                Socket server = target.accept()) {
            InputStream in = carryHalf(client, server);
            relay.send(Signal.TERM);
            assertThatThrownBy(in::read).isInstanceOf(SocketException.class).hasMessageContaining("reset");
            assertThatThrownBy(client.getInputStream()::read)
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
            assertThat(relay.awaitExit()).as(relay.lines().toString()).isZero();
        }
    }

    @Test
    void whatAWorkerHasInHandIsAnsweredFirst() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        ListenerOptions options =
                ListenerOptions.DEFAULTS.withConnections(ConnectionOptions.DEFAULTS.withTrigger(Trigger.ONE_SHOT));
        try (target;
                WorkerPool pool = new WorkerPool("worker", 1);
                LoopGroup group = LoopGroup.start("loop", 1, LoopOptions.DEFAULTS);
                ServedStreams served = ServedStreams.of(
                        group,
                        "echo",
                        Listening.only(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
                        Share.EXCLUSIVE,
                        options,
                        () -> answering(pool, gate));
                Socket client = new Socket()) {
            client.connect(served.listeners().address());
            client.getOutputStream().write(7);
            while (served.listeners().connections().getFirst().received() == 0) {
                Thread.onSpinWait();
            }
            served.drain(Duration.ofMinutes(1));
            awaitRefusal(client.getPort());
            gate.countDown();
            assertThat(client.getInputStream().readAllBytes()).containsExactly(7);
        }
    }

    private static ConnectionHandler answering(WorkerPool pool, CountDownLatch gate) {
        return (connection, bytes) -> {
            byte[] copy = new byte[bytes.remaining()];
            bytes.get(copy);
            pool.hand(connection, () -> {
                gate.await();
                connection.loop().execute(() -> connection.write(ByteBuffer.wrap(copy)));
            });
        };
    }
}
