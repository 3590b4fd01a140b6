package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.EventFd.Flag;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventFdTest {
    private static final Set<Flag> SEMAPHORE = EnumSet.of(Flag.SEMAPHORE, Flag.NONBLOCK);

    static Stream<Set<Flag>> everyMixOfFlags() {
        Flag[] flags = Flag.values();
        return IntStream.range(0, 1 << flags.length).mapToObj(bits -> {
            Set<Flag> mix = EnumSet.noneOf(Flag.class);
            IntStream.range(0, flags.length).filter(i -> (bits & 1 << i) != 0).forEach(i -> mix.add(flags[i]));
            return mix;
        });
    }

    @ParameterizedTest
    @MethodSource("everyMixOfFlags")
    void everyMixOfFlagsIsReallySet(Set<Flag> flags) {
        try (EventFd counter = EventFd.open(7, flags)) {
            assertThat(counter.isCloseOnExec()).isEqualTo(flags.contains(Flag.CLOEXEC));
            assertThat(counter.isNonBlocking()).isEqualTo(flags.contains(Flag.NONBLOCK));
            assertThat(counter.isSemaphore()).isEqualTo(flags.contains(Flag.SEMAPHORE));
            assertThat(counter.read()).isEqualTo(flags.contains(Flag.SEMAPHORE) ? 1 : 7);
        }
    }

    @Test
    void aNewCounterIsZeroNonBlockingAndCloseOnExec() {
        try (EventFd counter = EventFd.open()) {
            assertThat(counter.read()).isZero();
            assertThat(counter.isNonBlocking()).isTrue();
            assertThat(counter.isCloseOnExec()).isTrue();
            assertThat(counter.isSemaphore()).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x7FFF_FFFFL, 0x8000_0000L, 0xFFFF_FFFFL})
    void startsWithItsInitialValue(long initial) {
        try (EventFd counter = EventFd.open(initial, EnumSet.of(Flag.NONBLOCK))) {
            assertThat(counter.read()).isEqualTo(initial);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 0x1_0000_0000L, Long.MAX_VALUE, Long.MIN_VALUE})
    void refusesAnInitialValueTheKernelWouldCut(long initial) {
        assertThatThrownBy(() -> EventFd.open(initial, EnumSet.noneOf(Flag.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4294967295");
    }

    @Test
    void readingTakesTheSumAndLeavesZero() {
        try (EventFd counter = EventFd.open()) {
            assertThat(counter.add(1)).isTrue();
            assertThat(counter.add(2)).isTrue();
            assertThat(counter.add(16)).isTrue();
            assertThat(counter.read()).isEqualTo(19);
            assertThat(counter.read()).isZero();
        }
    }

    @Test
    void aSemaphoreGivesExactlyThePermitsAddedAndThenNothing() {
        try (EventFd counter = EventFd.open(2, SEMAPHORE)) {
            counter.add(3);
            int permits = 0;
            while (counter.read() == 1) {
                permits++;
            }
            assertThat(permits).isEqualTo(5);
            assertThat(counter.read()).isZero();
            counter.add(1);
            assertThat(counter.read()).isEqualTo(1);
        }
    }

    @Test
    void holdsTheGreatestValue() {
        try (EventFd counter = EventFd.open()) {
            assertThat(counter.add(EventFd.MAX_VALUE)).isTrue();
            assertThat(Long.toUnsignedString(counter.read())).isEqualTo("18446744073709551614");
        }
    }

    @Test
    void anAddThatWouldOverflowIsRefusedAndNothingIsLost() {
        try (EventFd counter = EventFd.open()) {
            assertThat(counter.add(EventFd.MAX_VALUE - 1)).isTrue();
            assertThat(counter.add(2)).isFalse();
            assertThat(counter.add(1)).isTrue();
            assertThat(counter.add(1)).isFalse();
            assertThat(counter.read()).isEqualTo(EventFd.MAX_VALUE);
            assertThat(counter.add(2)).isTrue();
            assertThat(counter.read()).isEqualTo(2);
        }
    }

    @Test
    void refusesToAddTheOneValueTheKernelDoesNotTake() {
        try (EventFd counter = EventFd.open()) {
            assertThatThrownBy(() -> counter.add(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("2^64-1");
            assertThat(counter.read()).isZero();
        }
    }

    @Test
    void addingNothingWakesNobody() {
        try (EventFd counter = EventFd.open();
                Epoll epoll = Epoll.open(1)) {
            epoll.add(counter, Epoll.IN, 1);
            assertThat(counter.add(0)).isTrue();
            assertThat(epoll.await(0)).isZero();
            assertThat(counter.read()).isZero();
        }
    }

    @Test
    void aBlockingReadWaitsForAnAdd() throws Exception {
        try (EventFd counter = EventFd.open(0, EnumSet.of(Flag.CLOEXEC))) {
            TestThread<Long> reader = TestThread.running(counter::read);
            reader.awaitBlockedOn(counter.number());
            counter.add(42);
            assertThat(reader.join()).isEqualTo(42);
        }
    }

    @Test
    void aBlockingAddWaitsForRoom() throws Exception {
        try (EventFd counter = EventFd.open(0, EnumSet.of(Flag.CLOEXEC))) {
            counter.add(EventFd.MAX_VALUE);
            TestThread<Boolean> writer = TestThread.running(() -> counter.add(5));
            writer.awaitBlockedOn(counter.number());
            assertThat(counter.read()).isEqualTo(EventFd.MAX_VALUE);
            assertThat(writer.join()).isTrue();
            assertThat(counter.read()).isEqualTo(5);
        }
    }

    @Test
    void aCounterThatWasHandedOverSharesItsValue() {
        EventFd counter = EventFd.open(5, SEMAPHORE);
        try (EventFd adopted = EventFd.adopt(Descriptors.duplicate(counter), true)) {
            assertThat(adopted.isSemaphore()).isTrue();
            assertThat(adopted.read()).isEqualTo(1);
            adopted.add(10);
            counter.close();
            assertThat(Stream.generate(adopted::read)
                            .takeWhile(permit -> permit == 1)
                            .count())
                    .isEqualTo(14);
        }
    }

    @Test
    void aClosedCounterIsNeitherReadNorAddedTo() {
        EventFd counter = EventFd.open();
        counter.close();
        assertThatThrownBy(() -> counter.add(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(counter::read)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void aFailureOtherThanFullnessIsAnException() {
        EventFd owner = EventFd.open();
        EventFd lost = EventFd.adopt(owner.number(), false);
        owner.close();
        assertThatThrownBy(() -> lost.add(3))
                .isInstanceOf(LinuxException.class)
                .hasMessage("write(eventfd " + lost.number() + ", 3): EBADF (Bad file descriptor)");
        assertThatThrownBy(lost::read).hasMessage("read(eventfd " + lost.number() + "): EBADF (Bad file descriptor)");
    }
}
