package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.linux.TimerFd;
import dev.carillon.linux.ffm.Kernel;
import dev.carillon.linux.ffm.UnistdH;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptedKernelTest {
    private static ByteBuffer direct(int size) {
        return ByteBuffer.allocateDirect(size);
    }

    @Test
    void doesNothingWrongUnlessTold() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (Pipe pipe = Pipe.open()) {
                assertThat(pipe.writer().write(direct(10_000))).isEqualTo(10_000);
                assertThat(pipe.reader().read(direct(10_000))).isEqualTo(10_000);
            }
        });
        assertThat(kernel.faults()).isZero();
        assertThat(kernel.lastFaults()).isEmpty();
    }

    @Test
    void countsCallsByName() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (EventFd counter = EventFd.open()) {
                counter.add(1);
                counter.add(1);
                counter.read();
            }
        });
        assertThat(kernel.calls("eventfd")).isEqualTo(1);
        assertThat(kernel.calls("write")).isEqualTo(2);
        assertThat(kernel.calls("read")).isEqualTo(1);
        assertThat(kernel.calls("close")).isEqualTo(1);
        assertThat(kernel.calls("epoll_ctl")).isZero();
        assertThat(kernel.calls()).isEqualTo(5);
        kernel.forgetCalls();
        assertThat(kernel.calls()).isZero();
    }

    @Test
    void bindsItselfToTheCallingThreadOnlyAndGivesTheRealKernelBack() throws Exception {
        Kernel real = Kernel.current();
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        List<Kernel> seen = new ArrayList<>();
        try (var _ = kernel.bind()) {
            seen.add(Kernel.current());
            Thread other = Thread.ofPlatform().start(() -> seen.add(Kernel.current()));
            other.join();
        }
        assertThat(seen.get(0)).isInstanceOf(FaultyKernel.class);
        assertThat(seen.get(1)).isNotInstanceOf(FaultyKernel.class);
        assertThat(Kernel.current()).isSameAs(real);
    }

    @Test
    void givesTheRealKernelBackWhenTheBodyFailsAndNamesTheSeed() {
        Kernel real = Kernel.current();
        IllegalArgumentException failure = new IllegalArgumentException("broken");
        assertThatThrownBy(() -> ScriptedKernel.seeded(4711).run(() -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(failure.getSuppressed()[0]).hasMessageContaining("seeded 4711");
        assertThat(Kernel.current()).isSameAs(real);
    }

    @Test
    void bindingsNest() throws Exception {
        ScriptedKernel outer = ScriptedKernel.seeded(1);
        ScriptedKernel inner = ScriptedKernel.seeded(2);
        outer.run(() -> {
            inner.run(() -> EventFd.open().close());
            EventFd.open().close();
        });
        assertThat(outer.calls("eventfd")).isEqualTo(2);
        assertThat(inner.calls("eventfd")).isEqualTo(1);
    }

    @Test
    void nestedBindingsAreClosedInTheReverseOrder() {
        KernelBinding outer = ScriptedKernel.seeded(1).bind();
        KernelBinding inner = ScriptedKernel.seeded(2).bind();
        assertThatIllegalStateException().isThrownBy(outer::close).withMessageContaining("reverse order");
        inner.close();
        outer.close();
    }

    @Test
    void servesOneThreadAtATime() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        KernelBinding binding = kernel.bind();
        assertThatIllegalStateException().isThrownBy(kernel::bind).withMessageContaining("one thread");
        List<Throwable> thrown = new ArrayList<>();
        Thread other = Thread.ofPlatform().start(() -> thrown.add(catchThrowable(binding::close)));
        other.join();
        assertThat(thrown).first().isInstanceOf(IllegalStateException.class);
        binding.close();
        binding.close();
        Thread later =
                Thread.ofPlatform().start(kernel.bound(() -> EventFd.open().close()));
        later.join();
        assertThat(kernel.calls("eventfd")).isEqualTo(1);
    }

    @Test
    void failsTheNextCallsOfAName() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("eventfd", Errno.EMFILE, 2);
        kernel.run(() -> {
            assertThatThrownBy(EventFd::open).hasMessageContaining("EMFILE");
            TimerFd.open(Clock.MONOTONIC).close();
            assertThatThrownBy(EventFd::open).hasMessageContaining("EMFILE");
            EventFd.open().close();
        });
        assertThat(kernel.faults()).isEqualTo(2);
        assertThat(kernel.lastFaults()).allMatch(fault -> fault.contains("eventfd") && fault.contains("EMFILE"));
    }

    @Test
    void failsOneCallAfterOthersWentThrough() throws Exception {
        ScriptedKernel.seeded(1).failAfter(2, "eventfd", Errno.ENFILE).run(() -> {
            EventFd.open().close();
            EventFd.open().close();
            assertThatThrownBy(EventFd::open).hasMessageContaining("ENFILE");
            EventFd.open().close();
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"EMFILE", "ENFILE"})
    void runsOutOfDescriptorsForAnyKind(Errno errno) throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1).exhaustNext(3, errno);
        kernel.run(() -> {
            assertThatThrownBy(EventFd::open).hasMessageContaining(errno.name());
            assertThatThrownBy(Pipe::open).hasMessageContaining(errno.name());
            assertThatThrownBy(() -> TimerFd.open(Clock.MONOTONIC)).hasMessageContaining(errno.name());
            EventFd.open().close();
        });
    }

    @Test
    void runsOutOfDescriptorsByChance() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(5).exhausting(0.5);
        int[] opened = {0};
        kernel.run(() -> {
            for (int i = 0; i < 100; i++) {
                try {
                    EventFd.open().close();
                    opened[0]++;
                } catch (LinuxException e) {
                    assertThat(e.errno()).isEqualTo(Errno.EMFILE);
                }
            }
        });
        assertThat(opened[0]).isBetween(1, 99);
        assertThat(kernel.faults()).isEqualTo(100 - opened[0]);
    }

    @Test
    void anInterruptedCloseHasClosed() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("close", Errno.EINTR);
        kernel.run(() -> {
            EventFd first = EventFd.open();
            int number = first.number();
            first.close();
            try (EventFd second = EventFd.open()) {
                assertThat(second.number()).isEqualTo(number);
            }
        });
        assertThat(kernel.calls("close")).as("close(2) is never repeated").isEqualTo(2);
    }

    @Test
    void interruptedReadsAndWritesAreRepeated() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(7).interrupting(0.5);
        kernel.run(() -> {
            try (EventFd counter = EventFd.open();
                    Pipe pipe = Pipe.open()) {
                for (int i = 1; i <= 100; i++) {
                    assertThat(counter.add(i)).isTrue();
                    assertThat(counter.read()).isEqualTo(i);
                    assertThat(pipe.writer().write(direct(i))).isEqualTo(i);
                    assertThat(pipe.reader().read(direct(i + 1))).isEqualTo(i);
                }
            }
        });
        assertThat(kernel.faults()).isPositive();
        assertThat(kernel.lastFaults()).anyMatch(fault -> fault.endsWith("EINTR"));
    }

    @Test
    void shortTransfersLoseNoByte() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(8).shortening(1);
        kernel.run(() -> {
            try (Pipe pipe = Pipe.open()) {
                ByteBuffer from = direct(60_000);
                while (from.hasRemaining()) {
                    assertThat(pipe.writer().write(from)).isPositive();
                }
                int reads = 0;
                ByteBuffer into = direct(60_000);
                while (into.hasRemaining()) {
                    assertThat(pipe.reader().read(into)).isPositive();
                    reads++;
                }
                assertThat(reads).isGreaterThan(1);
            }
        });
        assertThat(kernel.lastFaults()).allMatch(fault -> fault.endsWith("short"));
    }

    @Test
    void anAtomicWriteToAPipeIsNotCut() throws Exception {
        ScriptedKernel.seeded(9).shortening(1).run(() -> {
            try (Pipe pipe = Pipe.open()) {
                for (int i = 0; i < 10; i++) {
                    assertThat(pipe.writer().write(direct(4_096))).isEqualTo(4_096);
                }
            }
        });
    }

    @Test
    void recordsOfAFixedSizeAreNotCut() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(10).shortening(1);
        kernel.run(() -> {
            try (EventFd counter = EventFd.open();
                    TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
                for (int i = 0; i < 20; i++) {
                    counter.add(3);
                    assertThat(counter.read()).isEqualTo(3);
                    timer.armAtNanos(1);
                    assertThat(timer.read()).isEqualTo(1);
                }
            }
        });
        assertThat(kernel.faults()).isZero();
    }

    @Test
    void gatheredCallsAreCutByWholeBuffersButNeverToNothing() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(11).shortening(1);
        kernel.run(() -> {
            try (Pipe pipe = Pipe.open()) {
                for (int i = 0; i < 50; i++) {
                    pipe.writer().write(direct(3));
                    long read = 0;
                    while (read < 3) {
                        long count = pipe.reader().read(new ByteBuffer[] {direct(0), direct(1), direct(1), direct(3)});
                        assertThat(count).isPositive();
                        read += count;
                    }
                }
            }
        });
        assertThat(kernel.faults()).isPositive();
    }

    @Test
    void refusesOnlyWhatDoesNotBlock() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(12).refusing(0.5);
        int[] refused = {0};
        kernel.run(() -> {
            try (Pipe blocking = Pipe.openBlocking();
                    Pipe pipe = Pipe.open()) {
                for (int i = 0; i < 50; i++) {
                    assertThat(blocking.writer().write(direct(1))).isEqualTo(1);
                    assertThat(blocking.reader().read(direct(1))).isEqualTo(1);
                    refused[0] += pipe.writer().write(direct(1)) == 0 ? 1 : 0;
                }
            }
        });
        assertThat(refused[0]).isBetween(1, 49);
        assertThat(kernel.faults()).isEqualTo(refused[0]);
    }

    @Test
    void neverSaysThatACounterIsFullWhichIsNot() throws Exception {
        ScriptedKernel.seeded(13).refusing(0.9).run(() -> {
            try (EventFd counter = EventFd.open()) {
                for (int i = 0; i < 50; i++) {
                    assertThat(counter.add(1)).isTrue();
                }
            }
        });
    }

    @Test
    void aPipeBreaks() throws Exception {
        ScriptedKernel.seeded(14).resetting(1).run(() -> {
            try (Pipe pipe = Pipe.open()) {
                assertThatThrownBy(() -> pipe.writer().write(direct(1))).hasMessageContaining("EPIPE");
                assertThat(pipe.reader().read(direct(1)))
                        .as("nothing was written")
                        .isZero();
            }
        });
    }

    @Test
    void runsAHookBeforeTheCallAndKeepsTheStructsOfTheCall() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(15);
        try (EventFd counter = EventFd.open();
                EventFd other = EventFd.open()) {
            kernel.before("write", () -> other.add(1_000)).run(() -> counter.add(7));
            assertThat(counter.read()).isEqualTo(7);
            assertThat(other.read()).isEqualTo(1_000);
        }
        assertThat(kernel.calls("write")).isEqualTo(2);
    }

    @Test
    void theSameSeedGivesTheSameFaults() throws Exception {
        assertThat(faultsOf(99)).isNotEmpty().isEqualTo(faultsOf(99)).isNotEqualTo(faultsOf(100));
    }

    private static List<String> faultsOf(long seed) throws Exception {
        ScriptedKernel kernel =
                ScriptedKernel.seeded(seed).interrupting(0.2).shortening(0.4).refusing(0.2);
        return kernel.call(() -> {
            try (Pipe pipe = Pipe.open()) {
                for (int i = 0; i < 12; i++) {
                    pipe.writer().write(direct(5_000));
                    pipe.reader().read(direct(5_000));
                }
            }
            return kernel.lastFaults();
        });
    }

    @Test
    void calmEndsEveryFault() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(16)
                .interrupting(0.9)
                .exhausting(1)
                .failNext("eventfd", Errno.ENOMEM, 100)
                .exhaustNext(100, Errno.ENFILE);
        kernel.calm().run(() -> EventFd.open().close());
        assertThat(kernel.faults()).isZero();
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN, 1})
    void refusesChancesThatMakeNoSense(double chance) {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.interrupting(chance));
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.refusing(chance));
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.delaying(chance));
    }

    @Test
    void refusesScriptsThatMakeNoSense() {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.failNext("read", Errno.UNKNOWN));
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.failNext("read", Errno.EIO, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> kernel.failAfter(-1, "read", Errno.EIO));
    }

    @Test
    void describesItselfForAFailure() {
        ScriptedKernel kernel = ScriptedKernel.seeded(123).interrupting(0.25);
        assertThat(kernel.describe())
                .contains("123")
                .contains("INTERRUPTING=0.25")
                .contains("0 faults");
        assertThat(kernel).hasToString(kernel.describe());
    }

    @Test
    void aCallWithoutABindingIsAnError() {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        KernelBinding binding = kernel.bind();
        Kernel kept = Kernel.current();
        binding.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> kept.call(UnistdH.CLOSE, -1))
                .withMessageContaining("not bound");
    }

    @Test
    void whatItMakesIsRealAndUsableAfterwards() throws Exception {
        Fd made = ScriptedKernel.seeded(1).call(EventFd::open);
        assertThat(made.isNonBlocking()).isTrue();
        made.close();
        assertThat(StreamFd.END).isEqualTo(-1);
    }
}
