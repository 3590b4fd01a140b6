package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.FileFd;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.TimeSource;
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

/** However many fetch something large, a turn sends to them for so long only: others wait no longer than that. */
class TurnShareTest {
    private static final int SIZE = 4 * 1024 * 1024;
    private static final Duration LONG = Duration.ofSeconds(10);

    @TempDir
    private Path place;

    private final SlowTime time = new SlowTime();
    private final EventLoop loop = EventLoop.open("test", LoopOptions.DEFAULTS.withTime(time));
    private final List<Connection> connections = new ArrayList<>();
    private final List<Socket> peers = new ArrayList<>();
    private long read;

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

    /** A time that goes on by so much with each look at it: whatever is done takes long. */
    private static final class SlowTime implements TimeSource {
        private long step = TurnShare.TIME / 4;
        private long now;

        @Override
        public long nanos() {
            now += step;
            return now;
        }
    }

    private long served() {
        return connections.stream()
                .filter(connection -> connection.bytesSent() > 0)
                .count();
    }

    @Test
    void whoeverSendsMuchHasHadAShareBeforeAnybodyHasASecond() throws Exception {
        int count = 64;
        connect(count);
        try (FileFd file = large()) {
            connections.forEach(connection -> connection.sendFile(file, 0, SIZE, false));
            long before = 0;
            int turns = 0;
            while (served() < count) {
                loop.turn(Duration.ZERO);
                turns++;
                long served = served();
                assertThat(served).as("after turn %d", turns).isGreaterThan(before);
                assertThat(connections.stream().mapToLong(Connection::bytesSent))
                        .allMatch(sent -> sent <= TurnShare.MUCH);
                before = served;
            }
            assertThat(turns).isGreaterThan(count / 8); // in one they would all have had theirs, and others have waited
            connections.forEach(Connection::close);
        }
    }

    @Test
    void whoSendsLittleIsNotHeldUpByThem() throws Exception {
        int count = 64;
        connect(count + 1);
        try (FileFd file = large()) {
            Connection quick = connections.getLast();
            connections.subList(0, count).forEach(connection -> connection.sendFile(file, 0, SIZE, false));
            loop.turn(Duration.ZERO);
            quick.sendFile(file, 0, TurnShare.LITTLE, false);
            loop.turn(Duration.ZERO);
            assertThat(served()).isLessThan(count);
            assertThat(quick.bytesSent()).isEqualTo(TurnShare.LITTLE);
            connections.forEach(Connection::close);
        }
    }

    @Test
    void whoHasMuchTimeSendsMuchInATurn() throws Exception {
        time.step = 1;
        int count = 8;
        connect(count);
        try (FileFd file = large()) {
            connections.forEach(connection -> connection.sendFile(file, 0, SIZE, false));
            loop.turn(Duration.ZERO);
            assertThat(connections).allMatch(connection -> connection.bytesSent() > TurnShare.LITTLE);
            connections.forEach(Connection::close);
        }
    }

    @Test
    void allIsSentInTheEnd() throws Exception {
        int count = 6;
        connect(count);
        Thread reading = Thread.ofPlatform().start(this::readAll);
        try (FileFd file = large()) {
            connections.forEach(connection -> connection.sendFile(file, 0, SIZE, false));
            connections.forEach(Connection::finish);
            while (reading.isAlive()) {
                loop.turn(Duration.ofMillis(1));
            }
        }
        assertThat(read).isEqualTo((long) count * SIZE);
    }

    private void readAll() {
        ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);
        List<Socket> open = new ArrayList<>(peers);
        while (!open.isEmpty()) {
            for (Socket peer : List.copyOf(open)) {
                int count = peer.read(buffer.clear());
                if (count < 0) {
                    open.remove(peer);
                }
                read += Math.max(0, count);
            }
        }
    }
}
