package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.DescriptorPassing;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.net.tls.TlsContext;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandOverTest {
    @TempDir
    private Path directory;

    private final LeakCheck leaks = LeakCheck.start();
    private final List<Throwable> errors = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("hand-over", LoopOptions.DEFAULTS.withErrorHandler((_, error) -> errors.add(error)));

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        leaks.assertNothingLeft();
    }

    /** Keeps what came. */
    private static final class Keeping implements HandOverHandler {
        private final List<String> names = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();
        private final List<Socket> sockets = new ArrayList<>();
        private boolean ended;
        private @Nullable Throwable error;

        @Override
        public void received(HandOver from, Handed item) {
            names.add(item.name());
            notes.add(StandardCharsets.UTF_8.decode(item.note()).toString());
            if (item.isListener() || item.isConnection() || item.isDatagrams()) {
                sockets.add(item.take());
            }
        }

        @Override
        public void ended(HandOver from, @Nullable Throwable why) {
            assertThat(ended).as("told once").isFalse();
            ended = true;
            error = why;
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void socketsOfEveryKindArriveWithTheirNamesAndNotesInOrder() {
        Keeping keeping = new Keeping();
        Keeping sending = new Keeping();
        SocketPair way = SocketPair.open(SocketType.STREAM);
        HandOver receiver = HandOver.over(loop, "new", way.one(), keeping);
        HandOver sender = HandOver.over(loop, "old", way.other(), sending);
        try (SocketPair connection = SocketPair.open(SocketType.STREAM);
                DatagramPeer datagrams = new DatagramPeer(DatagramEndpointTest.IPV4)) {
            Listener listener =
                    Listener.open(loop, "web", DatagramEndpointTest.IPV4, ListenerOptions.DEFAULTS, () -> (_, _) -> {});
            sender.send("web", listener.socket());
            sender.send("client", bytes("half a line"), connection.one());
            sender.send("dns", datagrams.socket);
            sender.send("that is all", bytes(""));
            receiver.send("thanks", bytes("for three"));
            sender.finish();
            receiver.finish();
            Turns.until(loop, () -> keeping.ended && sending.ended);
            assertThat(keeping.names).containsExactly("web", "client", "dns", "that is all");
            assertThat(keeping.notes).containsExactly("", "half a line", "", "");
            assertThat(sending.names).containsExactly("thanks");
            assertThat(keeping.error).isNull();
            assertThat(sending.error).isNull();
            assertThat(keeping.sockets).hasSize(3);
            assertThat(keeping.sockets.get(0).localAddress()).isEqualTo(listener.address());
            assertThat(keeping.sockets.get(2).localAddress()).isEqualTo(datagrams.address());
            assertThat(keeping.sockets).allMatch(Socket::isCloseOnExec);
            assertThatThrownBy(() -> sender.send("late", bytes(""))).isInstanceOf(IllegalStateException.class);
        }
        keeping.sockets.forEach(Socket::close);
        assertThat(errors).isEmpty();
    }

    @Test
    void connectionsThatWaitInTheBacklogAreAllServedByTheReceiver() {
        UnixDomainSocketAddress control = UnixDomainSocketAddress.of(directory.resolve("control"));
        Listener old =
                Listener.open(loop, "old", DatagramEndpointTest.IPV4, ListenerOptions.DEFAULTS, () -> (_, _) -> {});
        old.disable(); // nobody accepts: all wait in the kernel
        HandOver.listen(loop, "control", control, new HandOverHandler() {
            @Override
            public void opened(HandOver with) {
                with.send("web", old.socket());
            }

            @Override
            public void received(HandOver from, Handed item) {
                assertThat(item.name()).isEqualTo("taken");
                old.close();
                from.finish();
            }
        });
        List<Socket> clients = Stream.generate(() -> connected(old)).limit(200).toList();
        List<Listener> taken = new ArrayList<>();
        HandOver.connect(loop, "successor", control, (from, item) -> {
            taken.add(Listener.adopt(loop, "new", item.take(), ListenerOptions.DEFAULTS, () -> (connection, bytes) -> {
                connection.write(bytes);
            }));
            from.send("taken", bytes(""));
            from.finish();
        });
        Turns.until(loop, () -> !old.isOpen() && !taken.isEmpty());
        assertAreServed(clients);
        assertThat(taken.getFirst().accepts().accepted()).isEqualTo(200);
        assertThat(old.accepts().accepted()).isZero();
        clients.forEach(Socket::close);
        assertThat(errors).isEmpty();
    }

    private static ByteBuffer copyOf(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    private static Socket connected(Listener to) {
        Socket client = Socket.openFor(to.address(), SocketType.STREAM);
        client.connect(to.address());
        return client;
    }

    private void assertAreServed(List<Socket> clients) {
        ByteBuffer one = ByteBuffer.allocateDirect(1);
        clients.forEach(client -> client.send(one.clear(), 0));
        for (Socket client : clients) {
            Turns.until(loop, () -> client.recv(one.clear(), 0) == 1);
        }
    }

    @Test
    void aConnectionLivesOnWithWhatItsFormerHandlerLeft() {
        Keeping closing = new Keeping();
        List<Connection> served = new ArrayList<>();
        Connector adopting = new Connector(loop, "new", ConnectionOptions.DEFAULTS);
        SocketPair way = SocketPair.open(SocketType.STREAM);
        HandOver sender = HandOver.over(loop, "old", way.one(), closing);
        HandOver.over(loop, "new", way.other(), (_, item) -> {
            assertThat(item.isConnection()).isTrue();
            Connection connection = adopting.adopt(item.take(), (self, bytes) -> self.write(bytes));
            connection.write(item.note());
            served.add(connection);
        });
        List<CloseReason> reasons = new ArrayList<>();
        Listener listener = Listener.open(
                loop, "old", DatagramEndpointTest.IPV4, ListenerOptions.DEFAULTS, () -> new ConnectionHandler() {
                    @Override
                    public void received(Connection connection, ByteBuffer bytes) {
                        sender.send("client", connection, copyOf(bytes));
                    }

                    @Override
                    public void closed(Connection connection, CloseReason reason, @Nullable Throwable error) {
                        reasons.add(reason);
                    }
                });
        try (Socket client = connected(listener)) {
            Turns.until(loop, () -> listener.accepts().accepted() == 1);
            ByteBuffer into = ByteBuffer.allocateDirect(20);
            client.send(bytes("before "), 0);
            Turns.until(loop, () -> !served.isEmpty());
            client.send(bytes("after"), 0);
            Turns.until(loop, () -> client.recv(into, 0) >= 0 && into.position() == 12);
            assertThat(StandardCharsets.UTF_8.decode(into.flip()).toString()).isEqualTo("before after");
            assertThat(reasons).containsExactly(CloseReason.CLOSED);
            assertThat(served.getFirst().peerAddress()).isEqualTo(client.localAddress());
            assertThat(adopting.connections().open()).isEqualTo(1);
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void aConnectionWithSomethingQueuedStays() {
        SocketPair way = SocketPair.open(SocketType.STREAM);
        HandOver sender = HandOver.over(loop, "old", way.one(), new Keeping());
        try (SocketPair full = SocketPair.open(SocketType.STREAM)) {
            Connection connection = new Connector(loop, "full", ConnectionOptions.DEFAULTS)
                    .adopt(full.one().duplicate(), (_, _) -> {});
            connection.write(ByteBuffer.allocate(3_000_000));
            assertThat(connection.queuedBytes()).isPositive();
            assertThatThrownBy(() -> sender.send("full", connection, bytes("")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wait to be sent");
            assertThat(connection.isOpen()).isTrue();
        }
        way.other().close();
    }

    @Test
    void whatIsNotTakenIsClosed() {
        SocketPair way = SocketPair.open(SocketType.STREAM);
        HandOver sender = HandOver.over(loop, "old", way.one(), new Keeping());
        List<Handed> seen = new ArrayList<>();
        HandOver.over(loop, "new", way.other(), (_, item) -> seen.add(item));
        try (SocketPair passed = SocketPair.open(SocketType.STREAM)) {
            sender.send("left", passed.one());
            passed.one().close();
            Turns.until(loop, () -> !seen.isEmpty());
            Turns.some(loop, 1);
            assertThat(passed.other().recv(ByteBuffer.allocateDirect(1), 0)).isEqualTo(Socket.END);
            assertThatThrownBy(() -> seen.getFirst().take()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void manySocketsGoThroughANarrowWayUnderFaults() {
        Seeds.forAll(10, seed -> {
            Random random = new Random(seed);
            Keeping keeping = new Keeping();
            ScriptedKernel kernel =
                    ScriptedKernel.seeded(seed).refusing(0.3).interrupting(0.2).shortening(0.3);
            try (SocketPair passed = SocketPair.open(SocketType.STREAM)) {
                kernel.run(() -> {
                    SocketPair way = SocketPair.open(SocketType.STREAM);
                    HandOver sender = HandOver.over(loop, "old", way.one(), new Keeping());
                    HandOver.over(loop, "new", way.other(), keeping);
                    List<String> names = new ArrayList<>();
                    for (int i = 0; i < 40; i++) {
                        names.add("socket " + i);
                        Socket twin = passed.one().duplicate();
                        sender.send(names.getLast(), ByteBuffer.allocate(random.nextInt(60_000)), twin);
                        twin.close();
                    }
                    assertThat(sender.queued()).isPositive();
                    sender.finish();
                    Turns.until(loop, () -> keeping.ended);
                    assertThat(keeping.error).isNull();
                    assertThat(keeping.names).isEqualTo(names);
                    assertThat(keeping.sockets).hasSize(40);
                });
                keeping.sockets.forEach(Socket::close);
            }
        });
    }

    @Test
    void aPeerThatTalksSomethingElseOrStopsInTheMiddleIsTold() {
        Keeping garbage = new Keeping();
        try (SocketPair way = SocketPair.open(SocketType.STREAM)) {
            HandOver.over(loop, "garbage", way.one().duplicate(), garbage);
            way.other().send(bytes("GET / HTTP/1.1"), 0);
            Turns.until(loop, () -> garbage.ended);
            assertThat(garbage.error).hasMessageContaining("does not hand over");
        }
        Keeping cut = new Keeping();
        SocketPair way = SocketPair.open(SocketType.STREAM);
        HandOver.over(loop, "cut", way.one(), cut);
        ByteBuffer half = HandOverFormat.encode("cut", bytes("off"), true).limit(9);
        try (EventFd passed = EventFd.open()) {
            DescriptorPassing.send(way.other(), half, passed);
        }
        way.other().close();
        Turns.until(loop, () -> cut.ended);
        assertThat(cut.error).hasMessageContaining("in the middle of a message");
        assertThat(cut.names).isEmpty();
    }

    @Test
    void aDescriptorThatIsNoSocketIsRefusedAndClosed() {
        Keeping keeping = new Keeping();
        try (SocketPair way = SocketPair.open(SocketType.STREAM);
                EventFd counter = EventFd.open()) {
            HandOver.over(loop, "odd", way.one().duplicate(), keeping);
            DescriptorPassing.send(way.other(), HandOverFormat.encode("odd", bytes(""), true), counter);
            Turns.until(loop, () -> keeping.ended);
            assertThat(keeping.error).hasMessageContaining("ENOTSOCK");
        }
        Keeping surplus = new Keeping();
        try (SocketPair way = SocketPair.open(SocketType.STREAM)) {
            HandOver.over(loop, "surplus", way.one().duplicate(), surplus);
            DescriptorPassing.send(way.other(), HandOverFormat.encode("surplus", bytes(""), false), way.other());
            Turns.until(loop, () -> surplus.ended);
            assertThat(surplus.error).hasMessageContaining("a descriptor came with no message");
        }
        Keeping two = new Keeping();
        try (SocketPair way = SocketPair.open(SocketType.STREAM)) {
            HandOver.over(loop, "two", way.one().duplicate(), two);
            DescriptorPassing.send(
                    way.other(), HandOverFormat.encode("two", bytes(""), true), way.other(), way.other());
            Turns.until(loop, () -> two.ended); // there is room for one: MSG_CTRUNC
            assertThat(two.error).hasMessageContaining("more than one at once");
            assertThat(two.names).isEmpty();
        }
        Keeping missing = new Keeping();
        try (SocketPair way = SocketPair.open(SocketType.STREAM)) {
            HandOver.over(loop, "missing", way.one().duplicate(), missing);
            way.other().send(HandOverFormat.encode("missing", bytes(""), true), 0);
            Turns.until(loop, () -> missing.ended);
            assertThat(missing.error).hasMessageContaining("no descriptor came with \"missing\"");
        }
    }

    @Test
    void aHandlerThatThrowsEndsItsHandOverAndLeaksNothing() {
        List<Throwable> ends = new ArrayList<>();
        try (SocketPair way = SocketPair.open(SocketType.STREAM)) {
            HandOver.over(loop, "throws", way.one().duplicate(), new HandOverHandler() {
                @Override
                public void received(HandOver from, Handed item) {
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public void ended(HandOver from, @Nullable Throwable error) {
                    ends.add(error);
                }
            });
            DescriptorPassing.send(way.other(), HandOverFormat.encode("one", bytes(""), true), way.other());
            DescriptorPassing.send(way.other(), HandOverFormat.encode("two", bytes(""), true), way.other());
            Turns.until(loop, () -> !ends.isEmpty());
        }
        assertThat(errors).singleElement().satisfies(e -> assertThat(e).hasMessage("on purpose"));
        assertThat(ends).isEqualTo(errors);
    }

    @Test
    void aHandedListenerLeavesItsFile() {
        Path file = directory.resolve("listener");
        Listener listener = Listener.open(
                loop, "unix", UnixDomainSocketAddress.of(file), ListenerOptions.DEFAULTS, () -> (_, _) -> {});
        listener.keepFile();
        listener.close();
        assertThat(file).exists();
        DatagramEndpoint endpoint = DatagramEndpoint.open(
                loop,
                "unix",
                UnixDomainSocketAddress.of(directory.resolve("endpoint")),
                DatagramOptions.DEFAULTS,
                (_, _) -> {});
        endpoint.keepFile();
        endpoint.close();
        assertThat(directory.resolve("endpoint")).exists();
    }

    @Test
    void onlyStreamsThatListenBecomeListeners() {
        Socket silent = Socket.openFor(DatagramEndpointTest.IPV4, SocketType.STREAM);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Listener.adopt(loop, "silent", silent, ListenerOptions.DEFAULTS, () -> (_, _) -> {}))
                .withMessageContaining("does not listen");
        assertThat(silent.isOpen()).isFalse();
    }

    @Test
    void aListenerWithOptionsThatCannotBeIsClosed() {
        Socket listening = Socket.openFor(DatagramEndpointTest.IPV4, SocketType.STREAM);
        listening.bind(DatagramEndpointTest.IPV4);
        listening.listen(1);
        ListenerOptions ofAClient =
                ListenerOptions.DEFAULTS.withConnections(ConnectionOptions.DEFAULTS.withTls(TlsContext.client()));
        assertThatThrownBy(() -> Listener.adopt(loop, "client", listening, ofAClient, () -> (_, _) -> {}))
                .hasMessageContaining("client");
        assertThat(listening.isOpen()).isFalse();
    }

    @Test
    void aConnectionThatIsGoneWhileItIsTakenOverIsClosed() throws Exception {
        Connector connector = new Connector(loop, "adopting", ConnectionOptions.DEFAULTS);
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            kernel.failAfter(1, "getpeername", Errno.ENOTCONN);
            kernel.run(() -> assertThatThrownBy(() -> connector.adopt(pair.one(), (_, _) -> {}))
                    .hasMessageContaining("ENOTCONN"));
            assertThat(pair.one().isOpen()).isFalse();
        }
        assertThat(kernel.faults()).isEqualTo(1);
    }

    @Test
    void onlyConnectedStreamsBecomeConnections() {
        Connector connector = new Connector(loop, "adopting", ConnectionOptions.DEFAULTS);
        Socket listening = Socket.openFor(DatagramEndpointTest.IPV4, SocketType.STREAM);
        listening.bind(DatagramEndpointTest.IPV4);
        listening.listen(1);
        assertThatIllegalArgumentException().isThrownBy(() -> connector.adopt(listening, (_, _) -> {}));
        assertThat(listening.isOpen()).isFalse();
        Socket nowhere = Socket.openFor(DatagramEndpointTest.IPV4, SocketType.STREAM);
        assertThatThrownBy(() -> connector.adopt(nowhere, (_, _) -> {})).hasMessageContaining("ENOTCONN");
        assertThat(nowhere.isOpen()).isFalse();
        Socket datagrams = Socket.openFor(DatagramEndpointTest.IPV4, SocketType.DATAGRAM);
        assertThatIllegalArgumentException().isThrownBy(() -> connector.adopt(datagrams, (_, _) -> {}));
    }

    @Test
    void whereNobodyListensItSaysSoAndLeavesNothing() {
        UnixDomainSocketAddress nowhere = UnixDomainSocketAddress.of(directory.resolve("nowhere"));
        assertThatThrownBy(() -> HandOver.connect(loop, "lost", nowhere, new Keeping()))
                .hasMessageContaining("ENOENT");
    }

    @Test
    void aListenerOutlivesAWantOfDescriptors() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            UnixDomainSocketAddress control = UnixDomainSocketAddress.of(directory.resolve("control"));
            List<HandOver> begun = new ArrayList<>();
            HandOverListener listener = HandOver.listen(loop, "control", control, new HandOverHandler() {
                @Override
                public void opened(HandOver with) {
                    begun.add(with);
                }

                @Override
                public void received(HandOver from, Handed item) {}
            });
            Keeping unlucky = new Keeping();
            HandOver.connect(loop, "unlucky", control, unlucky).finish();
            kernel.failNext("socketpair", Errno.EMFILE); // accept4 has had the last one
            Turns.until(loop, () -> unlucky.ended);
            assertThat(errors).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("EMFILE"));
            assertThat(begun).isEmpty();
            assertThat(listener.isEnabled()).isTrue();
            HandOver.connect(loop, "lucky", control, new Keeping());
            Turns.until(loop, () -> !begun.isEmpty());
        });
        assertThat(kernel.faults()).isEqualTo(1);
    }
}
