package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.TimerFd;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the scripted kernel does to the events of an epoll, and that the epoll bears it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ScriptedEpollTest {
    private static final int COUNTERS = 12;

    private final Epoll epoll = Epoll.open(64);
    private final List<EventFd> counters = new ArrayList<>();

    @AfterEach
    void close() {
        counters.forEach(EventFd::close);
        epoll.close();
    }

    /** Registers ready counters with data 0, 1, 2, … by the bound thread. */
    private void watchReadyCounters(int interest) {
        for (int i = 0; i < COUNTERS; i++) {
            EventFd counter = EventFd.open(1, Set.of(EventFd.Flag.NONBLOCK, EventFd.Flag.CLOEXEC));
            counters.add(counter);
            epoll.add(counter, interest, i);
        }
    }

    private List<Long> batch(long timeout) {
        int size = epoll.await(timeout);
        return LongStream.range(0, size).map(i -> epoll.dataOf((int) i)).boxed().toList();
    }

    @Test
    void reorderingShufflesABatchAndKeepsEachEvent() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(3).reordering();
        kernel.run(() -> {
            watchReadyCounters(Epoll.IN);
            Set<List<Long>> orders = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                List<Long> batch = batch(0);
                assertThat(batch)
                        .containsExactlyInAnyOrderElementsOf(
                                LongStream.range(0, COUNTERS).boxed().toList());
                for (int event = 0; event < batch.size(); event++) {
                    assertThat(epoll.eventsOf(event)).isEqualTo(Epoll.IN);
                }
                orders.add(batch);
            }
            assertThat(orders).hasSizeGreaterThan(1);
        });
    }

    @Test
    void delayedEventsComeInALaterBatchAndEachComes() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(4).delaying(0.6);
        kernel.run(() -> {
            watchReadyCounters(Epoll.IN);
            assertThat(batch(0)).hasSizeLessThan(COUNTERS);
            Set<Long> seen = new HashSet<>();
            while (seen.size() < COUNTERS) {
                List<Long> batch = batch(0);
                assertThat(batch).doesNotHaveDuplicates();
                seen.addAll(batch);
            }
        });
        assertThat(kernel.lastFaults()).anyMatch(fault -> fault.contains("held back"));
    }

    @Test
    void aLookMayFindNothingButAWaitFindsSomething() throws Exception {
        ScriptedKernel.seeded(5).delaying(0.99).run(() -> {
            watchReadyCounters(Epoll.IN);
            assertThat(batch(0)).isEmpty();
            assertThat(batch(-1)).isNotEmpty();
            assertThat(batch(1_000_000_000)).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {Epoll.IN | Epoll.EDGE, Epoll.IN | Epoll.ONESHOT, Epoll.IN | Epoll.EDGE | Epoll.ONESHOT})
    void whatTheKernelWouldNotRepeatIsNeverHeldBack(int interest) throws Exception {
        ScriptedKernel.seeded(6).delaying(0.99).run(() -> {
            watchReadyCounters(interest);
            assertThat(batch(0)).hasSize(COUNTERS);
            counters.forEach(counter -> epoll.modify(counter, interest, 77));
            assertThat(batch(0)).hasSize(COUNTERS).containsOnly(77L);
        });
    }

    @Test
    void aChangeOfInterestChangesWhatMayBeHeldBack() throws Exception {
        ScriptedKernel.seeded(7).delaying(0.99).run(() -> {
            watchReadyCounters(Epoll.IN | Epoll.EDGE);
            for (int i = 0; i < COUNTERS; i++) {
                epoll.modify(counters.get(i), Epoll.IN, i);
            }
            assertThat(batch(0)).isEmpty();
        });
    }

    @Test
    void whatAnotherThreadRegisteredIsNotHeldBack() throws Exception {
        watchReadyCounters(Epoll.IN); // not through the scripted kernel
        ScriptedKernel.seeded(8).delaying(0.99).run(() -> assertThat(batch(0)).hasSize(COUNTERS));
    }

    @Test
    void anEdgeTriggeredDescriptorIsNeverRefused() throws Exception {
        ScriptedKernel.seeded(9).refusing(0.9).run(() -> {
            try (Pipe pipe = Pipe.open()) {
                epoll.add(pipe.writer(), Epoll.OUT | Epoll.EDGE, 1);
                for (int i = 0; i < 50; i++) {
                    assertThat(pipe.writer().write(ByteBuffer.allocateDirect(1)))
                            .isEqualTo(1);
                }
            }
        });
    }

    @Test
    void aWaitInAnInterruptStormIsNeverTooShort() {
        AtomicLong faults = new AtomicLong();
        Seeds.forAll(20, seed -> {
            ScriptedKernel kernel = ScriptedKernel.seeded(seed).interrupting(0.9);
            kernel.run(() -> {
                long start = System.nanoTime();
                assertThat(epoll.await(3_000_000)).isZero();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
            });
            faults.addAndGet(kernel.faults());
        });
        assertThat(faults).hasPositiveValue();
    }

    @Test
    void aLookThatDoesNotWaitIsNotInterrupted() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(15).interrupting(0.9);
        kernel.run(() -> {
            for (int i = 0; i < 50; i++) {
                assertThat(epoll.await(0)).isZero();
            }
        });
        assertThat(kernel.calls("epoll_wait")).isEqualTo(50);
    }

    @Test
    void anInterruptedWaitGoesOnWithTheTimeThatIsLeft() throws Exception {
        long asked = 60_000_000_000L;
        TimeoutRecorder recorder = new TimeoutRecorder();
        ScriptedKernel kernel = ScriptedKernel.seeded(10).failNext(recorder.waitFunction(), Errno.EINTR, 50);
        recorder.run(() -> kernel.run(() -> {
            try (EventFd counter = EventFd.open(1, Set.of(EventFd.Flag.NONBLOCK))) {
                epoll.add(counter, Epoll.IN, 1);
                assertThat(epoll.await(asked)).isEqualTo(1);
            }
        }));
        assertThat(kernel.calls(recorder.waitFunction())).isEqualTo(51);
        assertThat(recorder.timeouts()).hasSize(1).allMatch(timeout -> timeout > 0 && timeout < asked);
    }

    @Test
    void anInterruptStormLosesNoEvent() {
        Seeds.forAll(20, seed -> {
            ScriptedKernel kernel = ScriptedKernel.seeded(seed)
                    .interrupting(0.5)
                    .refusing(0.3)
                    .delaying(0.3)
                    .reordering();
            kernel.run(() -> {
                try (EventFd counter = EventFd.open();
                        Epoll own = Epoll.open(4)) {
                    own.add(counter, Epoll.IN, 1);
                    long read = 0;
                    for (int i = 1; i <= 50; i++) {
                        counter.add(i);
                        assertThat(own.await(-1)).isEqualTo(1);
                        read += counter.read();
                    }
                    kernel.calm();
                    assertThat(read + counter.read()).isEqualTo(50 * 51 / 2);
                }
            });
            assertThat(kernel.faults()).isPositive();
        });
    }

    @Test
    void aSpentWaitThatIsInterruptedAtItsEndIsOverNotAnError() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(11);
        kernel.failNext("epoll_pwait2", Errno.EINTR, 1_000_000).failNext("epoll_wait", Errno.EINTR, 1_000_000);
        kernel.run(() -> {
            long start = System.nanoTime();
            assertThat(epoll.await(1_000_000)).isZero();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_000_000);
        });
    }

    @Test
    void withoutPwait2TheTimeoutIsRoundedUpToMilliseconds() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(12).failNext("epoll_pwait2", Errno.ENOSYS);
        kernel.run(() -> {
            for (long nanos : new long[] {1, 999_999, 1_000_001}) {
                long start = System.nanoTime();
                assertThat(epoll.await(nanos)).isZero();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
            }
        });
        assertThat(kernel.calls("epoll_pwait2")).as("asked once").isEqualTo(1);
        assertThat(kernel.calls("epoll_wait")).isEqualTo(3);
    }

    @Test
    void anotherErrorOfTheWaitIsReported() throws Exception {
        ScriptedKernel.seeded(13)
                .failNext("epoll_wait", Errno.EINVAL)
                .run(() -> assertThatThrownBy(() -> epoll.await(0))
                        .hasMessage("epoll_wait(" + epoll + "): EINVAL (Invalid argument)"));
    }

    @Test
    void errorsOfRegistrationSayWhatToDo() throws Exception {
        ScriptedKernel.seeded(14)
                .failNext("epoll_ctl", Errno.ENOSPC)
                .failNext("epoll_ctl", Errno.EEXIST)
                .run(() -> {
                    try (TimerFd timer = TimerFd.open(Clock.MONOTONIC)) {
                        assertThatThrownBy(() -> epoll.add(timer, Epoll.IN, 1))
                                .hasMessageContaining("ENOSPC")
                                .hasMessageContaining("max_user_watches");
                        assertThatThrownBy(() -> epoll.add(timer, Epoll.IN, 1)).hasMessageContaining("EEXIST");
                    }
                });
    }
}
