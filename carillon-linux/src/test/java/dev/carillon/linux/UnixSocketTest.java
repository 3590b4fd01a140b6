package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.SocketH;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UnixSocketTest {
    @TempDir
    private Path directory;

    private UnixDomainSocketAddress path(String name) {
        return UnixDomainSocketAddress.of(directory.resolve(name));
    }

    private static UnixDomainSocketAddress abstractName(String name) {
        return UnixDomainSocketAddress.of("@carillon-" + ProcessHandle.current().pid() + "-" + name);
    }

    @Test
    void bytesTravelOverAPath() {
        UnixDomainSocketAddress address = path("server.sock");
        try (Connection connection = Connection.over(address)) {
            assertThat(connection.server().kind()).isEqualTo("unix stream");
            assertThat(connection.listener().localAddress()).isEqualTo(address);
            assertThat(connection.client().peerAddress()).isEqualTo(address);
            assertThat(connection.server().peerAddress())
                    .as("a client without a name")
                    .isEqualTo(UnixDomainSocketAddress.of(""));
            Expect.write(connection.client(), "ping");
            assertThat(Expect.textUntil(connection.server(), "ping")).isEqualTo("ping");
        }
        assertThat(address.getPath()).as("the file outlives its socket").exists();
    }

    @Test
    void anAbstractNameNeedsNoFileAndIsGoneWithItsSocket() {
        UnixDomainSocketAddress address = abstractName("stream");
        try (Connection connection = Connection.over(address)) {
            assertThat(connection.client().peerAddress()).isEqualTo(address);
            assertThat(Files.exists(address.getPath())).isFalse();
        }
        try (Socket again = Connection.listener(address)) {
            assertThat(again.localAddress()).isEqualTo(address);
        }
    }

    @Test
    void anEmptyPathTakesAFreeAbstractName() {
        try (Socket socket = Socket.open(StandardProtocolFamily.UNIX, SocketType.DATAGRAM)) {
            assertThat(socket.localAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
            socket.bind(UnixDomainSocketAddress.of(""));
            assertThat(socket.localAddress().toString()).matches("@[0-9a-f]{5}");
        }
    }

    @Test
    void aNameThatIsTakenIsNamedWithWhatToDo() {
        UnixDomainSocketAddress address = path("taken");
        Connection.listener(address).close();
        try (Socket socket = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM)) {
            assertThatThrownBy(() -> socket.bind(address))
                    .hasMessage("bind(" + socket + ", " + address
                            + "): EADDRINUSE (Address already in use) - the name is taken; if nobody listens there any"
                            + " more, remove the file");
            assertThatThrownBy(() -> socket.connect(address)).hasMessageContaining("ECONNREFUSED");
            assertThatThrownBy(() -> socket.connect(path("none"))).hasMessageContaining("ENOENT");
        }
    }

    @Test
    void theLongestNameIsTakenAndALongerOneRefused() {
        try (Socket socket = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM);
                Socket other = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM)) {
            String longest = directory + "/"
                    + "x".repeat(SockAddr.MAX_PATH - directory.toString().length() - 1);
            assertThat(longest).hasSize(107);
            socket.bind(UnixDomainSocketAddress.of(longest));
            assertThat(socket.localAddress()).isEqualTo(UnixDomainSocketAddress.of(longest));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> other.bind(UnixDomainSocketAddress.of(longest + "x")))
                    .withMessageContaining("at most 107 bytes")
                    .withMessageContaining("has 108");
            String name = "@" + "y".repeat(107);
            other.bind(UnixDomainSocketAddress.of(name));
            assertThat(other.localAddress()).isEqualTo(UnixDomainSocketAddress.of(name));
        }
    }

    @Test
    void anUnnamedAddressIsNotConnectedTo() {
        try (Socket socket = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> socket.connect(UnixDomainSocketAddress.of("")))
                    .withMessageContaining("unnamed");
        }
    }

    @Test
    void aFullBacklogIsAnErrorAndNotAConnectionInProgress() {
        UnixDomainSocketAddress address = abstractName("backlog");
        try (Socket listener = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM);
                Socket first = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM);
                Socket second = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM);
                Socket third = Socket.open(StandardProtocolFamily.UNIX, SocketType.STREAM)) {
            listener.bind(address);
            listener.listen(1);
            assertThat(first.connect(address)).isTrue();
            assertThat(second.connect(address)).isTrue();
            assertThatThrownBy(() -> third.connect(address))
                    .hasMessage("connect(" + third + ", " + address
                            + "): EAGAIN (Resource temporarily unavailable) - the listener's backlog is full");
        }
    }

    @Test
    void thePeerOfAConnectionIsKnownByTheKernel() {
        try (Connection connection = Connection.over(abstractName("credentials"));
                Socket tcp = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            PeerCredentials peer = connection.server().peerCredentials();
            assertThat(peer.pid()).isEqualTo((int) ProcessHandle.current().pid());
            assertThat(peer).isEqualTo(connection.client().peerCredentials());
            assertThatThrownBy(tcp::peerCredentials)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Unix sockets only");
        }
    }

    @Test
    void anArrayIsSentAsFarAsThereIsRoomLikeADirectBuffer() {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            ByteBuffer some = ByteBuffer.allocate(20_000);
            assertThat(pair.one().send(some, 0)).isEqualTo(20_000);
            assertThat(some.hasRemaining()).isFalse();
            ByteBuffer tooMany = ByteBuffer.allocate(10_000_000);
            int sent = pair.one().send(tooMany, 0);
            assertThat(sent).isBetween(20_000, 9_999_999).isEqualTo(tooMany.position());
            assertThat(pair.one().send(tooMany, 0)).as("there is no more room").isZero();
        }
    }

    @Test
    void aPairIsConnectedBothWays() {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            Expect.write(pair.one(), "there");
            assertThat(Expect.textUntil(pair.other(), "there")).isEqualTo("there");
            Expect.write(pair.other(), "back");
            assertThat(Expect.textUntil(pair.one(), "back")).isEqualTo("back");
            assertThat(pair.one().isCloseOnExec()).isTrue();
            assertThat(pair.one().isNonBlocking()).isTrue();
            pair.one().close();
            assertThat(pair.other().recv(ByteBuffer.allocate(1), 0)).isEqualTo(StreamFd.END);
            assertThatThrownBy(() -> Expect.write(pair.other(), "gone")).hasMessageContaining("EPIPE");
        }
    }

    @Test
    void datagramsOfAPairKeepTheirBounds() {
        try (SocketPair pair = SocketPair.open(SocketType.DATAGRAM)) {
            Expect.write(pair.one(), "first");
            Expect.write(pair.one(), "second");
            ByteBuffer into = ByteBuffer.allocateDirect(3);
            assertThat(pair.other().recv(into, 0)).as("the rest is lost").isEqualTo(3);
            assertThat(pair.other().recv(ByteBuffer.allocate(100), 0)).isEqualTo(6);
            assertThat(pair.other().recv(into.clear(), 0)).as("no end").isZero();
            pair.one().close();
            assertThat(pair.other().recv(into, 0)).as("no end").isZero();
        }
    }

    @Test
    void aLargeDatagramIsNotCutForALackOfScratchMemory() {
        try (SocketPair pair = SocketPair.open(SocketType.DATAGRAM)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pair.one().send(ByteBuffer.allocate(4_097), 0))
                    .withMessageContaining("direct buffer");
            assertThat(pair.one().send(ByteBuffer.allocateDirect(20_000), 0)).isEqualTo(20_000);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> pair.other().recv(ByteBuffer.allocate(20_000), 0))
                    .withMessageContaining("direct buffer");
            assertThat(pair.other().recv(ByteBuffer.allocateDirect(20_000), 0)).isEqualTo(20_000);
        }
    }

    @ParameterizedTest
    @EnumSource(SocketType.class)
    void anInheritedUnixSocketIsKnownForWhatItIs(SocketType type) {
        try (SocketPair pair = SocketPair.open(type);
                Socket adopted = Socket.adopt(Descriptors.duplicate(pair.one()))) {
            assertThat(adopted.family()).isEqualTo(StandardProtocolFamily.UNIX);
            assertThat(adopted.type()).isEqualTo(type);
        }
    }

    @Test
    void noDescriptorsForAPairIsNamed() {
        FailingKernel.with(
                SocketH.Pairs.SOCKETPAIR,
                ErrnoH.EMFILE,
                () -> assertThatThrownBy(() -> SocketPair.open(SocketType.STREAM))
                        .hasMessage("socketpair(): EMFILE (Too many open files)"));
    }
}
