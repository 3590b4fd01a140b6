package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.SocketH;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TcpSocketTest {
    static Stream<SocketAddress> loopbacks() {
        return Stream.of(Connection.IPV4, Connection.IPV6);
    }

    private static void assumeFamily(SocketAddress address) {
        if (address.equals(Connection.IPV6)) {
            Connection.assumeIpv6();
        }
    }

    @ParameterizedTest
    @MethodSource("loopbacks")
    void bytesTravelBothWaysAndEachSideKnowsTheOther(InetSocketAddress address) {
        assumeFamily(address);
        try (Connection connection = Connection.over(address)) {
            Socket client = connection.client();
            Socket server = connection.server();
            assertThat(server.peerAddress()).isEqualTo(client.localAddress());
            assertThat(client.peerAddress()).isEqualTo(server.localAddress());
            assertThat(server.localAddress()).isEqualTo(connection.listener().localAddress());
            assertThat(((InetSocketAddress) server.localAddress()).getAddress()).isEqualTo(address.getAddress());
            Expect.write(client, "ping");
            assertThat(Expect.textUntil(server, "ping")).isEqualTo("ping");
            Expect.write(server, "pong");
            assertThat(Expect.textUntil(client, "pong")).isEqualTo("pong");
        }
    }

    @Test
    void everySocketIsNonBlockingAndCloseOnExec() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            assertThat(Stream.of(connection.listener(), connection.client(), connection.server()))
                    .allMatch(Fd::isNonBlocking)
                    .allMatch(Fd::isCloseOnExec)
                    .allMatch(socket -> socket.kind().equals("tcp"));
        }
    }

    @Test
    void anIpv6ListenerServesBothFamilies() {
        Connection.assumeIpv6();
        try (Socket listener = Socket.open(StandardProtocolFamily.INET6, SocketType.STREAM)) {
            listener.bind(new InetSocketAddress("::", 0));
            listener.listen(4);
            int port = Connection.port(listener);
            for (InetSocketAddress loopback : List.of(Connection.IPV4, Connection.IPV6)) {
                InetAddress ip = loopback.getAddress();
                try (Socket client = Connection.connectedTo(new InetSocketAddress(ip, port));
                        Socket server = Connection.accept(listener)) {
                    assertThat(((InetSocketAddress) server.peerAddress()).getAddress())
                            .isEqualTo(ip);
                    assertThat(client.family())
                            .isEqualTo(ip.getAddress().length == 4 ? StandardProtocolFamily.INET : listener.family());
                }
            }
        }
    }

    @Test
    void anIpv6SocketTakesIpv4AddressesUnlessToldOtherwise() {
        Connection.assumeIpv6();
        try (Socket listener = Connection.listener(Connection.IPV4);
                Socket both = Socket.open(StandardProtocolFamily.INET6, SocketType.STREAM);
                Socket only = Socket.open(StandardProtocolFamily.INET6, SocketType.STREAM)) {
            if (!both.connect(listener.localAddress())) {
                Expect.events(both, Epoll.OUT);
                assertThat(both.finishConnect()).isTrue();
            }
            assertThat(both.peerAddress()).isEqualTo(listener.localAddress());
            only.set(SocketOption.V6ONLY, true);
            assertThatThrownBy(() -> only.connect(listener.localAddress())).isInstanceOf(LinuxException.class);
        }
    }

    @Test
    void theIpv4WildcardIsTheWildcardOfBothOnAnIpv6Socket() throws Exception {
        Connection.assumeIpv6();
        try (Socket socket = Socket.open(StandardProtocolFamily.INET6, SocketType.STREAM)) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0));
            assertThat(((InetSocketAddress) socket.localAddress()).getAddress()).isEqualTo(InetAddress.getByName("::"));
        }
    }

    @Test
    void theAddressInUseIsNamedWithWhatToDo() {
        try (Socket first = Connection.listener(Connection.IPV4);
                Socket second = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            SocketAddress taken = first.localAddress();
            assertThatThrownBy(() -> second.bind(taken))
                    .isInstanceOf(LinuxException.class)
                    .hasMessageStartingWith(
                            "bind(" + second + ", " + taken + "): EADDRINUSE (Address already in use) - ")
                    .hasMessageContaining("ss -lntup");
        }
    }

    @Test
    void severalListenersShareAnAddressIfAllSaySo() {
        try (Socket first = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
                Socket second = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            first.set(SocketOption.REUSEPORT, true);
            second.set(SocketOption.REUSEPORT, true);
            first.bind(Connection.IPV4);
            first.listen(1);
            second.bind(first.localAddress());
            second.listen(1);
            assertThat(second.localAddress()).isEqualTo(first.localAddress());
        }
    }

    @Test
    void anAddressOfNoInterfaceAndASecondBindAreNamed() {
        try (Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            InetSocketAddress documentation = new InetSocketAddress("192.0.2.1", 0);
            assertThatThrownBy(() -> socket.bind(documentation))
                    .hasMessageContaining("EADDRNOTAVAIL")
                    .hasMessageContaining("no interface");
            socket.bind(Connection.IPV4);
            assertThatThrownBy(() -> socket.bind(Connection.IPV4)).hasMessageContaining("bound already");
        }
    }

    @Test
    void whereNobodyListensTheConnectionIsRefused() {
        SocketAddress gone;
        try (Socket listener = Connection.listener(Connection.IPV4)) {
            gone = listener.localAddress();
        }
        try (Socket client = Socket.openFor(gone, SocketType.STREAM)) {
            assertThatThrownBy(() -> {
                        client.connect(gone);
                        Expect.events(client, Epoll.OUT);
                        client.finishConnect();
                    })
                    .hasMessage("connect(" + client + ", " + gone
                            + "): ECONNREFUSED (Connection refused) - nobody listens there");
            assertThatThrownBy(client::finishConnect).hasMessageContaining("ENOTCONN");
        }
    }

    @Test
    void aConnectionInProgressIsNotTakenForMade() {
        try (Socket listener = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            listener.bind(Connection.IPV4);
            listener.listen(1);
            List<Socket> clients = new ArrayList<>();
            boolean finished = true;
            // A full backlog leaves the client's SYN unanswered.
            for (int i = 0; finished && i < 20; i++) {
                Socket client = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
                clients.add(client);
                finished = client.connect(listener.localAddress()) || client.finishConnect();
            }
            assertThat(finished).isFalse();
            Socket last = clients.getLast();
            assertThat(last.finishConnect()).as("asked again").isFalse();
            assertThat(Expect.eventsNow(last, Epoll.OUT)).isZero();
            assertThatThrownBy(() -> last.connect(listener.localAddress())).hasMessageContaining("EALREADY");
            clients.forEach(Socket::close);
        }
    }

    @Test
    void anInterruptedConnectIsInProgress() {
        try (Socket listener = Connection.listener(Connection.IPV4);
                Socket client = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            SocketAddress address = listener.localAddress();
            FailingKernel.with(
                    SocketH.CONNECT,
                    ErrnoH.EINTR,
                    () -> assertThat(client.connect(address)).isFalse());
        }
    }

    @Test
    void afterHalfACloseTheOtherHalfGoesOn() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            Expect.write(connection.client(), "request");
            connection.client().shutdown(Shutdown.WRITE);
            assertThat(Expect.textToEnd(connection.server())).isEqualTo("request");
            assertThat(Expect.eventsNow(connection.server(), Epoll.RDHUP)).isEqualTo(Epoll.RDHUP);
            Expect.write(connection.server(), "answer");
            connection.server().shutdown(Shutdown.WRITE);
            assertThat(Expect.textToEnd(connection.client())).isEqualTo("answer");
            assertThatThrownBy(() -> Expect.write(connection.client(), "more"))
                    .hasMessage("send(" + connection.client() + "): EPIPE (Broken pipe)");
        }
    }

    @Test
    void lingeringForNoTimeResetsTheConnection() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            SocketAddress client = connection.client().localAddress();
            connection.client().set(SocketOption.LINGER, Optional.of(Duration.ZERO));
            connection.client().close();
            assertThat(Expect.events(connection.server(), Epoll.IN) & Epoll.ERR).isEqualTo(Epoll.ERR);
            assertThatThrownBy(() -> connection.server().recv(ByteBuffer.allocateDirect(1), 0))
                    .hasMessage("recv(" + connection.server() + "): ECONNRESET (Connection reset by peer)");
            assertThat(connection.server().peerAddress())
                    .as("also when it is gone")
                    .isEqualTo(client);
            assertThatThrownBy(() -> connection.server().shutdown(Shutdown.BOTH))
                    .hasMessage("shutdown(" + connection.server()
                            + ", BOTH): ENOTCONN (Transport endpoint is not connected)");
        }
    }

    @Test
    void aWaitingErrorIsTakenOnce() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            assertThat(connection.server().takeError()).isEmpty();
            connection.client().set(SocketOption.LINGER, Optional.of(Duration.ZERO));
            connection.client().close();
            Expect.events(connection.server(), Epoll.IN);
            assertThat(connection.server().takeError()).contains(Errno.ECONNRESET);
            assertThat(connection.server().takeError()).isEmpty();
        }
    }

    @Test
    void nothingToAcceptOrReceiveIsNoError() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            assertThat(connection.listener().accept()).isNull();
            assertThat(connection.server().recv(ByteBuffer.allocate(1), 0)).isZero();
            assertThat(connection.server().recv(ByteBuffer.allocateDirect(1), 0))
                    .isZero();
        }
    }

    @Test
    void aFullConnectionTakesNothingAndLosesNothing() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            ByteBuffer chunk = ByteBuffer.allocateDirect(100_000);
            long sent = 0;
            int count;
            do {
                count = connection.client().send(chunk.clear(), 0);
                sent += count;
            } while (count > 0);
            assertThat(sent).isPositive();
            long received = 0;
            while (received < sent) {
                Expect.events(connection.server(), Epoll.IN);
                received += connection.server().recv(chunk.clear(), 0);
            }
            assertThat(received).isEqualTo(sent);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void peekingTakesNothingAway(boolean direct) {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            Expect.write(connection.client(), "hello");
            Expect.events(connection.server(), Epoll.IN);
            ByteBuffer into = direct ? ByteBuffer.allocateDirect(3) : ByteBuffer.allocate(3);
            assertThat(connection.server().recv(into, Socket.PEEK)).isEqualTo(3);
            assertThat(Expect.textUntil(connection.server(), "o")).isEqualTo("hello");
        }
    }

    @Test
    void whatIsFollowedByMoreArrivesWithIt() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            connection.client().send(ByteBuffer.wrap(new byte[4]), Socket.MORE);
            connection.client().send(ByteBuffer.wrap(new byte[4]), 0);
            Expect.events(connection.server(), Epoll.IN);
            ByteBuffer into = ByteBuffer.allocateDirect(20);
            assertThat(connection.server().recv(into, 0)).isEqualTo(8);
        }
    }

    @Test
    void aBlockingSocketDoesNotBlockEither() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            connection.server().nonBlocking(false);
            assertThat(connection.server().recv(ByteBuffer.allocate(1), 0)).isZero();
            assertThat(connection.server().read(ByteBuffer.allocate(1))).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 4_096, 10_000})
    void buffersOnTheHeapAndDirectOnesCarryTheSame(int size) {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            ByteBuffer from = ByteBuffer.allocate(size);
            for (int i = 0; i < size; i++) {
                from.put((byte) i);
            }
            from.flip();
            while (from.hasRemaining()) {
                connection.client().send(from, 0);
            }
            ByteBuffer into = ByteBuffer.allocate(size);
            while (into.hasRemaining()) {
                Expect.events(connection.server(), Epoll.IN);
                connection.server().recv(into, 0);
            }
            assertThat(into.flip()).isEqualTo(from.flip());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"EMFILE", "ENFILE", "ENOMEM", "ENOBUFS"})
    void aListenerWithoutDescriptorsLearnsThatItHasToPause(Errno errno) {
        try (Socket listener = Connection.listener(Connection.IPV4)) {
            FailingKernel.with(
                    SocketH.ACCEPT4,
                    errno.number(),
                    () -> assertThatThrownBy(listener::accept)
                            .isInstanceOfSatisfying(
                                    LinuxException.class,
                                    e -> assertThat(AcceptFailure.of(e)).isEqualTo(AcceptFailure.EXHAUSTED)));
        }
    }

    @Test
    void aConnectionKeepsWaitingWhileThereIsNoDescriptorForIt() {
        try (Socket listener = Connection.listener(Connection.IPV4);
                Socket client = Connection.connectedTo(listener.localAddress())) {
            Expect.events(listener, Epoll.IN);
            // First without the limit, so that no class has to be loaded, from a file, while no file can be opened.
            FailingKernel.with(SocketH.ACCEPT4, ErrnoH.EMFILE, () -> acceptFailure(listener));
            ResourceLimit.Values limit = ResourceLimit.NOFILE.get();
            ResourceLimit.NOFILE.set(new ResourceLimit.Values(3, limit.hard()));
            LinuxException failure;
            try {
                failure = acceptFailure(listener);
            } finally {
                ResourceLimit.NOFILE.set(limit);
            }
            assertThat(failure)
                    .hasMessageStartingWith("accept4(" + listener + "): EMFILE (Too many open files) - ")
                    .hasMessageContaining("ulimit -n");
            assertThat(AcceptFailure.of(failure)).isEqualTo(AcceptFailure.EXHAUSTED);
            try (Socket server = Expect.notNull(listener.accept(), "the connection that waited")) {
                assertThat(server.peerAddress()).isEqualTo(client.localAddress());
            }
        }
    }

    private static LinuxException acceptFailure(Socket listener) {
        try {
            throw new AssertionError("accepted " + listener.accept());
        } catch (LinuxException e) {
            return e;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Errno.class,
            names = {"ECONNABORTED", "EPROTO", "EHOSTUNREACH", "ENETDOWN", "EPERM"})
    void aConnectionThatIsGoneDoesNotStopTheListener(Errno errno) {
        assertThat(AcceptFailure.of(LinuxException.of(-errno.number(), "accept4()")))
                .isEqualTo(AcceptFailure.CONNECTION_GONE);
    }

    @Test
    void aSocketThatDoesNotListenIsBroken() {
        try (Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            assertThatThrownBy(socket::accept)
                    .hasMessage("accept4(" + socket + "): EINVAL (Invalid argument) - the socket does not listen")
                    .isInstanceOfSatisfying(
                            LinuxException.class,
                            e -> assertThat(AcceptFailure.of(e)).isEqualTo(AcceptFailure.BROKEN));
        }
    }

    @Test
    void aSocketThatIsNotConnectedIsNamed() {
        try (Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            assertThatThrownBy(socket::peerAddress)
                    .hasMessage("getpeername(" + socket + "): ENOTCONN (Transport endpoint is not connected)");
            assertThatThrownBy(socket::finishConnect).hasMessageContaining("ENOTCONN");
            assertThat(socket.localAddress()).isEqualTo(new InetSocketAddress("0.0.0.0", 0));
        }
    }

    @Test
    void refusesArgumentsBeforeTheKernelSeesThem() {
        try (Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> socket.listen(0))
                    .withMessageContaining("1 or more");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("no.such.host", 1)))
                    .withMessageContaining("not resolved");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> socket.bind(Connection.IPV6))
                    .withMessageContaining("INET6");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> socket.bind(UnixDomainSocketAddress.of("/tmp/x")))
                    .withMessageContaining("UNIX");
            assertThatIllegalArgumentException().isThrownBy(() -> socket.recv(ByteBuffer.allocate(0), 0));
            assertThatIllegalArgumentException().isThrownBy(() -> socket.send(ByteBuffer.allocate(0), 0));
            assertThatIllegalArgumentException().isThrownBy(() -> socket.recv(ByteBuffer.allocate(1), Socket.MORE));
            assertThatIllegalArgumentException().isThrownBy(() -> socket.send(ByteBuffer.allocate(1), Socket.PEEK));
            assertThatThrownBy(() -> socket.recv(ByteBuffer.allocate(1).asReadOnlyBuffer(), 0))
                    .isInstanceOf(ReadOnlyBufferException.class);
        }
    }

    @Test
    void aClosedSocketNeverReachesTheKernel() {
        Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
        socket.close();
        Runnable[] uses = {
            () -> socket.bind(Connection.IPV4),
            () -> socket.listen(1),
            socket::accept,
            () -> socket.connect(Connection.IPV4),
            socket::finishConnect,
            () -> socket.shutdown(Shutdown.BOTH),
            () -> socket.recv(ByteBuffer.allocate(1), 0),
            () -> socket.send(ByteBuffer.allocateDirect(1), 0),
            socket::localAddress,
            socket::peerAddress,
            () -> socket.set(SocketOption.NODELAY, true),
            () -> socket.get(SocketOption.NODELAY),
            socket::takeError
        };
        for (Runnable use : uses) {
            assertThatThrownBy(use::run)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(socket + " is closed");
        }
    }

    @Test
    void anInheritedSocketIsKnownForWhatItIs() {
        try (Connection connection = Connection.over(Connection.IPV4);
                Socket adopted = Socket.adopt(Descriptors.duplicate(connection.server()))) {
            assertThat(adopted.family()).isEqualTo(StandardProtocolFamily.INET);
            assertThat(adopted.type()).isEqualTo(SocketType.STREAM);
            assertThat(adopted.peerAddress()).isEqualTo(connection.client().localAddress());
        }
        try (EventFd counter = EventFd.open()) {
            int number = counter.number();
            assertThatThrownBy(() -> Socket.adopt(number)).hasMessageContaining("ENOTSOCK");
            assertThat(Descriptors.isOpen(number)).isTrue();
        }
    }
}
