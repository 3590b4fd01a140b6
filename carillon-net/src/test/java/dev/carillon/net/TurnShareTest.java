package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** However many fetch something large, a turn sends only so much: others wait no longer than that takes. */
class TurnShareTest {
    private static final int SIZE = 4 * 1024 * 1024;
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    private Path place;

    private final EventLoop loop = EventLoop.open("test");
    private final List<Connection> connections = new ArrayList<>();
    private final List<Socket> peers = new ArrayList<>();

    @AfterEach
    void close() {
        loop.close();
        peers.forEach(Socket::close);
    }

    private void connect(int count) {
        InetSocketAddress loopback = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        Listener listener = Listener.open(loop, "test", loopback, ListenerOptions.DEFAULTS, Taking::new);
        for (int i = 0; i < count; i++) {
            Socket peer = Socket.openFor(listener.address(), SocketType.STREAM);
            peer.connect(listener.address());
            peers.add(peer);
        }
        while (connections.size() < count) {
            assertThat(loop.turn(LONG)).isPositive();
        }
    }

    private final class Taking implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            connections.add(connection);
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            bytes.position(bytes.limit());
        }
    }

    private FileFd large() throws Exception {
        Path path = place.resolve("large");
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(SIZE);
        }
        return FileFd.open(path);
    }

    private long sent() {
        return connections.stream().mapToLong(Connection::bytesSent).sum();
    }

    @Test
    void manyWhoFetchMuchHaveLittleEachInATurn() throws Exception {
        int count = 64;
        connect(count);
        try (FileFd file = large()) {
            connections.forEach(connection -> connection.sendFile(file, 0, SIZE, false));
            loop.turn(Duration.ZERO); // settles them before it waits, and again afterwards
            long before = sent();
            loop.turn(Duration.ZERO);
            long twice = 2; // by the kernel's word and by its own
            assertThat(sent() - before)
                    .isLessThanOrEqualTo(TurnShare.MUCH_IN_A_TURN + TurnShare.MUCH + twice * count * TurnShare.LITTLE);
            assertThat(connections).allMatch(connection -> connection.bytesSent() > 0);
            connections.forEach(Connection::close);
        }
    }

    @Test
    void oneWhoFetchesMuchHasMuchInATurn() throws Exception {
        connect(1);
        try (FileFd file = large()) {
            connections.forEach(connection -> connection.sendFile(file, 0, SIZE, false));
            loop.turn(Duration.ZERO);
            assertThat(sent()).isGreaterThan(TurnShare.LITTLE);
            connections.forEach(Connection::close);
        }
    }

    @Test
    void sharesAreLargeAgainInTheNextTurn() {
        TurnShare share = new TurnShare(loop.statistics());
        assertThat(share.of(TurnShare.LITTLE)).isEqualTo(TurnShare.LITTLE);
        assertThat(share.of(TurnShare.LITTLE + 1)).isEqualTo(TurnShare.MUCH);
        share.spend(TurnShare.MUCH_IN_A_TURN - 1);
        assertThat(share.of(SIZE)).isEqualTo(TurnShare.MUCH);
        share.spend(1);
        assertThat(share.of(SIZE)).isEqualTo(TurnShare.LITTLE);
        loop.turn(Duration.ZERO);
        assertThat(share.of(SIZE)).isEqualTo(TurnShare.MUCH);
    }
}
