package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.testing.TestLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the two ends of a relay learn of each other's end, also while one of them takes nothing. */
class RelayEndsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int ANSWER = 30_000;
    private static final int FULL = 8;

    private final TestLoop test = TestLoop.open("relay");
    private final List<Relay> ended = new ArrayList<>();
    private final Socket target = listening();
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(64 * 1024);
    private Connector connector;
    private Listener listener;
    private Socket client;
    private Socket server;

    private static Socket listening() {
        Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        socket.listen(1);
        return socket;
    }

    @BeforeEach
    void open() {
        connector = new Connector(test.loop(), "out", ConnectionOptions.DEFAULTS);
        listener = Listener.open(
                test.loop(),
                "in",
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ListenerOptions.DEFAULTS,
                () -> new Relay(connector, target.localAddress(), ended::add));
        client = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
        client.connect(listener.address());
        List<Socket> accepted = new ArrayList<>();
        test.await(
                () -> {
                    Socket one = target.accept();
                    if (one != null) {
                        accepted.add(one);
                    }
                    return !accepted.isEmpty() && connector.connections().opened() == 1;
                },
                PATIENCE);
        server = accepted.getFirst();
        test.runUntilIdle();
    }

    @AfterEach
    void close() {
        test.close();
        client.close();
        server.close();
        target.close();
    }

    /** Sends until the relay takes no more; how many bytes. */
    private long fill(Socket from) {
        long sent = 0;
        for (int refused = 0; refused < FULL; ) {
            int count = from.send(bytes.clear(), 0);
            refused = count == 0 ? refused + 1 : 0;
            sent += count;
            test.runUntilIdle();
        }
        return sent;
    }

    private static void breakOff(Socket socket) {
        socket.set(SocketOption.LINGER, Optional.of(Duration.ZERO));
        socket.close();
    }

    /** Reads up to the end; whether that was a reset. The relay has its turns in between. */
    private boolean readsToReset(Socket from, long[] got) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            for (int count = 0; count != StreamFd.END; count = from.read(bytes.clear())) {
                assertThat(System.nanoTime()).as("%s bytes, and no end", got[0]).isLessThan(end);
                got[0] += count;
                test.runUntilIdle();
            }
            return false;
        } catch (LinuxException e) {
            assertThat(e.errno()).isEqualTo(Errno.ECONNRESET);
            return true;
        }
    }

    /** As one that refuses a long request after its head: it answers, takes no more, and goes. */
    @Test
    void anEarlyAnswerArrivesAlthoughTheOtherDirectionIsBroken() {
        fill(client);
        assertThat(server.send(bytes.clear().limit(ANSWER), 0)).isEqualTo(ANSWER);
        server.close(); // with what it has not read: a reset
        long[] got = new long[1];
        readsToReset(client, got);
        assertThat(got[0]).isEqualTo(ANSWER);
        client.close();
        test.await(() -> ended.size() == 1, PATIENCE);
        assertThat(connector.connections().open() + listener.connections().open())
                .isZero();
    }

    /** What the one that died had sent reaches the other, and then it sees that this is not all. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoTakesNothingLearnsOfTheOthersDeathWhenItReads(boolean clientDies) {
        Socket dies = clientDies ? client : server;
        Socket lives = clientDies ? server : client;
        fill(dies);
        breakOff(dies);
        test.runUntilIdle();
        long[] got = new long[1];
        assertThat(readsToReset(lives, got))
                .as("a reset behind %s bytes", got[0])
                .isTrue();
        assertThat(got[0]).isPositive();
        test.await(() -> ended.size() == 1, PATIENCE);
        assertThat(ended.getFirst().reason()).isEqualTo(CloseReason.RESET);
    }

    /** It has sent nothing that is held up: nobody has to read for that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoIsHeldUpLearnsOfTheOthersDeathAtOnce(boolean clientDies) {
        Socket dies = clientDies ? client : server;
        Socket lives = clientDies ? server : client;
        fill(lives);
        breakOff(dies);
        test.await(() -> ended.size() == 1, PATIENCE);
        assertThat(ended.getFirst().reason()).isEqualTo(CloseReason.RESET);
        assertThat(readsToReset(lives, new long[1])).isTrue();
        assertThat(test.elapsed()).as("without a limit of time").isZero();
    }
}
