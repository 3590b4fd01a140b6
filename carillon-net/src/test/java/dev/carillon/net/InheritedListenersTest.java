package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a group listens with goes to its successor: here to another group of the same process, by duplicates. */
class InheritedListenersTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CLIENTS = 60;

    /** Says a letter, and ends. */
    private record Says(char letter) implements ConnectionHandler {
        @Override
        public void opened(Connection connection) {
            connection.write(ByteBuffer.wrap(new byte[] {(byte) letter}));
            connection.finish();
        }

        @Override
        public void received(Connection connection, ByteBuffer bytes) {
            throw new IllegalStateException("clients send nothing");
        }
    }

    private static ListenerGroup open(LoopGroup loops, SocketAddress address, Share share) {
        Loops.assumeCan(share == Share.EXCLUSIVE ? Trigger.EXCLUSIVE : Trigger.LEVEL);
        return ListenerGroup.open(loops, "old", address, share, ListenerOptions.DEFAULTS, () -> new Says('o'));
    }

    /** As another process would get them. */
    private static ListenerGroup inherit(LoopGroup loops, ListenerGroup from, Share share) {
        return ListenerGroup.inherit(
                loops,
                "new",
                from.sockets().stream()
                        .map(dev.carillon.linux.Socket::duplicate)
                        .toList(),
                share,
                ListenerOptions.DEFAULTS,
                () -> new Says('n'));
    }

    private static List<SocketChannel> connect(SocketAddress address, int count) throws IOException {
        List<SocketChannel> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clients.add(SocketChannel.open(address));
        }
        return clients;
    }

    private static char letter(SocketChannel client) throws IOException {
        ByteBuffer letter = ByteBuffer.allocate(1);
        assertThat(client.read(letter)).isEqualTo(1);
        client.close();
        return (char) letter.get(0);
    }

    private static void drain(ListenerGroup group) throws Exception {
        group.drain(LIMIT).ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @CsvSource({
        "EXCLUSIVE, 2, 1",
        "EXCLUSIVE, 1, 3",
        "HAND_OFF, 2, 2",
        "REUSEPORT, 3, 3",
        "REUSEPORT, 2, 3" // two of the three share a socket
    })
    void whoComesBeforeItStartsIsTheOldOnesAndAfterTheOldOneHasEndedEverybodyIsServed(
            Share share, int before, int after) throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (LoopGroup old = LoopGroup.start("old", before, Loops.OPTIONS);
                    LoopGroup young = LoopGroup.start("young", after, Loops.OPTIONS);
                    ListenerGroup first = open(old, LOOPBACK, share);
                    ListenerGroup second = inherit(young, first, share)) {
                for (SocketChannel client : connect(first.address(), CLIENTS)) {
                    assertThat(letter(client)).isEqualTo('o');
                }
                drain(first);
                List<SocketChannel> waiting = connect(first.address(), CLIENTS); // in the backlog of every socket
                second.start();
                for (SocketChannel client : waiting) {
                    assertThat(letter(client)).isEqualTo('n');
                }
            }
            leaks.assertNothingLeft();
        }
    }

    @Test
    void aSuccessorThatNeverStartsCostsNothing(@TempDir Path directory) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(directory.resolve("socket"));
        try (LoopGroup loops = LoopGroup.start("loop", 2, Loops.OPTIONS);
                ListenerGroup first = open(loops, address, Share.EXCLUSIVE)) {
            inherit(loops, first, Share.EXCLUSIVE).close();
            for (SocketChannel client : connect(address, CLIENTS)) {
                assertThat(letter(client)).isEqualTo('o');
            }
        }
    }

    @Test
    void aUnixSocketsFileStaysForTheSuccessorAndGoesWithIt(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("socket");
        try (LoopGroup loops = LoopGroup.start("loop", 2, Loops.OPTIONS);
                ListenerGroup first = open(loops, UnixDomainSocketAddress.of(file), Share.EXCLUSIVE)) {
            try (ListenerGroup second = inherit(loops, first, Share.EXCLUSIVE)) {
                first.keepFile();
                drain(first);
                second.start();
                assertThat(letter(connect(second.address(), 1).getFirst())).isEqualTo('n');
            }
            assertThat(Files.exists(file)).isFalse();
        }
    }

    @Test
    void moreSocketsThanLoopsAreRefusedForTheirBacklogs() throws Exception {
        try (LeakCheck leaks = LeakCheck.start()) {
            try (LoopGroup two = LoopGroup.start("two", 2, Loops.OPTIONS);
                    LoopGroup one = LoopGroup.start("one", 1, Loops.OPTIONS);
                    ListenerGroup first = open(two, LOOPBACK, Share.REUSEPORT)) {
                assertThatThrownBy(() -> inherit(one, first, Share.REUSEPORT))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("2 sockets were inherited for new, and 1 loops take 1 to 1");
            }
            leaks.assertNothingLeft();
        }
    }
}
