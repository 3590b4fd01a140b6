package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Errno;
import dev.carillon.linux.KernelFeature;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.OpenDescriptors;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.testkit.Allocations;
import dev.carillon.testkit.BrokenLog;
import dev.carillon.testkit.KernelBinding;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is sent in a turn goes out together, by one call where that can be had, and each sender is told of his own. */
class SendRingTest {
    private static final int PLACES = 64;

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private final KernelBinding binding = kernel.bind();
    /** That it is refused is said once in a process: whichever test comes first, its turn goes on. */
    private final BrokenLog log = BrokenLog.of(EventLoop.class);

    private final List<SocketPair> pairs = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private EventLoop loop;

    private final SendRing.Sender<String> sender = new SendRing.Sender<>() {
        @Override
        public void landed(String of, int count) {
            told.add(of + " " + count);
        }

        @Override
        public void lost(String of, LinuxException cause) {
            told.add(of + " " + cause.errno());
        }
    };

    @BeforeEach
    void open() {
        assumeTrue(KernelFeature.IO_URING.isThere(), "this kernel or its sandbox has no io_uring");
        loop = open(SendRing.Use.WHERE_IT_WORKS);
        sendInATurn(2); // finds out, once in a process, that it works
        loop.close();
        told.clear();
        pairs.forEach(SocketPair::close);
        pairs.clear();
        loop = open(SendRing.Use.WHERE_IT_WORKS);
    }

    private static EventLoop open(SendRing.Use use) {
        return EventLoop.open("test", LoopOptions.DEFAULTS.withSendRing(use));
    }

    @AfterEach
    void close() {
        if (loop != null) {
            loop.close();
        }
        pairs.forEach(SocketPair::close);
        binding.close();
        log.close();
    }

    private Socket socket() {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        pairs.add(pair);
        return pair.one();
    }

    private static ByteBuffer bytes(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocateDirect(ascii.length).put(ascii).flip();
    }

    private String read(int index) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 16);
        pairs.get(index).other().read(buffer);
        return StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
    }

    /** So many, each to a socket of its own, in one turn. */
    private void sendInATurn(int count) {
        while (pairs.size() < count) {
            socket();
        }
        loop.execute(() -> {
            for (int i = 0; i < count; i++) {
                loop.sendRing().offer(sender, "" + i, pairs.get(i).one(), bytes("hello " + i));
            }
        });
        kernel.forgetCalls();
        loop.turn(Duration.ZERO);
    }

    private void expectAllSent(int count) {
        assertThat(told).hasSize(count).allMatch(line -> line.endsWith(" " + (6 + line.indexOf(' '))));
        for (int i = 0; i < count; i++) {
            assertThat(read(i)).isEqualTo("hello " + i);
        }
    }

    @Test
    void whatATurnSendsGoesByOneCallBeforeItEnds() {
        sendInATurn(5);
        assertThat(kernel.calls("io_uring_setup"))
                .as("of its own, and none to try")
                .isEqualTo(1);
        assertThat(kernel.calls("io_uring_enter")).isEqualTo(1);
        expectAllSent(5);
        told.clear();
        sendInATurn(5);
        assertThat(kernel.calls("io_uring_enter")).isEqualTo(1);
        assertThat(kernel.calls("sendto")).isZero();
        expectAllSent(5);
        assertThat(loop.statistics().ringCalls()).isEqualTo(2);
        assertThat(loop.statistics().ringSends()).isEqualTo(10);
        assertThat(loop.sendRing()).hasToString("sends of " + loop + " go out by io_uring");
    }

    @Test
    void theOnlySendOfATurnGoesByItself() {
        sendInATurn(1);
        assertThat(kernel.calls("sendto")).isEqualTo(1);
        assertThat(kernel.calls("io_uring_setup")).isZero();
        expectAllSent(1);
    }

    @Test
    void whatComesFromOutsideATurnIsNotLeftBehind() {
        socket();
        loop.turn(Duration.ZERO);
        loop.sendRing().offer(sender, "0", pairs.getFirst().one(), bytes("hello 0"));
        loop.turn(Duration.ZERO);
        expectAllSent(1);
    }

    @Test
    void moreThanThereIsRoomForGoInSeveralCalls() {
        sendInATurn(PLACES + 2);
        assertThat(kernel.calls("io_uring_enter")).isEqualTo(2);
        expectAllSent(PLACES + 2);
    }

    @Test
    void eachIsToldOfItsOwn() {
        for (int i = 0; i < 4; i++) {
            socket();
        }
        pairs.get(1).other().close();
        ByteBuffer filling = ByteBuffer.allocateDirect(64 * 1024);
        while (pairs.get(2).one().send(filling.clear(), 0) > 0) {}
        sendInATurn(4);
        assertThat(told).containsExactly("0 7", "1 EPIPE", "2 0", "3 7");
        told.clear();
        sendInATurn(4);
        assertThat(told).as("and nothing of the last turn").containsExactly("0 7", "1 EPIPE", "2 0", "3 7");
    }

    @Test
    void whereItIsRefusedEachGoesByACallAndOneLineSaysWhy() {
        for (Errno reason : List.of(Errno.EPERM, Errno.ENOSYS, Errno.ENOMEM)) {
            try (EventLoop other = open(SendRing.Use.WHERE_IT_WORKS)) {
                EventLoop former = loop;
                loop = other;
                kernel.failNext("io_uring_setup", reason);
                told.clear();
                sendInATurn(3);
                assertThat(kernel.calls("sendto")).isEqualTo(3);
                expectAllSent(3);
                assertThat(loop.sendRing().toString())
                        .contains("by a call each", reason.name())
                        .doesNotContain("\n");
                assertThat(loop.sendRing().isInUse()).isFalse();
                loop = former;
            }
        }
    }

    @Test
    void withoutADescriptorForItALaterTurnTriesAgain() {
        for (Errno reason : List.of(Errno.EMFILE, Errno.ENFILE)) {
            told.clear();
            kernel.failNext("io_uring_setup", reason);
            sendInATurn(3);
            assertThat(kernel.calls("sendto")).isEqualTo(3);
            expectAllSent(3);
        }
        assertThat(loop.sendRing().isInUse()).isTrue();
        told.clear();
        sendInATurn(3);
        assertThat(kernel.calls("sendto")).isZero();
        expectAllSent(3);
    }

    @Test
    void refusedInTheMiddleOfItsLifeItGoesOnByCallsAndLosesNothing() {
        sendInATurn(3);
        told.clear();
        pairs.forEach(pair -> pair.other().read(ByteBuffer.allocateDirect(100)));
        kernel.failNext("io_uring_enter", Errno.EPERM);
        sendInATurn(3);
        expectAllSent(3);
        assertThat(loop.sendRing().toString()).contains("by a call each", "EPERM");
        told.clear();
        sendInATurn(3);
        assertThat(kernel.calls("io_uring_enter")).isZero();
        expectAllSent(3);
    }

    @Test
    void whatTheKernelHasNoMemoryForGoesByACall() {
        sendInATurn(3);
        told.clear();
        pairs.forEach(pair -> pair.other().read(ByteBuffer.allocateDirect(100)));
        kernel.failNext("io_uring_enter", Errno.EAGAIN);
        sendInATurn(3);
        expectAllSent(3);
        told.clear();
        sendInATurn(3);
        assertThat(kernel.calls("sendto")).as("that is over").isZero();
        expectAllSent(3);
    }

    @Test
    void aFaultCanBeLookedForWithoutTheKernelsPart() {
        loop.close();
        loop = open(SendRing.Use.BY_CALLS);
        assertThat(loop.sendRing().isInUse()).isTrue();
        sendInATurn(3);
        assertThat(kernel.calls("io_uring_setup")).isZero();
        assertThat(kernel.calls("sendto")).isEqualTo(3);
        expectAllSent(3);
    }

    @Test
    void switchedOffItIsNotInUse() {
        loop.close();
        loop = open(SendRing.Use.NEVER);
        assertThat(loop.sendRing().isInUse()).isFalse();
        assertThat(loop.sendRing().toString()).endsWith("by a call each: its options say NEVER");
    }

    @Test
    void aHandlerThatTakesItsTimeKeepsNobodysAnswerBack() {
        Socket first = socket();
        defer(Priority.FIRST, _ -> loop.sendRing().offer(sender, "0", first, bytes("hello 0")));
        defer(Priority.NORMAL, _ -> {
            long until = System.nanoTime() + 2_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
        });
        defer(Priority.LAST, _ -> told.add("looked"));
        loop.turn(Duration.ZERO);
        assertThat(told).containsExactly("0 7", "looked");
    }

    private void defer(int priority, DeferSource.Handler handler) {
        DeferSource source = loop.defer("p" + priority, handler);
        source.priority(priority);
        source.schedule();
    }

    @Test
    void itsEndSendsWhatIsInFlightAndLeavesNothing() {
        OpenDescriptors before = OpenDescriptors.list();
        EventLoop former = loop;
        loop = open(SendRing.Use.WHERE_IT_WORKS);
        sendInATurn(2);
        told.clear();
        pairs.forEach(pair -> pair.other().read(ByteBuffer.allocateDirect(100)));
        loop.sendRing().offer(sender, "0", pairs.get(0).one(), bytes("hello 0"));
        loop.sendRing().offer(sender, "1", pairs.get(1).one(), bytes("hello 1"));
        loop.close();
        loop = former;
        expectAllSent(2);
        pairs.forEach(SocketPair::close);
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
    }

    @Test
    void allocatesNothingOnceWarm() throws Exception {
        binding.close(); // the script counts, and that takes memory
        Socket[] sockets = {socket(), socket(), socket()};
        ByteBuffer piece = bytes("hello");
        ByteBuffer read = ByteBuffer.allocateDirect(100);
        long[] landed = new long[1];
        SendRing.Sender<Socket> counting = new SendRing.Sender<>() {
            @Override
            public void landed(Socket of, int count) {
                landed[0] += count;
            }

            @Override
            public void lost(Socket of, LinuxException cause) {
                throw cause;
            }
        };
        long least = Allocations.downTo(0, () -> {
            for (int turn = 0; turn < 2_000; turn++) {
                for (Socket socket : sockets) {
                    loop.sendRing().offer(counting, socket, socket, piece);
                }
                loop.sendRing().submit();
                for (int i = 0; i < sockets.length; i++) {
                    pairs.get(i).other().read(read.clear());
                }
            }
        });
        assertThat(least).isZero();
        assertThat(landed[0]).isPositive();
    }
}
