package dev.carillon.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Trigger;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import dev.carillon.testkit.Seeds;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches that the kernel takes in part, not at all, or for too much; and how many calls it takes when it does not. */
class DatagramFaultsTest {
    private final LeakCheck leaks = LeakCheck.start();
    private final EventLoop loop = EventLoop.open("datagrams");
    private final DatagramPeer peer = new DatagramPeer(DatagramEndpointTest.IPV4);

    @AfterEach
    void nothingIsLeft() {
        peer.close();
        loop.close();
        leaks.assertNothingLeft();
    }

    private DatagramEndpoint echo(DatagramOptions options) {
        return DatagramEndpoint.open(loop, "echo", DatagramEndpointTest.IPV4, options, DatagramEndpointTest::echo);
    }

    private static DatagramOptions queueing(int queue, Overflow overflow) {
        return DatagramOptions.DEFAULTS.withLimits(DatagramLimits.DEFAULTS.withQueue(queue, overflow));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aBatchIsReceivedWithOneCallAndAnsweredWithOne() throws Exception {
        DatagramEndpoint endpoint = echo(DatagramOptions.DEFAULTS);
        Turns.some(loop, 1);
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        String[] texts = DatagramPeer.numbered(20);
        peer.send(endpoint.address(), texts);
        kernel.run(() -> Turns.until(loop, () -> endpoint.datagrams().sent() == 20));
        assertThat(kernel.calls("recvmmsg")).isEqualTo(1);
        assertThat(kernel.calls("sendmmsg")).isEqualTo(1);
        assertThat(kernel.calls("epoll_ctl")).isZero();
        Turns.until(loop, () -> peer.receive() == 20);
        assertThat(peer.received).containsExactly(texts);
    }

    @Test
    void whatIsSentInATurnGoesWithOneCall() throws Exception {
        DatagramEndpoint endpoint = echo(DatagramOptions.DEFAULTS);
        Turns.some(loop, 1);
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            for (int i = 0; i < 10; i++) {
                endpoint.send(peer.address(), bytes("news " + i));
            }
            assertThat(kernel.calls("sendmmsg")).isZero();
            Turns.until(loop, () -> endpoint.queued() == 0);
            assertThat(kernel.calls("sendmmsg")).isEqualTo(1);
            endpoint.send(peer.address(), bytes("now"));
            endpoint.flush();
            assertThat(endpoint.queued()).isZero();
        });
        Turns.until(loop, () -> peer.receive() == 11);
        assertThat(peer.received).endsWith("news 9", "now");
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void batchesTakenInPartAndRefusedLoseNothingAndKeepTheOrder(Trigger trigger) {
        DatagramEndpoint endpoint = echo(queueing(100, Overflow.PAUSE));
        endpoint.trigger(trigger);
        Seeds.forAll(60, seed -> {
            Random random = new Random(seed);
            String[] texts = DatagramPeer.numbered(1 + random.nextInt(60));
            ScriptedKernel kernel = ScriptedKernel.seeded(seed)
                    .shortening(0.5)
                    .refusing(trigger == Trigger.EDGE ? 0 : 0.3)
                    .interrupting(0.2)
                    .delaying(trigger == Trigger.EDGE ? 0 : 0.2);
            peer.received.clear();
            peer.send(endpoint.address(), texts);
            kernel.run(() -> Turns.until(loop, () -> peer.receive() == texts.length));
            assertThat(peer.received).containsExactly(texts);
        });
        assertThat(endpoint.datagrams().dropped()).isEmpty();
    }

    @Test
    void noRoomInTheMiddleOfABatchLeavesTheRestForLater() throws Exception {
        DatagramEndpoint endpoint = echo(DatagramOptions.DEFAULTS);
        Turns.some(loop, 1);
        // The first call takes less than all, the second finds no room.
        ScriptedKernel kernel = ScriptedKernel.seeded(3).shortening(1).failAfter(1, "sendmmsg", Errno.EAGAIN);
        String[] texts = DatagramPeer.numbered(30);
        peer.send(endpoint.address(), texts);
        kernel.run(() -> {
            Turns.until(loop, () -> kernel.calls("sendmmsg") == 2);
            assertThat(endpoint.datagrams().sent()).isBetween(1L, 29L);
            long sent = endpoint.datagrams().sent();
            long received = endpoint.datagrams().received();
            assertThat(endpoint.queued()).isEqualTo((int) (received - sent));
            Turns.until(loop, () -> peer.receive() == 30);
        });
        assertThat(peer.received).containsExactly(texts);
    }

    /** Lets six be sent while there is room for none, and four may wait. */
    private DatagramEndpoint sixForFour(Overflow overflow, ScriptedKernel kernel, List<Boolean> accepted)
            throws Exception {
        int[] drained = new int[1];
        DatagramEndpoint endpoint = DatagramEndpoint.open(
                loop, "full", DatagramEndpointTest.IPV4, queueing(4, overflow), new DatagramHandler() {
                    @Override
                    public void received(DatagramEndpoint self, Datagram datagram) {}

                    @Override
                    public void drained(DatagramEndpoint self) {
                        drained[0]++;
                    }
                });
        kernel.failNext("sendmmsg", Errno.EAGAIN).run(() -> {
            for (int i = 0; i < 6; i++) {
                accepted.add(endpoint.send(peer.address(), bytes("" + i)));
            }
            assertThat(endpoint.queued()).isEqualTo(4);
            Turns.until(loop, () -> peer.receive() == 4);
        });
        assertThat(drained[0]).isEqualTo(accepted.contains(false) ? 1 : 0);
        return endpoint;
    }

    @Test
    void aFullQueueDropsTheNewest() throws Exception {
        List<Boolean> accepted = new ArrayList<>();
        DatagramEndpoint endpoint = sixForFour(Overflow.DROP_NEWEST, ScriptedKernel.seeded(4), accepted);
        assertThat(accepted).containsExactly(true, true, true, true, false, false);
        assertThat(peer.received).containsExactly("0", "1", "2", "3");
        assertThat(endpoint.datagrams().dropped(DropReason.NEWEST)).isEqualTo(2);
    }

    @Test
    void aFullQueueDropsTheOldest() throws Exception {
        List<Boolean> accepted = new ArrayList<>();
        DatagramEndpoint endpoint = sixForFour(Overflow.DROP_OLDEST, ScriptedKernel.seeded(4), accepted);
        assertThat(accepted).containsOnly(true);
        assertThat(peer.received).containsExactly("2", "3", "4", "5");
        assertThat(endpoint.datagrams().dropped(DropReason.OLDEST)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"LEVEL", "EDGE"})
    void aFullQueuePausesReceivingUntilHalfOfItIsSent(Trigger trigger) throws Exception {
        DatagramEndpoint endpoint = echo(queueing(4, Overflow.PAUSE));
        endpoint.trigger(trigger);
        Turns.some(loop, 2);
        ScriptedKernel kernel = ScriptedKernel.seeded(5);
        String[] texts = DatagramPeer.numbered(20);
        peer.send(endpoint.address(), texts);
        kernel.failNext("sendmmsg", Errno.EAGAIN).run(() -> {
            Turns.until(loop, () -> endpoint.datagrams().pauses() == 1);
            assertThat(endpoint.datagrams().received()).isEqualTo(4);
            assertThat(endpoint.queued()).isEqualTo(4);
            Turns.until(loop, () -> peer.receive() == 20);
        });
        assertThat(peer.received).containsExactly(texts);
        assertThat(endpoint.datagrams().dropped()).isEmpty();
    }

    @Test
    void anErrorOfAnEarlierDatagramCostsNoneOfTheseHere() throws Exception {
        List<LinuxException> failures = new ArrayList<>();
        DatagramEndpoint endpoint = DatagramEndpoint.open(
                loop, "told", DatagramEndpointTest.IPV4, DatagramOptions.DEFAULTS, new DatagramHandler() {
                    @Override
                    public void received(DatagramEndpoint self, Datagram datagram) {
                        datagram.reply(datagram.bytes());
                    }

                    @Override
                    public void failed(DatagramEndpoint self, LinuxException error) {
                        failures.add(error);
                    }
                });
        ScriptedKernel kernel = ScriptedKernel.seeded(6)
                .failNext("recvmmsg", Errno.ECONNREFUSED, 2)
                .failNext("sendmmsg", Errno.ECONNREFUSED, 3);
        peer.send(endpoint.address(), "one", "two");
        kernel.run(() -> Turns.until(loop, () -> endpoint.datagrams().sent() == 2));
        assertThat(peer.receive()).isEqualTo(2);
        assertThat(failures).hasSize(5);
        assertThat(endpoint.datagrams().refused()).isEqualTo(5);
        assertThat(endpoint.datagrams().dropped()).isEmpty();
        assertThat(endpoint.isEnabled()).isTrue();
    }

    @Test
    void anEndpointThatOnlyFailsIsDisabledInsteadOfSpinning() throws Exception {
        DatagramEndpoint endpoint = echo(DatagramOptions.DEFAULTS);
        ScriptedKernel kernel = ScriptedKernel.seeded(7).failNext("recvmmsg", Errno.ENOMEM, 1_000);
        peer.send(endpoint.address(), "one");
        kernel.run(() -> Turns.until(loop, () -> !endpoint.isEnabled()));
        assertThat(kernel.calls("recvmmsg")).isLessThan(50);
    }

    @Test
    void everyReasonForDroppingIsTold() throws Exception {
        DatagramEndpoint endpoint = echo(DatagramOptions.DEFAULTS);
        Errno[] errors = {Errno.EMSGSIZE, Errno.ENETUNREACH, Errno.ENOBUFS, Errno.EPERM, Errno.EDESTADDRREQ};
        ScriptedKernel kernel = ScriptedKernel.seeded(8);
        Arrays.stream(errors).forEach(error -> kernel.failNext("sendmmsg", error));
        kernel.run(() -> {
            for (int i = 0; i <= errors.length; i++) {
                endpoint.send(peer.address(), bytes("datagram " + i));
            }
            Turns.until(loop, () -> peer.receive() == 1);
        });
        assertThat(peer.received).containsExactly("datagram " + errors.length);
        assertThat(endpoint.datagrams().dropped().keySet())
                .containsExactlyInAnyOrder(
                        DropReason.TOO_LARGE,
                        DropReason.UNREACHABLE,
                        DropReason.NO_BUFFERS,
                        DropReason.REFUSED,
                        DropReason.NO_RECEIVER);
    }

    private static SocketAddress addressOfNobody(SocketAddress unnamed) {
        try (DatagramPeer gone = new DatagramPeer(unnamed)) {
            return gone.address();
        }
    }

    @Test
    void aUnixReceiverThatTakesNothingIsGivenUpAndOthersAreReached() {
        UnixDomainSocketAddress unnamed = UnixDomainSocketAddress.of("");
        DatagramEndpoint endpoint = DatagramEndpoint.open(
                loop, "unix", unnamed, queueing(50, Overflow.DROP_NEWEST), DatagramEndpointTest::echo);
        try (DatagramPeer stuck = new DatagramPeer(unnamed);
                DatagramPeer well = new DatagramPeer(unnamed)) {
            SocketAddress nowhere = addressOfNobody(unnamed);
            int count = 0;
            while (endpoint.queued() == 0) { // until its buffer is full
                endpoint.send(stuck.address(), bytes("to nobody"));
                endpoint.flush();
                assertThat(++count).isLessThan(10_000);
            }
            endpoint.send(nowhere, bytes("lost"));
            endpoint.send(well.address(), bytes("hello"));
            Turns.until(loop, () -> well.receive() == 1);
            assertThat(endpoint.datagrams().dropped(DropReason.RECEIVER_FULL)).isEqualTo(1);
            assertThat(endpoint.datagrams().dropped(DropReason.NO_RECEIVER)).isEqualTo(1);
            assertThat(stuck.receive()).isEqualTo(count - 1);
        }
    }

    private DatagramEndpoint offloading(int queue) {
        DatagramOptions options = queueing(queue, Overflow.DROP_NEWEST).withOffload(true);
        DatagramEndpoint endpoint = echo(options);
        assumeTrue(endpoint.isCoalescing() && endpoint.isSegmenting(), "this kernel has no UDP_GRO or UDP_SEGMENT");
        return endpoint;
    }

    @Test
    void datagramsOfOneSizeGoThroughTheKernelAsOneAndReachTheHandlerOneByOne() throws Exception {
        DatagramEndpoint sender = offloading(4);
        List<String> seen = new ArrayList<>();
        DatagramEndpoint receiver = DatagramEndpoint.open(
                loop,
                "receiver",
                DatagramEndpointTest.IPV4,
                DatagramOptions.DEFAULTS.withOffload(true),
                (_, datagram) -> {
                    seen.add(
                            StandardCharsets.ISO_8859_1.decode(datagram.bytes()).toString());
                    assertThat(datagram.sender()).isEqualTo(sender.address());
                });
        Turns.some(loop, 1);
        String[] texts = new String[41];
        Arrays.setAll(texts, i -> i == 40 ? "short" : "of one size " + (100 + i));
        ScriptedKernel kernel = ScriptedKernel.seeded(9);
        kernel.run(() -> {
            for (String text : texts) {
                assertThat(sender.send(receiver.address(), bytes(text))).isTrue();
            }
            assertThat(sender.queued()).isEqualTo(41);
            Turns.until(loop, () -> seen.size() == 41);
        });
        assertThat(seen).containsExactly(texts);
        assertThat(receiver.datagrams().received()).isEqualTo(41);
        assertThat(sender.datagrams().sent()).isEqualTo(41);
        assertThat(kernel.calls("sendmmsg")).isEqualTo(1);
        assertThat(receiver.datagrams().receiveCalls()).isLessThanOrEqualTo(2);
    }

    @Test
    void sizesAndReceiversThatDifferStayApart() {
        DatagramEndpoint endpoint = offloading(60);
        Seeds.forAll(30, seed -> {
            Random random = new Random(seed);
            try (DatagramPeer other = new DatagramPeer(DatagramEndpointTest.IPV4)) {
                List<List<String>> sent = List.of(new ArrayList<>(), new ArrayList<>());
                peer.received.clear();
                for (int i = 0; i < 50; i++) {
                    int whom = random.nextInt(4) == 0 ? 1 : 0;
                    String text = "x".repeat(random.nextInt(3) * 700) + (random.nextBoolean() ? "" : "y");
                    sent.get(whom).add(text);
                    endpoint.send((whom == 0 ? peer : other).address(), bytes(text));
                }
                Turns.until(loop, () -> peer.receive() + other.receive() == 50);
                assertThat(peer.received).isEqualTo(sent.get(0));
                assertThat(other.received).isEqualTo(sent.get(1));
            }
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"EINVAL", "EIO"})
    void whereTheNetworkTakesNoSegmentsTheyAreSentOneByOne(Errno refusal) throws Exception {
        DatagramEndpoint endpoint = offloading(4);
        String[] texts = DatagramPeer.numbered(10);
        ScriptedKernel kernel =
                ScriptedKernel.seeded(10).failNext("sendmmsg", refusal).failAfter(3, "sendmmsg", Errno.EAGAIN);
        kernel.run(() -> {
            for (String text : texts) {
                endpoint.send(peer.address(), bytes(text));
            }
            Turns.until(loop, () -> peer.receive() == 10);
        });
        assertThat(peer.received).containsExactly(texts);
        assertThat(endpoint.isSegmenting()).isFalse();
        assertThat(endpoint.datagrams().dropped()).isEmpty();
        assertThat(endpoint.datagrams().sent()).isEqualTo(10);
    }

    @Test
    void whatTheKernelHasNotIsDoneWithout() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(11).failNext("getsockopt", Errno.ENOPROTOOPT, 2);
        DatagramEndpoint endpoint = kernel.call(() -> echo(DatagramOptions.DEFAULTS.withOffload(true)));
        assertThat(endpoint.isCoalescing()).isFalse();
        assertThat(endpoint.isSegmenting()).isFalse();
        peer.send(endpoint.address(), "one", "two");
        Turns.until(loop, () -> peer.receive() == 2);
    }
}
