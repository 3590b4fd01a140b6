package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What level, edge, one-shot and exclusive each promise. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EpollTriggerTest {
    private final Epoll epoll = Epoll.open(8);
    private final Pipe pipe = Pipe.open();

    @AfterEach
    void close() {
        pipe.close();
        epoll.close();
    }

    private void write(int bytes) {
        assertThat(pipe.writer().write(ByteBuffer.allocateDirect(bytes))).isEqualTo(bytes);
    }

    private int read(int bytes) {
        return pipe.reader().read(ByteBuffer.allocateDirect(bytes));
    }

    @Test
    void levelReportsAsLongAsSomethingIsThere() {
        epoll.add(pipe.reader(), Epoll.IN, 1);
        write(2);
        assertThat(epoll.await(0)).isEqualTo(1);
        read(1);
        assertThat(epoll.await(0)).isEqualTo(1);
        read(1);
        assertThat(epoll.await(0)).isZero();
    }

    @Test
    void edgeReportsAChangeOnceEvenIfMuchIsLeft() {
        epoll.add(pipe.reader(), Epoll.IN | Epoll.EDGE, 1);
        write(2);
        assertThat(epoll.await(0)).isEqualTo(1);
        read(1);
        assertThat(epoll.await(0)).as("a byte is left, but nothing changed").isZero();
        write(1);
        assertThat(epoll.await(0)).isEqualTo(1);
    }

    @Test
    void edgeReportsWhatWasThereBefore() {
        write(1);
        epoll.add(pipe.reader(), Epoll.IN | Epoll.EDGE, 1);
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(epoll.await(0)).isZero();
        epoll.modify(pipe.reader(), Epoll.IN | Epoll.EDGE, 2);
        assertThat(epoll.await(0)).as("a change of interest looks again").isEqualTo(1);
        assertThat(epoll.dataOf(0)).isEqualTo(2);
    }

    @Test
    void oneShotReportsOnceUntilItIsArmedAgain() {
        epoll.add(pipe.reader(), Epoll.IN | Epoll.ONESHOT, 1);
        write(1);
        assertThat(epoll.await(0)).isEqualTo(1);
        write(1);
        assertThat(epoll.await(0)).isZero();
        pipe.writer().close();
        assertThat(epoll.await(0)).as("not even the end is reported").isZero();
        epoll.modify(pipe.reader(), Epoll.IN | Epoll.ONESHOT, 1);
        assertThat(epoll.await(0)).as("nothing was lost").isEqualTo(1);
        assertThat(epoll.eventsOf(0)).isEqualTo(Epoll.IN | Epoll.HUP);
    }

    @Test
    void hangUpIsReportedWithoutAnyInterest() {
        epoll.add(pipe.reader(), 0, 1);
        assertThat(epoll.await(0)).isZero();
        pipe.writer().close();
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(epoll.eventsOf(0)).isEqualTo(Epoll.HUP);
    }

    @Test
    void aWriterWithoutReaderHasAnError() {
        epoll.add(pipe.writer(), 0, 1);
        pipe.reader().close();
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(epoll.eventsOf(0)).isEqualTo(Epoll.ERR);
    }

    @Test
    void exclusiveWakesOneWaiterAtLeast() throws Exception {
        try (EventFd counter = EventFd.open();
                Epoll other = Epoll.open(1)) {
            epoll.add(counter, Epoll.IN | Epoll.EXCLUSIVE, 1);
            other.add(counter, Epoll.IN | Epoll.EXCLUSIVE, 2);
            TestThread<Integer> first = TestThread.running(() -> epoll.await(-1));
            TestThread<Integer> second = TestThread.running(() -> other.await(-1));
            first.awaitBlockedOn(epoll.number());
            second.awaitBlockedOn(other.number());
            counter.add(1);
            CompletableFuture<Void> one = CompletableFuture.runAsync(() -> awaitEither(first, second));
            one.get(60, TimeUnit.SECONDS);
            counter.add(1); // whoever was spared before is first in the line now
            assertThat(first.join()).isEqualTo(1);
            assertThat(second.join()).isEqualTo(1);
        }
    }

    private static void awaitEither(TestThread<?> first, TestThread<?> second) {
        while (!first.isDone() && !second.isDone()) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {Epoll.IN, Epoll.OUT, Epoll.IN | Epoll.OUT, Epoll.IN | Epoll.EDGE, Epoll.IN | Epoll.ERR | Epoll.HUP})
    void exclusiveGoesWithReadingWritingAndEdges(int interest) {
        epoll.add(pipe.reader(), interest | Epoll.EXCLUSIVE, 1);
        epoll.remove(pipe.reader());
    }

    @ParameterizedTest
    @ValueSource(ints = {Epoll.ONESHOT, Epoll.RDHUP, Epoll.PRI})
    void exclusiveRefusesWhatTheKernelWouldRefuseWithTheRule(int mask) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> epoll.add(pipe.reader(), Epoll.IN | Epoll.EXCLUSIVE | mask, 1))
                .withMessageContaining("EPOLLEXCLUSIVE does not go with EPOLL");
    }

    @Test
    void exclusiveRefusesAnotherEpoll() {
        try (Epoll inner = Epoll.open(1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> epoll.add(inner, Epoll.IN | Epoll.EXCLUSIVE, 1))
                    .withMessageContaining("epoll descriptor");
        }
    }

    @Test
    void exclusiveCanOnlyBeAdded() {
        epoll.add(pipe.reader(), Epoll.IN, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> epoll.modify(pipe.reader(), Epoll.IN | Epoll.EXCLUSIVE, 1))
                .withMessageContaining("remove");
    }

    @Test
    void whatWasAddedAsExclusiveIsNotModified() {
        epoll.add(pipe.reader(), Epoll.IN | Epoll.EXCLUSIVE, 1);
        assertThatThrownBy(() -> epoll.modify(pipe.reader(), Epoll.IN, 1))
                .hasMessageStartingWith("epoll_ctl(MOD, " + pipe.reader() + "): EINVAL (Invalid argument)");
    }
}
