package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.SignalFd;
import dev.carillon.linux.Signals;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.TimeSpec;
import dev.carillon.linux.TimerFd;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Errors of the kernel that cannot be had from a healthy machine, and what the kernel classes make of them. */
class ScriptedErrorsTest {
    private static final TimeSpec HOUR = TimeSpec.of(Duration.ofHours(1));

    static Stream<Callable<?>> everythingThatMakesADescriptor() {
        return Stream.of(
                EventFd::open,
                () -> TimerFd.open(Clock.MONOTONIC),
                () -> SignalFd.open(Set.of(Signal.USR1)),
                () -> Epoll.open(1),
                Pipe::open,
                Pipe::openBlocking);
    }

    @ParameterizedTest
    @MethodSource("everythingThatMakesADescriptor")
    void aFullDescriptorTableIsNamedAndLeavesNothing(Callable<?> factory) throws Exception {
        try (var _ = LeakCheck.start()) {
            ScriptedKernel.seeded(1)
                    .exhaustNext(1, Errno.EMFILE)
                    .run(() -> assertThatThrownBy(factory::call)
                            .isInstanceOf(LinuxException.class)
                            .hasMessageContaining("): EMFILE (Too many open files)")
                            .extracting(failure -> ((LinuxException) failure).errno())
                            .isEqualTo(Errno.EMFILE));
        }
    }

    @Test
    void aClockThatWasSetIsReportedByTheRead() throws Exception {
        try (TimerFd timer = TimerFd.open(Clock.REALTIME)) {
            timer.armAt(new TimeSpec(4_000_000_000L, 0), TimeSpec.ZERO, true);
            ScriptedKernel.seeded(1).failNext("read", Errno.ECANCELED).run(() -> {
                assertThat(timer.read()).isEqualTo(TimerFd.CLOCK_WAS_SET);
                assertThat(timer.read()).as("said once").isZero();
            });
            assertThat(timer.remaining()).as("still armed").isNotEqualTo(TimeSpec.ZERO);
        }
    }

    @Test
    void armingAfterTheClockWasSetIsNoError() throws Exception {
        try (TimerFd timer = TimerFd.open(Clock.REALTIME)) {
            ScriptedKernel.seeded(1)
                    .failNext("timerfd_settime", Errno.ECANCELED)
                    .run(() -> timer.armAt(HOUR, TimeSpec.ZERO, true));
        }
    }

    @Test
    void anotherErrorOfArmingIsReported() throws Exception {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
            ScriptedKernel.seeded(1)
                    .failNext("timerfd_settime", Errno.EINVAL)
                    .run(() -> assertThatThrownBy(() -> timer.arm(HOUR, HOUR))
                            .hasMessage("timerfd_settime(" + timer + ", MONOTONIC): EINVAL (Invalid argument)"));
        }
    }

    @Test
    void anAlarmClockWithoutThePrivilegeSaysWhichItNeeds() throws Exception {
        ScriptedKernel.seeded(1)
                .failNext("timerfd_create", Errno.EPERM)
                .run(() -> assertThatThrownBy(() -> TimerFd.open(Clock.BOOTTIME_ALARM))
                        .hasMessageContaining("BOOTTIME_ALARM")
                        .hasMessageContaining("EPERM")
                        .hasMessageContaining("CAP_WAKE_ALARM"));
    }

    @Test
    void anInterruptedTimerAndSignalReadIsRepeated() throws Exception {
        try (TimerFd timer = TimerFd.open(Clock.MONOTONIC);
                SignalFd signals = SignalFd.open(Set.of(Signal.realTime(9)))) {
            timer.armAtNanos(1);
            ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("read", Errno.EINTR, 3);
            kernel.run(() -> assertThat(timer.read()).isEqualTo(1));
            kernel.failNext("read", Errno.EINTR, 3)
                    .run(() -> assertThat(signals.read()).isNull());
            assertThat(kernel.calls("read")).isEqualTo(8);
        }
    }

    @Test
    void anInterruptedOpenIsRepeated(@TempDir Path directory) throws Exception {
        Path fifo = directory.resolve("fifo");
        ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("open", Errno.EINTR, 5);
        kernel.run(() -> {
            Pipe.makeFifo(fifo, 0600);
            Pipe.openFifo(fifo).close();
        });
        assertThat(kernel.calls("open")).isEqualTo(6);
    }

    @Test
    void anInterruptedCloseIsNoError() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("close", Errno.EINTR);
        kernel.run(() -> EventFd.open().close());
        assertThat(kernel.calls("close")).isEqualTo(1);
    }

    @Test
    void anErrorOfCloseIsReportedButTheNumberIsGone() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("close", Errno.EIO);
        EventFd counter = EventFd.open();
        kernel.run(() -> {
            assertThatThrownBy(counter::close).hasMessage("close(" + counter + "): EIO (Input/output error)");
            counter.close();
        });
        assertThat(counter.isOpen()).isFalse();
        assertThat(kernel.calls("close")).isEqualTo(1);
    }

    @Test
    void aPipeWhoseFirstEndFailsToCloseClosesTheOther() throws Exception {
        Pipe pipe = Pipe.open();
        ScriptedKernel.seeded(1)
                .failNext("close", Errno.EIO)
                .run(() -> assertThatThrownBy(pipe::close).hasMessageContaining("EIO"));
        assertThat(pipe.writer().isOpen()).isFalse();
    }

    @Test
    void anInputErrorOfAStreamIsReported() throws Exception {
        try (Pipe pipe = Pipe.open()) {
            ScriptedKernel.seeded(1)
                    .failNext("read", Errno.EIO)
                    .failNext("writev", Errno.EIO)
                    .run(() -> {
                        assertThatThrownBy(() -> pipe.reader().read(ByteBuffer.allocate(1)))
                                .hasMessage("read(" + pipe.reader() + "): EIO (Input/output error)");
                        assertThatThrownBy(() -> pipe.writer().write(new ByteBuffer[] {ByteBuffer.allocateDirect(1)}))
                                .hasMessage("writev(" + pipe.writer() + "): EIO (Input/output error)");
                    });
        }
    }

    @Test
    void everyByteCrossesAPipeWhateverTheKernelDoes() {
        AtomicLong faults = new AtomicLong();
        Seeds.forAll(30, seed -> {
            ScriptedKernel kernel = ScriptedKernel.seeded(seed)
                    .interrupting(0.3)
                    .shortening(0.7)
                    .refusing(0.3);
            kernel.run(() -> {
                try (Pipe pipe = Pipe.open()) {
                    copyThrough(pipe, 500_000);
                }
            });
            faults.addAndGet(kernel.faults());
        });
        assertThat(faults).hasPositiveValue();
    }

    private static void copyThrough(Pipe pipe, int size) {
        ByteBuffer from = ByteBuffer.allocateDirect(size);
        for (int i = 0; i < size; i++) {
            from.put(i, (byte) (i * 31));
        }
        ByteBuffer into = ByteBuffer.allocateDirect(size);
        while (into.hasRemaining()) {
            if (from.hasRemaining()) {
                pipe.writer().write(from);
            }
            assertThat(pipe.reader().read(into)).isNotEqualTo(StreamFd.END);
        }
        assertThat(into.flip()).isEqualTo(from.flip());
    }

    @Test
    void anErrorOfPthreadsIsReported() throws Exception {
        ScriptedKernel.seeded(1)
                .failNext("pthread_sigmask", Errno.EINVAL)
                .run(() -> assertThatThrownBy(() -> Signals.block(List.of(Signal.USR1)))
                        .hasMessage("pthread_sigmask(): EINVAL (Invalid argument)"));
    }

    @Test
    void aFullSignalQueueIsAnAnswerAndNotAnError() throws Exception {
        ScriptedKernel.seeded(1)
                .failNext("sigqueue", Errno.EAGAIN)
                .failNext("sigqueue", Errno.EPERM)
                .run(() -> {
                    long self = ProcessHandle.current().pid();
                    assertThat(Signals.queue(self, Signal.realTime(5), 1)).isFalse();
                    assertThatThrownBy(() -> Signals.queue(self, Signal.realTime(5), 1))
                            .hasMessage("sigqueue(" + self + ", RTMIN+5): EPERM (Operation not permitted)");
                });
    }
}
