package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatagramBatchTest {
    private final DatagramBatch outgoing = DatagramBatch.allocate(8, 100);
    private final DatagramBatch incoming = DatagramBatch.allocate(4, 10);
    private final Socket client = bound(Connection.IPV4);
    private final Socket server = bound(Connection.IPV4);

    private static Socket bound(SocketAddress address) {
        Socket socket = Socket.openFor(address, SocketType.DATAGRAM);
        socket.bind(address);
        return socket;
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static void write(ByteBuffer datagram, String text) {
        datagram.clear().put(text.getBytes(StandardCharsets.UTF_8)).flip();
    }

    private static String textOf(DatagramBatch batch, int index) {
        return StandardCharsets.UTF_8.decode(batch.datagram(index).duplicate()).toString();
    }

    private void sendAll(Socket to, String... texts) {
        for (int i = 0; i < texts.length; i++) {
            write(outgoing.datagram(i), texts[i]);
            outgoing.address(i, to.localAddress());
        }
        assertThat(outgoing.send(client, 0, texts.length)).isEqualTo(texts.length);
    }

    private int receive(Socket socket) {
        Expect.events(socket, Epoll.IN);
        return incoming.receive(socket);
    }

    static Stream<SocketAddress> addresses() {
        String prefix = "@carillon-" + ProcessHandle.current().pid();
        return Stream.of(
                Connection.IPV4, Connection.IPV6, UnixDomainSocketAddress.of(prefix), UnixDomainSocketAddress.of(""));
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void aBatchIsReceivedWithLengthsAndSendersAndAnsweredFromTheSameMemory(SocketAddress address) {
        if (address.equals(Connection.IPV6)) {
            Connection.assumeIpv6();
        }
        SocketAddress other = address instanceof UnixDomainSocketAddress ? UnixDomainSocketAddress.of("") : address;
        try (Socket asking = bound(other);
                Socket answering = bound(address)) {
            for (int i = 0; i < 3; i++) {
                write(outgoing.datagram(i), "question " + i);
                outgoing.address(i, answering.localAddress());
            }
            assertThat(outgoing.send(asking, 0, 3)).isEqualTo(3);
            assertThat(receive(answering)).isEqualTo(3);
            for (int i = 0; i < 3; i++) {
                assertThat(textOf(incoming, i)).isEqualTo("question " + i);
                assertThat(incoming.address(i)).isEqualTo(asking.localAddress());
                assertThat(incoming.isTruncated(i)).isFalse();
                write(incoming.datagram(i), "answer " + i);
            }
            assertThat(incoming.send(answering, 0, 3)).isEqualTo(3);
            assertThat(receive(asking)).isEqualTo(3);
            assertThat(textOf(incoming, 2)).isEqualTo("answer 2");
            assertThat(incoming.address(2)).isEqualTo(answering.localAddress());
        }
    }

    @Test
    void moreThanTheCapacityComesWithTheNextCall() {
        sendAll(server, "0", "1", "2", "3", "4", "5");
        assertThat(receive(server)).isEqualTo(4);
        assertThat(textOf(incoming, 3)).isEqualTo("3");
        assertThat(receive(server)).isEqualTo(2);
        assertThat(textOf(incoming, 1)).isEqualTo("5");
        assertThat(incoming.receive(server)).as("nothing now").isZero();
    }

    @Test
    void onlyTheDatagramThatWasCutSaysSo() {
        sendAll(server, "0123456789", "0123456789A", "", "short");
        assertThat(receive(server)).isEqualTo(4);
        assertThat(textOf(incoming, 0)).isEqualTo("0123456789");
        assertThat(textOf(incoming, 1)).isEqualTo("0123456789");
        assertThat(textOf(incoming, 2)).isEmpty();
        assertThat(Stream.of(0, 1, 2, 3).map(incoming::length)).containsExactly(10, 11, 0, 5);
        assertThat(Stream.of(0, 1, 2, 3).map(incoming::isTruncated)).containsExactly(false, true, false, false);
        sendAll(server, "a", "b");
        assertThat(receive(server)).isEqualTo(2);
        assertThat(incoming.isTruncated(1)).as("of the batch before").isFalse();
    }

    @Test
    void whatTheKernelDropsForWantOfRoomIsCounted() {
        server.set(SocketOption.RCVBUF, 1);
        assertThat(SocketMemory.drops(server)).isZero();
        int sent = 0;
        while (SocketMemory.drops(server) == 0) {
            sendAll(server, "one more");
            assertThat(++sent).isLessThan(1_000);
        }
        int received = 0;
        for (int count; (count = incoming.receive(server)) > 0; ) {
            received += count;
        }
        assertThat(SocketMemory.drops(server)).isEqualTo(sent - received);
    }

    @Test
    void whatStandsBetweenPositionAndLimitIsSent() {
        write(outgoing.datagram(5), "..middle..");
        outgoing.datagram(5).position(2).limit(8);
        outgoing.address(5, server.localAddress());
        assertThat(outgoing.send(client, 5, 1)).isEqualTo(1);
        assertThat(outgoing.datagram(5).position()).as("as it was").isEqualTo(2);
        assertThat(receive(server)).isEqualTo(1);
        assertThat(textOf(incoming, 0)).isEqualTo("middle");
    }

    @Test
    void theAddressOfTheSameSenderIsTheSameObject() {
        sendAll(server, "first");
        receive(server);
        SocketAddress first = incoming.address(0);
        sendAll(server, "second");
        receive(server);
        assertThat(incoming.address(0)).isSameAs(first);
        try (Socket another = bound(Connection.IPV4)) {
            write(outgoing.datagram(0), "third");
            outgoing.send(another, 0, 1);
            receive(server);
            assertThat(incoming.address(0)).isEqualTo(another.localAddress());
        }
    }

    @Test
    void namesOfOneLengthAfterAnotherAreToldApart() {
        String name = "@carillon-batch-" + ProcessHandle.current().pid();
        try (Socket receiver = bound(UnixDomainSocketAddress.of(name));
                Socket longer = bound(UnixDomainSocketAddress.of(name + "-sender"));
                Socket shorter = bound(UnixDomainSocketAddress.of(name + "-send"))) {
            for (Socket sender : new Socket[] {longer, shorter, longer}) {
                write(outgoing.datagram(0), "x");
                outgoing.address(0, receiver.localAddress());
                outgoing.send(sender, 0, 1);
                receive(receiver);
                assertThat(incoming.address(0)).isEqualTo(sender.localAddress());
            }
        }
    }

    @Test
    void aConnectedSocketNeedsNoAddresses() {
        client.connect(server.localAddress());
        write(outgoing.datagram(0), "connected");
        assertThat(outgoing.send(client, 0, 1)).isEqualTo(1);
        assertThat(receive(server)).isEqualTo(1);
        assertThat(textOf(incoming, 0)).isEqualTo("connected");
        incoming.noAddress(0);
        assertThatThrownBy(() -> incoming.send(server, 0, 1))
                .hasMessage("sendmmsg(" + server + "): EDESTADDRREQ (Destination address required)");
    }

    @Test
    void whatCanNotBeSentStopsTheBatchThereAndIsNamedWhenItIsFirst() {
        outgoing.address(0, server.localAddress());
        outgoing.address(1, Connection.IPV6);
        assertThat(outgoing.send(client, 0, 2)).isEqualTo(1);
        assertThatThrownBy(() -> outgoing.send(client, 1, 1)).hasMessageContaining("EAFNOSUPPORT");
        DatagramBatch large = DatagramBatch.allocate(1, 70_000);
        large.address(0, server.localAddress());
        assertThatThrownBy(() -> large.send(client, 0, 1))
                .hasMessage("sendmmsg(" + client + "): EMSGSIZE (Message too long)");
    }

    @Test
    void anIpv6SocketSendsToIpv4() {
        Connection.assumeIpv6();
        try (Socket both = Socket.open(StandardProtocolFamily.INET6, SocketType.DATAGRAM)) {
            write(outgoing.datagram(0), "mapped");
            outgoing.address(0, server.localAddress());
            assertThat(outgoing.send(both, 0, 1)).isEqualTo(1);
            assertThat(receive(server)).isEqualTo(1);
            assertThat(((InetSocketAddress) incoming.address(0)).getAddress()).isEqualTo(Connection.IPV4.getAddress());
        }
    }

    @Test
    void thatNobodyReceivesIsToldToAConnectedSender() {
        try (Socket gone = bound(Connection.IPV4)) {
            client.connect(gone.localAddress());
        }
        assertThat(client.send(ByteBuffer.allocateDirect(1), 0)).isEqualTo(1);
        Expect.events(client, Epoll.ERR);
        assertThatThrownBy(() -> incoming.receive(client))
                .hasMessage("recvmmsg(" + client + "): ECONNREFUSED (Connection refused)");
    }

    @Test
    void aFullReceiverTakesNoMore() {
        try (SocketPair pair = SocketPair.open(SocketType.DATAGRAM)) {
            int sent = 0;
            int count;
            do {
                count = outgoing.send(pair.one(), 0, 8);
                sent += count;
            } while (count > 0);
            assertThat(sent).isPositive();
            int received = 0;
            while ((count = incoming.receive(pair.other())) > 0) {
                received += count;
            }
            assertThat(received).isEqualTo(sent);
        }
    }

    @Test
    void refusesStreamsAndClosedSockets() {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> incoming.receive(pair.one()))
                    .withMessageContaining("is a stream");
            assertThatIllegalArgumentException().isThrownBy(() -> outgoing.send(pair.one(), 0, 1));
        }
        client.close();
        assertThatThrownBy(() -> incoming.receive(client)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> outgoing.send(client, 0, 1)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1025, 1", "1, 0", "1024, 2097152", "-1, 1", "1, -1"})
    void refusesABatchOfNothingOrOfTooMuch(int datagrams, int bytes) {
        assertThatIllegalArgumentException().isThrownBy(() -> DatagramBatch.allocate(datagrams, bytes));
    }

    @ParameterizedTest
    @CsvSource({"-1, 1", "0, 9", "8, 1", "7, 2", "0, -1", "2147483647, 2"})
    void refusesDatagramsBeyondTheBatch(int first, int count) {
        assertThatThrownBy(() -> outgoing.send(client, first, count)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void refusesIndexesBeyondTheBatchAndASendOfNothing() {
        assertThatThrownBy(() -> incoming.datagram(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> incoming.address(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> incoming.isTruncated(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> incoming.noAddress(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> outgoing.send(client, 0, 0));
    }

    @Test
    void anAddressNeverSetIsAnEmptyName() {
        assertThat(outgoing.address(0)).isEqualTo(UnixDomainSocketAddress.of(""));
    }
}
