package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptQueueTest {
    private static final int BACKLOG = 3;

    private static Socket listening(SocketAddress address) {
        Socket socket = Socket.openFor(address, SocketType.STREAM);
        socket.bind(address);
        socket.listen(BACKLOG);
        return socket;
    }

    @Test
    void tellsHowManyWaitAndHowManyMay() {
        List<Socket> clients = new ArrayList<>();
        try (Socket server = listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            assertThat(AcceptQueue.of(server)).contains(new AcceptQueue(0, BACKLOG));
            for (int waiting = 1; waiting <= BACKLOG + 1; waiting++) { // the kernel takes one more
                Socket client = Socket.openFor(server.localAddress(), SocketType.STREAM);
                clients.add(client);
                client.connect(server.localAddress());
                assertThat(AcceptQueue.of(server)).contains(new AcceptQueue(waiting, BACKLOG));
            }
            Socket accepted = server.accept();
            assertThat(accepted).isNotNull();
            accepted.close();
            assertThat(AcceptQueue.of(server)).contains(new AcceptQueue(BACKLOG, BACKLOG));
        } finally {
            clients.forEach(Socket::close);
        }
    }

    @Test
    void whoFindsTheQueueFullIsCounted() {
        List<Socket> clients = new ArrayList<>();
        try (Socket server = listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            ListenCounts before = ListenCounts.read().orElseThrow();
            for (int i = 0; i < BACKLOG + 3; i++) {
                Socket client = Socket.openFor(server.localAddress(), SocketType.STREAM);
                clients.add(client);
                client.connect(server.localAddress());
            }
            ListenCounts after = ListenCounts.read().orElseThrow(); // others on this machine may count as well
            assertThat(after.overflows()).isGreaterThanOrEqualTo(before.overflows() + 2);
            assertThat(after.drops()).isGreaterThanOrEqualTo(before.drops() + 2);
        } finally {
            clients.forEach(Socket::close);
        }
    }

    @Test
    void ofAUnixSocketTheKernelDoesNotTell(@TempDir Path directory) {
        try (Socket server = listening(UnixDomainSocketAddress.of(directory.resolve("socket")))) {
            assertThat(AcceptQueue.of(server)).isEmpty();
        }
    }

    @Test
    void aClosedSocketHasNone() {
        Socket server = listening(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.close();
        assertThatIllegalStateException().isThrownBy(() -> AcceptQueue.of(server));
    }

    @Test
    void countsAreReadByName() {
        String netstat = """
            TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPHPHits
            TcpExt: 1 22 333 4444
            IpExt: InNoRoutes
            IpExt: 5
            """;
        assertThat(ListenCounts.parse(netstat)).contains(new ListenCounts(22, 333));
        assertThat(ListenCounts.parse("TcpExt: SyncookiesSent\nTcpExt: 1\n")).isEmpty();
        assertThat(ListenCounts.parse("TcpExt: ListenOverflows ListenDrops\nTcpExt: 1\n"))
                .isEmpty();
        assertThat(ListenCounts.parse("IpExt: InNoRoutes\n")).isEqualTo(Optional.empty());
    }
}
