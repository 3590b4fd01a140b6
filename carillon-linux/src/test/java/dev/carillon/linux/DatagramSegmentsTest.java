package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.SocketH;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One datagram here, several on the wire; and senders that are known already. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DatagramSegmentsTest {
    private static final int SEGMENT = 1_000;

    private final DatagramBatch outgoing = DatagramBatch.allocate(2, 10_000);
    private final DatagramBatch incoming = DatagramBatch.allocate(8, 65_535);
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

    private void sendInSegments(int bytes) {
        assumeTrue(KernelFeature.UDP_SEGMENT.isThere(), "this kernel has no UDP_SEGMENT");
        ByteBuffer all = outgoing.datagram(0).clear();
        for (int i = 0; i < bytes; i++) {
            all.put((byte) (i / SEGMENT));
        }
        all.flip();
        outgoing.address(0, server.localAddress());
        outgoing.segmentSize(0, SEGMENT);
        assertThat(outgoing.send(client, 0, 1)).isEqualTo(1);
    }

    private int receive(Socket socket) {
        Expect.events(socket, Epoll.IN);
        return incoming.receive(socket);
    }

    @Test
    void oneIsCutIntoSeveralThatArriveOneByOne() {
        sendInSegments(2_500);
        assertThat(receive(server)).isEqualTo(3);
        for (int i = 0; i < 3; i++) {
            assertThat(incoming.datagram(i).remaining()).isEqualTo(i < 2 ? SEGMENT : 500);
            assertThat(incoming.datagram(i).get(0)).isEqualTo((byte) i);
            assertThat(incoming.segmentSize(i)).isZero();
        }
    }

    @Test
    void severalArriveAsOneThatTellsWhereToCut() {
        assumeTrue(KernelFeature.UDP_GRO.isThere(), "this kernel has no UDP_GRO");
        server.set(SocketOption.UDP_GRO, true);
        assertThat(server.get(SocketOption.UDP_GRO)).isTrue();
        sendInSegments(2_500);
        assertThat(receive(server)).isEqualTo(1);
        assertThat(incoming.segmentSize(0)).isEqualTo(SEGMENT);
        assertThat(incoming.datagram(0).remaining()).isEqualTo(2_500);

        outgoing.segmentSize(0, 0);
        outgoing.datagram(0).clear().limit(10);
        outgoing.send(client, 0, 1);
        receive(server);
        assertThat(incoming.segmentSize(0)).as("of the batch before").isZero();
    }

    @Test
    void anAnswerFromTheSameMemoryIsASingleDatagram() {
        assumeTrue(KernelFeature.UDP_GRO.isThere(), "this kernel has no UDP_GRO");
        server.set(SocketOption.UDP_GRO, true);
        sendInSegments(2_500);
        receive(server);
        assertThat(incoming.send(server, 0, 1)).isEqualTo(1);
        assertThat(receive(client)).isEqualTo(1);
        assertThat(incoming.datagram(0).remaining()).isEqualTo(2_500);
    }

    @Test
    void refusesSegmentsThatCanNotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> outgoing.segmentSize(0, -1));
        assertThatIllegalArgumentException().isThrownBy(() -> outgoing.segmentSize(0, 65_536));
        assertThatThrownBy(() -> outgoing.segmentSize(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> incoming.receive(server, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> incoming.receive(server, 9));
    }

    @Test
    void noMoreThanAskedForIsReceived() {
        for (int i = 0; i < 3; i++) {
            outgoing.datagram(0).clear().limit(i);
            outgoing.address(0, server.localAddress());
            outgoing.send(client, 0, 1);
        }
        Expect.events(server, Epoll.IN);
        assertThat(incoming.receive(server, 2)).isEqualTo(2);
        assertThat(incoming.receive(server, 8)).isEqualTo(1);
        assertThat(incoming.datagram(0).remaining()).isEqualTo(2);
    }

    @Test
    void anOlderKernelIsFoundOut() {
        FailingKernel.with(SocketH.GETSOCKOPT, ErrnoH.EINVAL, () -> {
            assertThat(KernelFeature.UDP_SEGMENT.isThere()).isFalse();
            assertThat(KernelFeature.UDP_GRO.isThere()).isFalse();
        });
    }

    @Test
    void manySendersInTurnAreDecodedOnce() {
        String prefix = "@carillon-senders-" + ProcessHandle.current().pid() + "-";
        List<Socket> senders = new ArrayList<>();
        try (Socket receiver = bound(UnixDomainSocketAddress.of(prefix + "receiver"))) {
            for (int i = 0; i < 40; i++) {
                senders.add(bound(UnixDomainSocketAddress.of(prefix + i)));
            }
            List<SocketAddress> first = addressesOf(senders, receiver);
            List<SocketAddress> second =
                    addressesOf(senders.reversed(), receiver).reversed();
            for (int i = 0; i < senders.size(); i++) {
                assertThat(first.get(i)).isEqualTo(senders.get(i).localAddress());
                assertThat(second.get(i)).isSameAs(first.get(i));
            }
        } finally {
            senders.forEach(Socket::close);
        }
    }

    private List<SocketAddress> addressesOf(List<Socket> senders, Socket receiver) {
        List<SocketAddress> addresses = new ArrayList<>();
        for (Socket sender : senders) {
            outgoing.datagram(0).clear().limit(1);
            outgoing.address(0, receiver.localAddress());
            outgoing.send(sender, 0, 1);
            receive(receiver);
            addresses.add(incoming.address(0));
        }
        return addresses;
    }

    @Test
    void anAnswerOfAnotherBatchGoesWhereTheQuestionCameFrom() {
        outgoing.datagram(0).clear().limit(7);
        outgoing.address(0, server.localAddress());
        outgoing.send(client, 0, 1);
        receive(server);
        DatagramBatch answers = DatagramBatch.allocate(2, 20);
        answers.address(0, incoming, 0);
        answers.address(1, answers, 0);
        assertThat(answers.isSameAddress(0, 1)).isTrue();
        assertThat(answers.send(server, 0, 2)).isEqualTo(2);
        assertThat(receive(client)).isEqualTo(2);
        assertThat(incoming.address(1)).isEqualTo(server.localAddress());
        answers.address(1, server.localAddress());
        assertThat(answers.isSameAddress(0, 1)).isFalse();
        answers.noAddress(0);
        answers.address(1, answers, 0);
        assertThat(answers.isSameAddress(0, 1)).as("both nowhere").isTrue();
    }

    @Test
    void whetherASocketListensCanBeAsked() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            assertThat(connection.listener().get(SocketOption.ACCEPTCONN)).isTrue();
            assertThat(connection.client().get(SocketOption.ACCEPTCONN)).isFalse();
            assertThatThrownBy(() -> connection.client().set(SocketOption.ACCEPTCONN, true))
                    .hasMessageContaining("ENOPROTOOPT");
        }
    }
}
