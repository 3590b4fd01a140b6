package dev.carillon.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.ffm.CFunction;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.UnistdH;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FdTest {
    private static final int CLOSERS = 8;
    private static final int ROUNDS = 1_000;

    static Stream<Consumer<Fd>> usesOfADescriptor() {
        return Stream.of(
                Fd::number,
                Fd::isCloseOnExec,
                Fd::isNonBlocking,
                fd -> fd.closeOnExec(false),
                fd -> fd.nonBlocking(false),
                fd -> ((StreamFd) fd).available());
    }

    @ParameterizedTest
    @MethodSource("usesOfADescriptor")
    void aClosedDescriptorRefusesEveryUse(Consumer<Fd> use) {
        Pipe pipe = Pipe.open();
        use.accept(pipe.reader());
        int number = pipe.reader().number();
        pipe.close();
        assertThatThrownBy(() -> use.accept(pipe.reader()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("pipe " + number + " is closed");
    }

    @Test
    void closingGivesTheNumberBack() {
        EventFd fd = EventFd.open();
        int number = fd.number();
        assertThat(fd.isOpen()).isTrue();
        fd.close();
        assertThat(fd.isOpen()).isFalse();
        assertThat(Descriptors.isOpen(number)).isFalse();
    }

    @Test
    void closingTwiceDoesNotCloseTheNextOwnerOfTheNumber() {
        EventFd first = EventFd.open();
        int number = first.number();
        first.close();
        try (EventFd second = EventFd.open()) {
            assertThat(second.number())
                    .as("the lowest free number is used again")
                    .isEqualTo(number);
            first.close();
            assertThat(second.add(1)).isTrue();
            assertThat(second.read()).isEqualTo(1);
        }
    }

    @Test
    void manyThreadsCloseItExactlyOnce() throws Exception {
        EventFd[] shared = {EventFd.open()};
        CyclicBarrier start = new CyclicBarrier(CLOSERS);
        CyclicBarrier end = new CyclicBarrier(CLOSERS, () -> shared[0] = EventFd.open());
        List<TestThread<Boolean>> closers = new ArrayList<>();
        for (int i = 0; i < CLOSERS; i++) {
            closers.add(TestThread.running(() -> {
                for (int round = 0; round < ROUNDS; round++) {
                    closeAndKeepOneOfMyOwn(shared, start, end);
                }
                return true;
            }));
        }
        for (TestThread<Boolean> closer : closers) {
            assertThat(closer.join()).isTrue();
        }
        shared[0].close();
    }

    /** A second close(2) of the number would hit the descriptor that a thread opens right after the first. */
    private static void closeAndKeepOneOfMyOwn(EventFd[] shared, CyclicBarrier start, CyclicBarrier end)
            throws Exception {
        EventFd victim = shared[0];
        start.await();
        victim.close();
        try (EventFd mine = EventFd.open()) {
            end.await();
            assertThat(Descriptors.isOpen(mine.number())).isTrue();
            assertThat(mine.add(1)).isTrue();
            assertThat(mine.read()).isEqualTo(1);
        }
    }

    @Test
    void twoThreadsAtTheSameInstantCloseItExactlyOnce() throws Exception {
        int rounds = 20_000;
        EventFd[] shared = new EventFd[1];
        AtomicInteger turn = new AtomicInteger();
        AtomicInteger closed = new AtomicInteger();
        TestThread<Integer> other = TestThread.running(() -> closeInTurn(shared, turn, closed, rounds));
        CloseCounter counter = new CloseCounter(Kernel.current());
        Kernel.bind(counter);
        try {
            for (int round = 1; round <= rounds; round++) {
                shared[0] = EventFd.open();
                turn.set(round);
                shared[0].close();
                while (closed.get() < round) {
                    Thread.onSpinWait();
                }
            }
        } finally {
            Kernel.bind(null);
        }
        assertThat(counter.calls + other.join()).isEqualTo(rounds);
    }

    private static int closeInTurn(EventFd[] shared, AtomicInteger turn, AtomicInteger closed, int rounds) {
        CloseCounter counter = new CloseCounter(Kernel.current());
        Kernel.bind(counter);
        for (int round = 1; round <= rounds; round++) {
            while (turn.get() < round) {
                Thread.onSpinWait();
            }
            shared[0].close();
            closed.set(round);
        }
        Kernel.bind(null);
        return counter.calls;
    }

    /** Counts the close(2) of one thread, whichever number it hits. */
    private static final class CloseCounter extends Kernel {
        private final Kernel real;
        private int calls;

        CloseCounter(Kernel real) {
            this.real = real;
        }

        @Override
        public long call(CFunction function, long a, long b, long c, long d, long e, long f) {
            if (function.equals(UnistdH.CLOSE)) {
                calls++;
                real.call(function, a, b, c, d, e, f);
                return 0; // a second close(2) shall be counted, not end the thread with EBADF
            }
            return real.call(function, a, b, c, d, e, f);
        }
    }

    @Test
    void descriptorsThatAreOpenHaveDifferentNumbers() {
        Set<Integer> numbers = new HashSet<>();
        List<Fd> open = List.of(EventFd.open(), Epoll.open(1), TimerFd.open(Clock.MONOTONIC), EventFd.open());
        open.forEach(fd -> numbers.add(fd.number()));
        open.forEach(Fd::close);
        assertThat(numbers).hasSameSizeAs(open);
    }

    @Test
    void refusesANegativeNumber() {
        assertThatThrownBy(() -> EventFd.adopt(-1, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void closeOnExecAndNonBlockingCanBeChangedOneByOne() {
        try (EventFd fd = EventFd.open()) {
            fd.closeOnExec(false);
            assertThat(fd.isCloseOnExec()).isFalse();
            assertThat(fd.isNonBlocking()).isTrue();
            fd.nonBlocking(false);
            fd.closeOnExec(true);
            assertThat(fd.isCloseOnExec()).isTrue();
            assertThat(fd.isNonBlocking()).isFalse();
            fd.nonBlocking(true);
            assertThat(fd.isNonBlocking()).isTrue();
        }
    }

    @Test
    void everyKindIsCreatedCloseOnExecAndWhereItIsPolledNonBlocking() {
        Pipe pipe = Pipe.open();
        List<Fd> all = List.of(
                EventFd.open(),
                TimerFd.open(Clock.MONOTONIC),
                SignalFd.open(Set.of(Signal.USR1)),
                pipe.reader(),
                pipe.writer());
        try (Epoll epoll = Epoll.open(1)) {
            assertThat(all).allMatch(Fd::isCloseOnExec).allMatch(Fd::isNonBlocking);
            assertThat(epoll.isCloseOnExec()).isTrue();
        } finally {
            all.forEach(Fd::close);
        }
    }

    @Test
    void isNamedByKindAndNumberAlsoWhenClosed() {
        EventFd fd = EventFd.open();
        String name = "eventfd " + fd.number();
        assertThat(fd).hasToString(name);
        fd.close();
        assertThat(fd).hasToString(name);
    }

    @Test
    void closingANumberThatIsNotOpenIsReported() {
        EventFd owner = EventFd.open();
        EventFd impostor = EventFd.adopt(owner.number(), false);
        owner.close();
        assertThatThrownBy(impostor::close)
                .isInstanceOf(LinuxException.class)
                .hasMessage("close(" + impostor + "): EBADF (Bad file descriptor)");
    }

    @Test
    void aCallThatTheFileDoesNotKnowIsNamedInTheMessage() {
        try (EventFd counter = EventFd.open();
                StreamFd stranger = StreamFd.adopt(Descriptors.duplicate(counter), "stranger")) {
            assertThatThrownBy(stranger::available)
                    .hasMessageStartingWith("ioctl(" + stranger + ", FIONREAD): ")
                    .hasMessageContaining("ENOTTY");
        }
    }
}
