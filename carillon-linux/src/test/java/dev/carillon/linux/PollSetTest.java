package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.ErrnoH;
import dev.carillon.linux.ffm.FcntlH;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.PollH;
import dev.carillon.linux.ffm.SelectH;
import dev.carillon.linux.ffm.SocketH;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link Poll} and {@link Select} have in common. */
@ParameterizedClass
@EnumSource(PollSetTest.Way.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollSetTest {
    enum Way {
        POLL,
        SELECT;

        private CFunction function() {
            return this == POLL ? PollH.PPOLL : SelectH.PSELECT;
        }
    }

    private final Way way;
    private final PollSet set;
    private final EventFd counter = EventFd.open();
    private final Pipe pipe = Pipe.open();

    PollSetTest(Way way) {
        this.way = way;
        set = way == Way.POLL ? new Poll() : new Select();
    }

    @AfterEach
    void close() {
        counter.close();
        pipe.close();
    }

    @Test
    void reportsWhatIsReadyByIndex() {
        int reading = set.add(counter, PollSet.IN);
        int writing = set.add(pipe.writer(), PollSet.OUT);
        int nothing = set.add(pipe.reader(), PollSet.IN);
        counter.add(1);
        assertThat(set.await(-1)).isEqualTo(2);
        assertThat(set.eventsOf(reading)).isEqualTo(PollSet.IN);
        assertThat(set.eventsOf(writing)).isEqualTo(PollSet.OUT);
        assertThat(set.eventsOf(nothing)).isZero();
        assertThat(set.size()).isEqualTo(3);
    }

    @Test
    void whatIsNoLongerReadyIsNotReportedAgain() {
        int index = set.add(counter, PollSet.IN);
        counter.add(1);
        assertThat(set.await(0)).isEqualTo(1);
        counter.read();
        assertThat(set.await(0)).isZero();
        assertThat(set.eventsOf(index)).isZero();
    }

    @Test
    void anEmptySetOnlyLetsTimePass() {
        long start = System.nanoTime();
        assertThat(set.await(1_000_001)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_001);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 999_999, 1_000_001, 20_000_000})
    void aWaitIsNeverTooShort(long nanos) {
        set.add(counter, PollSet.IN);
        long start = System.nanoTime();
        assertThat(set.await(nanos)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE})
    void anotherThreadEndsAWait(long nanos) throws Exception {
        int index = set.add(counter, PollSet.IN);
        TestThread<Integer> waiter = TestThread.running(() -> set.await(nanos));
        counter.add(1);
        assertThat(waiter.join()).isEqualTo(1);
        assertThat(set.eventsOf(index)).isEqualTo(PollSet.IN);
    }

    @Test
    void anInterruptedWaitEndsWhenItsTimeIsOver() {
        set.add(counter, PollSet.IN);
        counter.add(1);
        long nanos = 1_000_000;
        FailingKernel.with(way.function(), ErrnoH.EINTR, () -> {
            long start = System.nanoTime();
            assertThat(set.await(nanos)).isZero();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
            assertThat(set.eventsOf(0)).isZero();
        });
        assertThat(set.await(0)).isEqualTo(1);
    }

    @Test
    void anErrorIsNamedWithTheCall() {
        set.add(counter, PollSet.IN);
        FailingKernel.with(
                way.function(),
                ErrnoH.EINVAL,
                () -> assertThatThrownBy(() -> set.await(0))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageStartingWith(way.function().name() + "(")
                        .hasMessageContaining("EINVAL"));
    }

    @Test
    void anInterestIsChangedInPlace() {
        int index = set.add(pipe.writer(), PollSet.OUT);
        assertThat(set.await(0)).isEqualTo(1);
        set.modify(index, 0);
        assertThat(set.await(0)).isZero();
        set.modify(index, PollSet.OUT);
        assertThat(set.await(0)).isEqualTo(1);
    }

    @Test
    void theLastOneTakesTheIndexOfWhatIsRemoved() {
        int first = set.add(counter, PollSet.IN);
        int second = set.add(pipe.reader(), PollSet.IN);
        int last = set.add(pipe.writer(), PollSet.OUT);
        counter.add(1);
        assertThat(set.await(0)).isEqualTo(2);
        set.remove(first);
        assertThat(set.size()).isEqualTo(2);
        assertThat(set.eventsOf(first)).as("moves with its events").isEqualTo(PollSet.OUT);
        assertThat(set.eventsOf(second)).isZero();
        assertThat(set.await(0)).isEqualTo(1);
        assertThat(set.eventsOf(first)).isEqualTo(PollSet.OUT);
        set.modify(first, 0);
        assertThat(set.await(0)).isZero();
        assertThat(set.add(counter, PollSet.IN)).isEqualTo(last);
        assertThat(set.eventsOf(last)).as("no events of the former").isZero();
    }

    @Test
    void aNumberClosedBehindItsBackIsReportedAlone() {
        EventFd broken = EventFd.open();
        int stale = set.add(broken, PollSet.IN);
        int live = set.add(counter, PollSet.IN);
        Kernel.invoke(UnistdH.CLOSE, broken.number());
        assertThat(set.await(-1)).isEqualTo(1);
        assertThat(set.eventsOf(stale)).isEqualTo(PollSet.NVAL);
        assertThat(set.eventsOf(live)).isZero();
        set.remove(stale);
        counter.add(1);
        assertThat(set.await(-1)).isEqualTo(1);
    }

    @Test
    void growsWithWhatIsAdded() {
        List<EventFd> counters = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            EventFd next = EventFd.open();
            counters.add(next);
            assertThat(set.add(next, PollSet.IN)).isEqualTo(i);
            if (i % 3 == 0) {
                next.add(1);
            }
        }
        assertThat(set.await(0)).isEqualTo(100);
        for (int i = 0; i < 300; i++) {
            assertThat(set.eventsOf(i)).as("index " + i).isEqualTo(i % 3 == 0 ? PollSet.IN : 0);
        }
        counters.forEach(Fd::close);
    }

    @Test
    void aDescriptorMayBeInTheSetForSeveralThings() {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            int reading = set.add(pair.one(), PollSet.IN);
            int writing = set.add(pair.one(), PollSet.OUT);
            assertThat(set.await(0)).isEqualTo(1);
            Expect.write(pair.other(), "x");
            assertThat(set.await(0)).isEqualTo(2);
            assertThat(set.eventsOf(reading)).isEqualTo(PollSet.IN);
            assertThat(set.eventsOf(writing)).isEqualTo(PollSet.OUT);
        }
    }

    @Test
    void aRegularFileIsAlwaysReady(@TempDir Path directory) {
        try (StreamFd file = OpenFile.open(directory.resolve("file"), "file", FcntlH.O_CREAT | FcntlH.O_RDWR)) {
            int index = set.add(file, PollSet.IN | PollSet.OUT);
            assertThat(set.await(-1)).isEqualTo(1);
            assertThat(set.eventsOf(index)).isEqualTo(PollSet.IN | PollSet.OUT);
        }
    }

    @Test
    void aDescriptorClosedMeanwhileIsReportedEvenIfItsNumberIsInUseAgain() {
        EventFd closed = EventFd.open();
        int stale = set.add(closed, PollSet.IN);
        int live = set.add(counter, PollSet.IN);
        counter.add(1);
        closed.close();
        try (EventFd successor = EventFd.open()) {
            assertThat(successor.toString()).as("the same number").isEqualTo(closed.toString());
            successor.add(1);
            assertThat(set.await(-1)).isEqualTo(2);
            assertThat(set.eventsOf(stale)).isEqualTo(PollSet.NVAL);
            assertThat(set.eventsOf(live)).isEqualTo(PollSet.IN);
            set.remove(stale);
            assertThat(set.await(0)).isEqualTo(1);
        }
    }

    @Test
    void refusesAClosedDescriptor() {
        int index = set.add(counter, PollSet.IN);
        counter.close();
        assertThatThrownBy(() -> set.add(counter, PollSet.IN)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> set.modify(index, PollSet.IN)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {Epoll.EDGE, Epoll.ONESHOT, Epoll.EXCLUSIVE, PollSet.NVAL, PollSet.ERR, PollSet.HUP})
    void refusesAnInterestItCanNotDo(int interest) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> set.add(counter, interest))
                .withMessageContaining("watches for")
                .withMessageContaining(counter.toString());
        int index = set.add(counter, PollSet.IN);
        assertThatIllegalArgumentException().isThrownBy(() -> set.modify(index, interest));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, Integer.MAX_VALUE})
    void refusesAnIndexThatNothingIsWatchedAt(int index) {
        set.add(counter, PollSet.IN);
        assertThatThrownBy(() -> set.modify(index, PollSet.IN)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> set.remove(index)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> set.eventsOf(index)).isInstanceOf(IndexOutOfBoundsException.class);
        set.remove(0);
        assertThatThrownBy(() -> set.remove(0)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void urgentDataIsExceptional() {
        try (Connection connection = Connection.over(Connection.IPV4)) {
            int index = set.add(connection.server(), PollSet.PRI);
            assertThat(set.await(0)).isZero();
            Kernel kernel = Kernel.current();
            long outOfBand = 1; // MSG_OOB
            assertThat(kernel.call(SocketH.SEND, connection.client().number(), kernel.scratch(), 1, outOfBand))
                    .isEqualTo(1);
            assertThat(set.await(-1)).isEqualTo(1);
            assertThat(set.eventsOf(index)).isEqualTo(PollSet.PRI);
        }
    }

    @Test
    void theEndOfAStreamIsReadable() {
        int index = set.add(pipe.reader(), PollSet.IN);
        pipe.writer().close();
        assertThat(set.await(-1)).isEqualTo(1);
        assertThat(set.eventsOf(index)).isEqualTo(way == Way.POLL ? PollSet.HUP : PollSet.IN);
        assertThat(pipe.reader().read(ByteBuffer.allocate(1))).isEqualTo(StreamFd.END);
    }
}
