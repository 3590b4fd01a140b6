package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketOption;
import dev.carillon.linux.SocketType;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class DatagramEndpointTest {
    static final InetSocketAddress IPV4 = ip("127.0.0.1");
    private static final InetSocketAddress IPV6 = ip("::1");
    private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    @TempDir
    private Path directory;

    private final LeakCheck leaks = LeakCheck.start();
    private final List<Throwable> errors = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("datagrams", LoopOptions.DEFAULTS.withErrorHandler((_, error) -> errors.add(error)));

    private static InetSocketAddress ip(String address) {
        try {
            return new InetSocketAddress(InetAddress.getByName(address), 0);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void nothingIsLeft() {
        loop.close();
        leaks.assertNothingLeft();
    }

    static void echo(DatagramEndpoint endpoint, Datagram datagram) {
        datagram.reply(datagram.bytes());
    }

    private DatagramEndpoint endpoint(DatagramHandler handler) {
        return DatagramEndpoint.open(loop, "echo", IPV4, DatagramOptions.DEFAULTS, handler);
    }

    private static String text(Datagram datagram) {
        return StandardCharsets.ISO_8859_1.decode(datagram.bytes().duplicate()).toString();
    }

    static Stream<SocketAddress> addresses() {
        return Stream.of(IPV4, IPV6, UNNAMED);
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void everyDatagramComesBackToItsSenderInOrder(SocketAddress address) {
        assumeTrue(!address.equals(IPV6) || Files.exists(Path.of("/proc/net/if_inet6")), "this machine has no IPv6");
        DatagramEndpoint endpoint =
                DatagramEndpoint.open(loop, "echo", address, DatagramOptions.DEFAULTS, DatagramEndpointTest::echo);
        Seeds.forAll(20, seed -> {
            Random random = new Random(seed);
            try (DatagramPeer one = new DatagramPeer(address);
                    DatagramPeer other = new DatagramPeer(address)) {
                for (DatagramPeer peer : List.of(one, other)) {
                    String[] texts = texts(random, 1 + random.nextInt(8));
                    peer.send(endpoint.address(), texts);
                    Turns.until(loop, () -> peer.receive() == texts.length);
                    assertThat(peer.received).containsExactly(texts);
                    assertThat(peer.senders).containsOnly(endpoint.address());
                }
            }
        });
        assertThat(endpoint.datagrams().sent()).isEqualTo(endpoint.datagrams().received());
        assertThat(endpoint.datagrams().sentBytes())
                .isEqualTo(endpoint.datagrams().receivedBytes());
        assertThat(endpoint.statistics().events())
                .isEqualTo(endpoint.datagrams().received());
        assertThat(endpoint.datagrams().dropped()).isEmpty();
    }

    private static String[] texts(Random random, int count) {
        String[] texts = new String[count];
        for (int i = 0; i < count; i++) {
            byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(2_048)];
            random.nextBytes(bytes);
            texts[i] = new String(bytes, StandardCharsets.ISO_8859_1);
        }
        return texts;
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void aBudgetIsKeptAndNothingLost(Trigger trigger) {
        List<Integer> perTurn = new ArrayList<>();
        DatagramEndpoint endpoint = endpoint(DatagramEndpointTest::echo);
        endpoint.trigger(trigger);
        endpoint.budget(7);
        Turns.some(loop, 2);
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            String[] texts = DatagramPeer.numbered(40);
            peer.send(endpoint.address(), texts);
            Turns.until(loop, () -> {
                perTurn.add((int) endpoint.datagrams().received()
                        - perTurn.stream().mapToInt(i -> i).sum());
                return peer.receive() == texts.length;
            });
            assertThat(peer.received).containsExactly(texts);
            assertThat(perTurn).allMatch(count -> count <= 7).contains(7);
        }
    }

    @Test
    void anIpv6EndpointServesIpv4UnlessToldNotTo() throws UnknownHostException {
        assumeTrue(Files.exists(Path.of("/proc/net/if_inet6")), "this machine has no IPv6");
        InetSocketAddress any = new InetSocketAddress(InetAddress.getByName("::"), 0);
        List<SocketAddress> senders = new ArrayList<>();
        DatagramEndpoint both = DatagramEndpoint.open(loop, "both", any, DatagramOptions.DEFAULTS, (_, datagram) -> {
            senders.add(datagram.sender());
            datagram.reply(datagram.bytes());
        });
        int port = ((InetSocketAddress) both.address()).getPort();
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            peer.send(new InetSocketAddress(IPV4.getAddress(), port), "question");
            Turns.until(loop, () -> peer.receive() == 1);
            assertThat(senders).containsExactly(peer.address());
            both.send(peer.address(), ByteBuffer.wrap(new byte[] {'x'}));
            Turns.until(loop, () -> peer.receive() == 2);
            assertThat(peer.received).containsExactly("question", "x");
        }
        DatagramOptions alone = DatagramOptions.DEFAULTS.withDualStack(false);
        assertThat(DatagramEndpoint.open(loop, "six", any, alone, DatagramEndpointTest::echo)
                        .socket()
                        .get(SocketOption.V6ONLY))
                .isTrue();
    }

    @Test
    void whatIsLongerThanThereIsRoomForSaysSo() {
        List<String> seen = new ArrayList<>();
        DatagramOptions options = DatagramOptions.DEFAULTS.withLimits(DatagramLimits.DEFAULTS.withSize(4));
        DatagramEndpoint endpoint = DatagramEndpoint.open(loop, "small", IPV4, options, (_, datagram) -> {
            seen.add(text(datagram) + (datagram.isTruncated() ? " of " : " all ") + datagram.length());
            assertThat(datagram.reply(ByteBuffer.allocate(5))).isFalse();
        });
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            peer.send(endpoint.address(), "four", "fives", "");
            Turns.until(loop, () -> seen.size() == 3);
        }
        assertThat(seen).containsExactly("four all 4", "five of 5", " all 0");
        assertThat(endpoint.datagrams().truncated()).isEqualTo(1);
        assertThat(endpoint.datagrams().dropped()).containsOnly(Map.entry(DropReason.TOO_LARGE, 3L));
    }

    @Test
    void aHandlerThatPausesGetsTheRestOfTheBatchLater() {
        List<String> seen = new ArrayList<>();
        DatagramEndpoint endpoint = endpoint((self, datagram) -> {
            seen.add(text(datagram));
            if (seen.size() == 2) {
                self.pause();
            }
        });
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            String[] texts = DatagramPeer.numbered(5);
            peer.send(endpoint.address(), texts);
            Turns.until(loop, () -> seen.size() == 2);
            peer.send(endpoint.address(), "later");
            Turns.some(loop, 5);
            assertThat(seen).hasSize(2);
            endpoint.resume();
            Turns.until(loop, () -> seen.size() == 6);
            assertThat(seen).startsWith(texts).endsWith("later");
        }
    }

    /** What is switched off and on before the next wait is no change for the kernel, which has told of its edge already. */
    @Test
    void onEdgeAPauseAtTheEndOfABatchForgetsNothingInTheKernel() {
        List<String> seen = new ArrayList<>();
        DatagramEndpoint endpoint = endpoint((self, datagram) -> {
            seen.add(text(datagram));
            if (seen.size() == 7) {
                self.pause();
            }
        });
        endpoint.trigger(Trigger.EDGE);
        endpoint.budget(7);
        Turns.some(loop, 2);
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            String[] texts = DatagramPeer.numbered(20);
            peer.send(endpoint.address(), texts);
            Turns.until(loop, () -> seen.size() == 7);
            endpoint.resume();
            Turns.until(loop, () -> seen.size() == texts.length);
            assertThat(seen).containsExactly(texts);
        }
    }

    @Test
    void aHandlerThatDisablesItsEndpointGetsTheRestWhenItIsEnabled() {
        List<String> seen = new ArrayList<>();
        DatagramEndpoint endpoint = endpoint((self, datagram) -> {
            seen.add(text(datagram));
            if (seen.size() == 1) {
                self.disable();
            }
        });
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            peer.send(endpoint.address(), "one", "two", "three");
            Turns.until(loop, () -> seen.size() == 1);
            Turns.some(loop, 5);
            assertThat(seen).hasSize(1);
            endpoint.enable();
            Turns.until(loop, () -> seen.size() == 3);
        }
        assertThat(seen).containsExactly("one", "two", "three");
    }

    @Test
    void aHandlerThatThrowsLosesThatDatagramOnly() {
        DatagramEndpoint endpoint = endpoint((self, datagram) -> {
            if (text(datagram).equals("bad")) {
                throw new IllegalStateException("on purpose");
            }
            echo(self, datagram);
        });
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            peer.send(endpoint.address(), "good", "bad", "better");
            Turns.until(loop, () -> peer.receive() == 2);
            assertThat(peer.received).containsExactly("good", "better");
        }
        assertThat(errors).singleElement().isInstanceOf(IllegalStateException.class);
        assertThat(endpoint.isEnabled()).isTrue();
    }

    @Test
    void aHandlerMayCloseItsEndpointInTheMiddleOfABatch() {
        DatagramEndpoint endpoint = endpoint((self, datagram) -> {
            datagram.reply(datagram.bytes());
            self.close();
            assertThat(datagram.reply(ByteBuffer.allocate(1))).isFalse();
        });
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            peer.send(endpoint.address(), "one", "two");
            Turns.until(loop, () -> !endpoint.isOpen());
        }
        assertThat(endpoint.datagrams().received()).isEqualTo(1);
        assertThat(endpoint.datagrams().dropped(DropReason.CLOSED)).isEqualTo(1);
        assertThat(errors).isEmpty();
    }

    @Test
    void thatNobodyReceivesIsReportedToAConnectedEndpointAndNotFatal() {
        DatagramPeer gone = new DatagramPeer(IPV4);
        SocketAddress address = gone.address();
        List<LinuxException> failures = new ArrayList<>();
        List<String> answers = new ArrayList<>();
        DatagramEndpoint endpoint =
                DatagramEndpoint.connect(loop, "client", address, DatagramOptions.DEFAULTS, new DatagramHandler() {
                    @Override
                    public void received(DatagramEndpoint self, Datagram datagram) {
                        answers.add(text(datagram));
                    }

                    @Override
                    public void failed(DatagramEndpoint self, LinuxException error) {
                        failures.add(error);
                    }
                });
        gone.close();
        for (int i = 0; i < 5; i++) {
            assertThat(endpoint.send(ByteBuffer.wrap(new byte[] {1}))).isTrue();
        }
        Turns.until(loop, () -> !failures.isEmpty() && endpoint.queued() == 0);
        assertThat(failures.getFirst()).hasMessageContaining("ECONNREFUSED");
        assertThat(endpoint.datagrams().sent())
                .as("none is lost for another's error")
                .isEqualTo(5);
        assertThat(endpoint.datagrams().refused()).isEqualTo(failures.size());
        assertThat(endpoint.datagrams().dropped()).isEmpty();
        try (DatagramPeer back = new DatagramPeer(address)) {
            endpoint.send(ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)));
            Turns.until(loop, () -> back.receive() == 1);
            back.send(endpoint.address(), "answer");
            Turns.until(loop, () -> answers.equals(List.of("answer")));
        }
        assertThat(errors).isEmpty();
    }

    @Test
    void whatCannotBeSentIsDroppedWithItsReasonAndTheNextIsSent() {
        List<LinuxException> failures = new ArrayList<>();
        DatagramEndpoint endpoint = endpoint(new DatagramHandler() {
            @Override
            public void received(DatagramEndpoint self, Datagram datagram) {}

            @Override
            public void failed(DatagramEndpoint self, LinuxException error) {
                failures.add(error);
            }
        });
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            endpoint.send(IPV6, ByteBuffer.allocate(1));
            endpoint.send(peer.address(), ByteBuffer.allocate(1));
            Turns.until(loop, () -> peer.receive() == 1);
        }
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("EAFNOSUPPORT"));
        assertThat(endpoint.datagrams().dropped(DropReason.REFUSED)).isEqualTo(1);
        assertThatThrownBy(() -> endpoint.send(ByteBuffer.allocate(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("needs an address");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> endpoint.send(InetSocketAddress.createUnresolved("nowhere", 1), ByteBuffer.allocate(1)));
    }

    @Test
    void whatTheKernelDropsWhileReceivingPausesIsTold() {
        DatagramEndpoint endpoint = DatagramEndpoint.open(
                loop,
                "small",
                IPV4,
                DatagramOptions.DEFAULTS.withSocket(SocketOptions.DEFAULTS.withBuffers(60_000, 1_000)),
                DatagramEndpointTest::echo);
        endpoint.pause();
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            peer.send(endpoint.address(), DatagramPeer.numbered(64));
            long dropped = endpoint.kernelDrops();
            assertThat(dropped).isBetween(1L, 63L);
            endpoint.resume();
            Turns.until(loop, () -> peer.receive() == 64 - dropped);
            endpoint.close();
            assertThat(endpoint.kernelDrops()).isEqualTo(dropped);
        }
    }

    @Test
    void optionsReachTheSocket() {
        SocketOptions socket =
                SocketOptions.DEFAULTS.withBuffers(60_000, 70_000).withDscp(46);
        DatagramOptions options = DatagramOptions.DEFAULTS.withSocket(socket).withReuse(true, true);
        DatagramEndpoint one = DatagramEndpoint.open(loop, "one", IPV6, options, DatagramEndpointTest::echo);
        DatagramEndpoint two = DatagramEndpoint.open(loop, "two", one.address(), options, DatagramEndpointTest::echo);
        assertThat(two.address()).isEqualTo(one.address());
        assertThat(one.socket().get(SocketOption.SNDBUF)).isEqualTo(120_000);
        assertThat(one.socket().get(SocketOption.RCVBUF)).isEqualTo(140_000);
        assertThat(one.socket().get(SocketOption.TCLASS)).isEqualTo(46 << 2);
        assertThat(one.socket().get(SocketOption.TOS)).as("for IPv4").isEqualTo(46 << 2);
        assertThat(one.socket().get(SocketOption.REUSEADDR)).isTrue();
        DatagramEndpoint alone = endpoint(DatagramEndpointTest::echo);
        assertThatThrownBy(() -> DatagramEndpoint.open(
                        loop, "same", alone.address(), DatagramOptions.DEFAULTS, DatagramEndpointTest::echo))
                .hasMessageContaining("EADDRINUSE");
    }

    @Test
    void theFileOfAUnixEndpointIsReplacedWhenNobodyHasItAndRemovedAtTheEnd() {
        Path file = directory.resolve("endpoint");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
        new DatagramPeer(address).close();
        assertThat(file).exists();
        DatagramEndpoint endpoint =
                DatagramEndpoint.open(loop, "file", address, DatagramOptions.DEFAULTS, DatagramEndpointTest::echo);
        assertThatThrownBy(() -> DatagramEndpoint.open(
                        loop, "same", address, DatagramOptions.DEFAULTS, DatagramEndpointTest::echo))
                .hasMessageContaining("EADDRINUSE");
        endpoint.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void aSocketIsAdoptedConnectedOrNot() {
        try (DatagramPeer peer = new DatagramPeer(IPV4)) {
            Socket socket = Socket.open(StandardProtocolFamily.INET, SocketType.DATAGRAM);
            socket.connect(peer.address());
            DatagramEndpoint connected = DatagramEndpoint.adopt(
                    loop, "adopted", socket, DatagramOptions.DEFAULTS, DatagramEndpointTest::echo);
            connected.send(ByteBuffer.allocate(3));
            connected.flush();
            Turns.until(loop, () -> peer.receive() == 1);
        }
        Socket stream = Socket.open(StandardProtocolFamily.INET, SocketType.STREAM);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DatagramEndpoint.adopt(
                        loop, "stream", stream, DatagramOptions.DEFAULTS, DatagramEndpointTest::echo))
                .withMessageContaining("is a stream");
        assertThat(stream.isOpen()).isFalse();
    }
}
