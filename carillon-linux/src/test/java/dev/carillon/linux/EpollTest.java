package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.FcntlH;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EpollTest {
    private final Epoll epoll = Epoll.open(8);
    private final EventFd counter = EventFd.open();

    @AfterEach
    void close() {
        counter.close();
        epoll.close();
    }

    @Test
    void reportsWhatHappenedAndToWhom() {
        long data = 0xFEDC_BA98_7654_3210L;
        epoll.add(counter, Epoll.IN | Epoll.OUT, data);
        counter.add(1);
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(epoll.eventsOf(0)).isEqualTo(Epoll.IN | Epoll.OUT);
        assertThat(epoll.dataOf(0)).isEqualTo(data);
    }

    @Test
    void reportsEveryDescriptorOnceInABatch() {
        List<EventFd> counters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            EventFd next = EventFd.open(1, Set.of(EventFd.Flag.NONBLOCK));
            counters.add(next);
            epoll.add(next, Epoll.IN, 100 + i);
        }
        Set<Long> reported = new HashSet<>();
        int size = epoll.await(0);
        for (int i = 0; i < size; i++) {
            assertThat(epoll.eventsOf(i)).isEqualTo(Epoll.IN);
            reported.add(epoll.dataOf(i));
        }
        assertThat(reported).containsExactlyInAnyOrder(100L, 101L, 102L, 103L, 104L, 105L, 106L, 107L);
        counters.forEach(EventFd::close);
        assertThat(epoll.await(0))
                .as("closing the only number of a description ends its registration")
                .isZero();
    }

    @Test
    void aBatchIsNoGreaterThanTheCapacityAndTheRestFollows() {
        try (Epoll small = Epoll.open(1);
                EventFd other = EventFd.open()) {
            small.add(counter, Epoll.IN, 1);
            small.add(other, Epoll.IN, 2);
            counter.add(1);
            other.add(1);
            assertThat(small.await(0)).isEqualTo(1);
            long first = small.dataOf(0);
            assertThat(small.await(0)).isEqualTo(1);
            assertThat(small.dataOf(0)).as("round robin").isNotEqualTo(first);
        }
    }

    @Test
    void aLookReturnsAtOnceWithNothing() {
        epoll.add(counter, Epoll.IN, 1);
        assertThat(epoll.await(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 999, 50_000, 999_999, 1_000_000, 1_000_001, 20_000_000})
    void aWaitIsNeverTooShort(long nanos) {
        long start = System.nanoTime();
        assertThat(epoll.await(nanos)).isZero();
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
    }

    @Test
    void theLongestWaitIsWokenToo() throws Exception {
        epoll.add(counter, Epoll.IN, 1);
        TestThread<Integer> waiter = TestThread.running(() -> epoll.await(Long.MAX_VALUE));
        waiter.awaitBlockedOn(epoll.number());
        counter.add(1);
        assertThat(waiter.join()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void anotherThreadWakesAWaitWithoutEnd(long forEver) throws Exception {
        epoll.add(counter, Epoll.IN, 9);
        TestThread<Integer> waiter = TestThread.running(() -> epoll.await(forEver));
        waiter.awaitBlockedOn(epoll.number());
        counter.add(1);
        assertThat(waiter.join()).isEqualTo(1);
        assertThat(epoll.dataOf(0)).isEqualTo(9);
    }

    @Test
    void whatIsRegisteredDuringAWaitWakesIt() throws Exception {
        TestThread<Integer> waiter = TestThread.running(() -> epoll.await(-1));
        waiter.awaitBlockedOn(epoll.number());
        counter.add(1);
        epoll.add(counter, Epoll.IN, 3);
        assertThat(waiter.join()).isEqualTo(1);
    }

    @Test
    void addingTwiceIsNamed() {
        epoll.add(counter, Epoll.IN, 1);
        assertThatThrownBy(() -> epoll.add(counter, Epoll.IN, 1))
                .isInstanceOf(LinuxException.class)
                .hasMessage(
                        "epoll_ctl(ADD, " + counter + "): EEXIST (File exists) - the descriptor is watched already");
    }

    @Test
    void changingOrRemovingWhatIsNotWatchedIsNamed() {
        assertThatThrownBy(() -> epoll.modify(counter, Epoll.IN, 1))
                .hasMessage("epoll_ctl(MOD, " + counter + "): ENOENT (No such file or directory)");
        assertThatThrownBy(() -> epoll.remove(counter))
                .hasMessage("epoll_ctl(DEL, " + counter + "): ENOENT (No such file or directory)");
    }

    @Test
    void whatIsRemovedIsSilent() {
        epoll.add(counter, Epoll.IN, 1);
        counter.add(1);
        epoll.remove(counter);
        assertThat(epoll.await(0)).isZero();
        epoll.add(counter, Epoll.IN, 2);
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(epoll.dataOf(0)).isEqualTo(2);
    }

    @Test
    void aRegularFileIsRefusedWithTheReason(@TempDir Path directory) {
        Path path = directory.resolve("file");
        try (StreamFd file = OpenFile.open(path, "file", FcntlH.O_CREAT | FcntlH.O_RDWR)) {
            assertThatThrownBy(() -> epoll.add(file, Epoll.IN, 1))
                    .hasMessageStartingWith("epoll_ctl(ADD, " + file + "): EPERM (Operation not permitted) - ")
                    .hasMessageContaining("always ready");
        }
    }

    @Test
    void aNumberThatIsNotOpenIsNamed() {
        EventFd twin = EventFd.adopt(counter.number(), false);
        counter.close();
        assertThatThrownBy(() -> epoll.add(twin, Epoll.IN, 1))
                .hasMessageStartingWith("epoll_ctl(ADD, " + twin + "): EBADF (Bad file descriptor) - ");
    }

    @Test
    void closedObjectsNeverReachTheKernel() {
        counter.close();
        assertThatThrownBy(() -> epoll.add(counter, Epoll.IN, 1)).isInstanceOf(IllegalStateException.class);
        epoll.close();
        assertThatThrownBy(() -> epoll.await(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> epoll.await(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> epoll.await(-1)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void epollsInACircleAreRefused() {
        try (Epoll other = Epoll.open(1)) {
            epoll.add(other, Epoll.IN, 1);
            assertThatThrownBy(() -> other.add(epoll, Epoll.IN, 1))
                    .hasMessageStartingWith("epoll_ctl(ADD, " + epoll + "): ELOOP");
        }
    }

    @Test
    void anEpollWatchesAnother() {
        try (Epoll inner = Epoll.open(1)) {
            inner.add(counter, Epoll.IN, 1);
            epoll.add(inner, Epoll.IN, 2);
            assertThat(epoll.await(0)).isZero();
            counter.add(1);
            assertThat(epoll.await(0)).isEqualTo(1);
            assertThat(epoll.dataOf(0)).isEqualTo(2);
        }
    }

    @Test
    void aRegistrationOutlivesItsNumberWhileADuplicateIsOpen() {
        EventFd watched = EventFd.open();
        epoll.add(watched, Epoll.IN, 5);
        try (EventFd duplicate = EventFd.adopt(Descriptors.duplicate(watched), false)) {
            watched.close();
            duplicate.add(1);
            assertThat(epoll.await(0)).as("the stale registration").isEqualTo(1);
            assertThat(epoll.dataOf(0)).isEqualTo(5);
            assertThatThrownBy(() -> epoll.remove(duplicate)).hasMessageContaining("ENOENT");
        }
        assertThat(epoll.await(0)).isZero();
    }

    @Test
    void removingBeforeClosingLeavesNoStaleRegistration() {
        EventFd watched = EventFd.open();
        epoll.add(watched, Epoll.IN, 5);
        try (EventFd duplicate = EventFd.adopt(Descriptors.duplicate(watched), false)) {
            epoll.remove(watched);
            watched.close();
            duplicate.add(1);
            assertThat(epoll.await(0)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void refusesABatchOfNothing(int capacity) {
        assertThatIllegalArgumentException().isThrownBy(() -> Epoll.open(capacity));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 8, Integer.MAX_VALUE})
    void refusesAnEventBeyondTheBatch(int index) {
        assertThatThrownBy(() -> epoll.eventsOf(index)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> epoll.dataOf(index)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
