package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.IoUringH;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IoUringTest {
    private static final int REQUESTS = 8;
    private static final long SOON_NANOS = 5_000_000;

    private final List<Fd> opened = new ArrayList<>();
    /** What is sent, reachable until it was. */
    private final List<ByteBuffer> kept = new ArrayList<>();

    private IoUring ring;

    @BeforeEach
    void open() {
        assumeTrue(KernelFeature.IO_URING.isThere(), "this kernel or its sandbox has no io_uring");
        ring = IoUring.open(REQUESTS, 2 * REQUESTS);
        opened.add(ring);
    }

    @AfterEach
    void close() {
        opened.forEach(Fd::close);
    }

    private SocketPair pair() {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        opened.add(pair.one());
        opened.add(pair.other());
        return pair;
    }

    private ByteBuffer bytes(String text) {
        byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer bytes = ByteBuffer.allocateDirect(ascii.length).put(ascii).flip();
        kept.add(bytes);
        return bytes;
    }

    private static String read(Socket from) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1 << 20);
        from.read(buffer);
        return StandardCharsets.US_ASCII.decode(buffer.flip()).toString();
    }

    private List<String> completions() {
        List<String> told = new ArrayList<>();
        while (ring.next()) {
            told.add(ring.token() + ":" + ring.result());
        }
        return told;
    }

    @Test
    void manySendsGoByOneCallAndTellNothingIfAllIsSent() {
        List<SocketPair> pairs = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            pairs.add(pair());
            ring.send(pairs.get(i).one(), bytes("hello " + i), i);
        }
        assertThat(ring.isFull()).isTrue();
        assertThat(ring.submit()).isEqualTo(REQUESTS);
        assertThat(ring.pending()).isZero();
        assertThat(completions()).isEmpty();
        for (int i = 0; i < REQUESTS; i++) {
            assertThat(read(pairs.get(i).other())).isEqualTo("hello " + i);
        }
    }

    @Test
    void goesRoundManyTimes() {
        SocketPair pair = pair();
        for (int i = 0; i < 100 * REQUESTS; i++) {
            ring.send(pair.one(), bytes("" + i), i);
            assertThat(ring.submit()).isEqualTo(1);
            assertThat(completions()).isEmpty();
            assertThat(read(pair.other())).isEqualTo("" + i);
        }
    }

    @Test
    void aBrokenOneTellsItsErrorAndTheOthersAreSent() {
        SocketPair broken = pair();
        SocketPair whole = pair();
        broken.other().close();
        ring.send(broken.one(), bytes("lost"), 7);
        ring.send(whole.one(), bytes("kept"), 8);
        assertThat(ring.submit()).isEqualTo(2);
        assertThat(ring.next()).isTrue();
        assertThat(ring.token()).isEqualTo(7);
        assertThatThrownBy(() -> ring.sent(broken.one()))
                .isInstanceOf(LinuxException.class)
                .hasMessage("send(" + broken.one() + "): EPIPE (Broken pipe)");
        assertThat(completions()).isEmpty();
        assertThat(read(whole.other())).isEqualTo("kept");
    }

    @Test
    void whatHasNoRoomIsToldAndNeverSentLater() {
        SocketPair pair = pair();
        ByteBuffer filling = ByteBuffer.allocateDirect(64 * 1024);
        while (pair.one().send(filling.clear(), 0) > 0) {}
        ring.send(pair.one(), bytes("late"), 1);
        assertThat(ring.submit()).isEqualTo(1);
        assertThat(ring.next()).isTrue();
        assertThat(ring.sent(pair.one())).isZero();
        assertThat(ring.next()).isFalse();
        while (!read(pair.other()).isEmpty()) {}
        assertThat(ring.submit()).isZero();
        assertThat(read(pair.other())).isEmpty();
    }

    @Test
    void ofALongOneItIsToldHowMuchWasSent() {
        SocketPair pair = pair();
        ByteBuffer much = ByteBuffer.allocateDirect(8 << 20);
        ring.send(pair.one(), much, 1);
        ring.submit();
        assertThat(ring.next()).isTrue();
        int sent = ring.result();
        assertThat(sent).isBetween(1, much.capacity() - 1);
        assertThat(ring.next()).isFalse();
        int got = 0;
        int count;
        while ((count = pair.other().read(much.clear())) > 0) {
            got += count;
        }
        assertThat(got).isEqualTo(sent);
    }

    @Test
    void beyondItsRoomARequestIsRefused() {
        SocketPair pair = pair();
        for (int i = 0; i < REQUESTS; i++) {
            ring.send(pair.one(), bytes("x"), i);
        }
        assertThatIllegalStateException()
                .isThrownBy(() -> ring.send(pair.one(), bytes("x"), 0))
                .withMessageEndingWith("is full: submit first");
        assertThat(ring.submit()).isEqualTo(REQUESTS);
    }

    @Test
    void memoryOfTheHeapIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ring.send(pair().one(), ByteBuffer.allocate(1), 0));
    }

    @Test
    void whatTheKernelHasNoMemoryForIsPutDownNoLonger() {
        SocketPair pair = pair();
        ring.send(pair.one(), bytes("never"), 0);
        FailingKernel.with(
                IoUringH.ENTER, ErrnoH.EAGAIN, () -> assertThat(ring.submit()).isZero());
        assertThat(ring.pending()).isZero();
        ring.send(pair.one(), bytes("now"), 0);
        assertThat(ring.submit()).isEqualTo(1);
        assertThat(read(pair.other())).isEqualTo("now");
    }

    @Test
    void whatTheKernelRefusesSaysWhy() {
        ring.send(pair().one(), bytes("never"), 0);
        FailingKernel.with(
                IoUringH.ENTER,
                ErrnoH.EPERM,
                () -> assertThatThrownBy(ring::submit)
                        .hasMessageContaining("io_uring_enter(" + ring + ", 1 requests)"));
        assertThat(ring.pending()).isZero();
    }

    @Test
    void aWatchTellsOnceOrAgain() {
        EventFd once = EventFd.open();
        EventFd again = EventFd.open();
        opened.add(once);
        opened.add(again);
        ring.watch(once, Epoll.IN, false, 1);
        ring.watch(again, Epoll.IN, true, 2);
        assertThat(ring.await(0)).isEqualTo(2);
        assertThat(completions()).isEmpty();
        once.add(1);
        again.add(1);
        ring.await(-1);
        assertThat(completions()).containsExactlyInAnyOrder("1:1", "2:1");
        once.add(1);
        again.add(1);
        ring.await(-1);
        assertThat(completions()).containsExactly("2:1");
        ring.unwatch(2, 3);
        ring.await(-1);
        assertThat(completions()).containsExactly("2:" + -ErrnoH.ECANCELED);
        ring.unwatch(2, 3);
        ring.await(-1);
        assertThat(completions()).containsExactly("3:" + -ErrnoH.ENOENT);
    }

    @Test
    void aWaitEndsWithItsTime() {
        long begun = System.nanoTime();
        ring.await(SOON_NANOS);
        assertThat(System.nanoTime() - begun).isGreaterThanOrEqualTo(SOON_NANOS);
        assertThat(completions()).isEmpty();
    }

    @Test
    void moreCompletionsThanThereIsRoomForComeAllTheSame() {
        List<EventFd> counters = new ArrayList<>();
        for (int i = 0; i < 5 * REQUESTS; i++) {
            EventFd counter = EventFd.open();
            opened.add(counter);
            counters.add(counter);
            ring.watch(counter, Epoll.IN, false, i);
            ring.await(0);
        }
        counters.forEach(counter -> counter.add(1));
        List<String> told = new ArrayList<>();
        do {
            ring.await(0);
            told.addAll(completions());
        } while (ring.overflows());
        assertThat(told).hasSize(5 * REQUESTS).doesNotHaveDuplicates();
    }

    @Test
    void itsCloseLeavesNothingAndEndsWhatIsWatched() {
        OpenDescriptors before = OpenDescriptors.list();
        IoUring other = IoUring.open(REQUESTS, REQUESTS);
        assertThat(other.isCloseOnExec()).isTrue();
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        other.watch(pair.one(), Epoll.IN, true, 1);
        other.await(0);
        other.close();
        pair.one().close();
        while (pair.other().read(ByteBuffer.allocateDirect(1)) != StreamFd.END) {
            Thread.onSpinWait(); // the kernel ends a ring a little later
        }
        pair.other().close();
        assertThat(OpenDescriptors.list().since(before).toString()).isEmpty();
        assertThatIllegalStateException().isThrownBy(other::submit);
        assertThatIllegalStateException().isThrownBy(other::next);
    }
}
