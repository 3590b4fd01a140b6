package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An address that several loops serve comes to its end: on all of them, whichever way they share it. */
class GroupDrainTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final int CLIENTS = 30;

    private final BlockingQueue<Connection> asked = new LinkedBlockingQueue<>();
    private final List<Socket> clients = new ArrayList<>();
    private LeakCheck leaks;
    private LoopGroup loops;

    /** Begins an exchange with each byte. */
    private final class Slow implements ConnectionHandler {
        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
            connection.beginExchange();
            asked.add(connection);
        }
    }

    @BeforeEach
    void open() {
        leaks = LeakCheck.start();
        loops = LoopGroup.start("loop", 3, Loops.OPTIONS);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket client : clients) {
            client.close();
        }
        loops.close();
        leaks.assertNothingLeft();
    }

    private ListenerGroup listen(Share share) {
        Loops.assumeCan(share == Share.EXCLUSIVE ? Trigger.EXCLUSIVE : Trigger.LEVEL);
        return ListenerGroup.open(loops, "shared", LOOPBACK, share, ListenerOptions.DEFAULTS, Slow::new);
    }

    private static Socket connect(ListenerGroup group) throws IOException {
        InetSocketAddress address = (InetSocketAddress) group.address();
        Socket client = new Socket(address.getAddress(), address.getPort());
        client.setSoTimeout(30_000);
        return client;
    }

    /** Each has asked, and its connection knows. */
    private List<Connection> ask(ListenerGroup group) throws Exception {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(connect(group));
            clients.getLast().getOutputStream().write('?');
            connections.add(asked.poll(30, TimeUnit.SECONDS));
        }
        assertThat(connections).doesNotContainNull();
        return connections;
    }

    private static long cutOffAtTheEnd(Drain drain) throws Exception {
        return drain.ended().toCompletableFuture().get(30, TimeUnit.SECONDS).cutOff();
    }

    @ParameterizedTest
    @EnumSource
    void onAllLoopsEveryExchangeIsAwaited(Share share) throws Exception {
        ListenerGroup group = listen(share);
        List<Connection> connections = ask(group);
        assertThat(connections.stream().map(Connection::loop).distinct()).hasSizeGreaterThan(1);
        Drain drain = group.drain(LIMIT);
        for (int i = 0; i < CLIENTS; i++) {
            assertThat(drain.ended().toCompletableFuture()).isNotDone();
            Connection connection = connections.get(i);
            connection.loop().execute(() -> {
                connection.write(ByteBuffer.wrap(new byte[] {'!'}));
                connection.endExchange();
            });
            Socket client = clients.get(i);
            assertThat(client.getInputStream().readAllBytes()).containsExactly('!');
            client.close();
        }
        assertThat(cutOffAtTheEnd(drain)).isZero();
        assertThat(group.openConnections()).isEmpty();
        assertThat(group.listeners()).noneMatch(Listener::isOpen);
        assertThat(group.connections().stream()
                        .mapToLong(figures -> figures.closed(CloseReason.FINISHED))
                        .sum())
                .isEqualTo(CLIENTS);
        assertThatThrownBy(() -> connect(group)).isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @EnumSource
    void whenTheTimeIsOverAllAreCutOffAndCounted(Share share) throws Exception {
        ListenerGroup group = listen(share);
        ask(group);
        assertThat(cutOffAtTheEnd(group.drain(Duration.ZERO))).isEqualTo(CLIENTS);
        for (Socket client : clients) {
            assertThatThrownBy(client.getInputStream()::read).isInstanceOf(SocketException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLoopThatHasEndedHoldsUpNothing(Share share) throws Exception {
        ListenerGroup group = listen(share);
        ask(group);
        loops.loops().getLast().close();
        assertThat(cutOffAtTheEnd(group.drain(Duration.ZERO))).isPositive().isLessThan(CLIENTS);
    }
}
