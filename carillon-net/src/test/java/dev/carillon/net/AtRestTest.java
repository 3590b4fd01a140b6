package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a connection takes on the heap that has its timeouts and nothing to do: its socket, its place in the loop and its timer. */
class AtRestTest {
    private static final int MANY = 4000;
    private static final int MOST_BYTES = 420;
    private static final int AT_ONCE = 100;
    private static final int TRIES = 5;

    private static final Timeouts TIMEOUTS =
            Timeouts.DEFAULTS.withIdleRead(Duration.ofMinutes(1)).withLifetime(Duration.ofHours(1));

    private final EventLoop loop = EventLoop.open("rest", LoopOptions.DEFAULTS);
    private final Socket listener = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
    private final List<Socket> clients = new ArrayList<>();
    private final ConnectionGroup group =
            new ConnectionGroup(loop, "rest", ConnectionOptions.DEFAULTS.withTimeouts(TIMEOUTS));

    /** They close behind the connections, whose ports then do not wait for late segments. */
    @AfterEach
    void close() {
        for (Connection connection : group.openConnections()) {
            connection.reset();
        }
        loop.close();
        clients.forEach(Socket::close);
        listener.close();
    }

    private void open(SocketAddress address, int from, int to) {
        ConnectionHandler handler = (_, _) -> {};
        for (int i = from; i < to; i++) {
            clients.get(i).connect(address);
            new Connection(group, accepted(), null, true, handler).begin(true);
            if (i % AT_ONCE == 0) {
                Turns.some(loop, 2); // what a turn needs for all that begin in it is no connection's
            }
        }
        Turns.some(loop, 2);
    }

    private Socket accepted() {
        Socket accepted = null;
        while (accepted == null) {
            accepted = listener.accept();
        }
        return accepted;
    }

    @Test
    void aConnectionAtRestIsSmall() {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listener.listen(1);
        SocketAddress address = listener.localAddress();
        for (int i = 0; i < MANY + AT_ONCE; i++) {
            clients.add(Socket.open(StandardProtocolFamily.INET, SocketType.STREAM));
        }
        open(address, 0, AT_ONCE); // so that what all have in common is there
        long before = used();
        open(address, AT_ONCE, MANY + AT_ONCE);
        double each = (double) (used() - before) / MANY;
        System.out.println("a connection at rest: " + Math.round(each) + " bytes");
        assertThat(each).as("bytes of a connection at rest").isBetween(100.0, (double) MOST_BYTES);
    }

    private static long used() {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TRIES; i++) {
            System.gc();
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
