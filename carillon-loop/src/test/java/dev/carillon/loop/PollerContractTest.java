package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Shutdown;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.StreamFd;
import dev.carillon.loop.Poller.Capability;
import dev.carillon.testkit.Allocations;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Poller} promises, of each. */
@ParameterizedClass
@EnumSource(PollerKind.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PollerContractTest {
    private static final int BATCH = 4;
    private static final int NOBODYS = 700;
    /** More than there is room for requests. */
    private static final int MANY = 300;

    private final PollerKind kind;
    private final Poller poller;
    private final List<Fd> opened = new ArrayList<>();

    PollerContractTest(PollerKind kind) {
        Loops.assumeIsThere(kind);
        this.kind = kind;
        this.poller = kind.apply(BATCH);
    }

    @AfterEach
    void close() {
        poller.close();
        opened.forEach(Fd::close);
    }

    private boolean can(Capability capability) {
        return poller.capabilities().contains(capability);
    }

    private EventFd counter(long value) {
        EventFd counter = EventFd.open();
        opened.add(counter);
        counter.add(value);
        return counter;
    }

    /** Looks without waiting: what is ready, by token. */
    private Map<Long, Integer> look() {
        return next(0);
    }

    private Map<Long, Integer> next(long timeoutNanos) {
        Map<Long, Integer> events = new HashMap<>();
        int count = poller.poll(timeoutNanos);
        poller.deliver((token, mask) ->
                assertThat(events.put(token, mask)).as("reported once").isNull());
        assertThat(events).as("as many as told").hasSize(count);
        return events;
    }

    @Test
    void saysItsNameAndWhatItCanDo() {
        assertThat(poller.name()).isEqualTo(kind.text());
        assertThat(poller.capabilities())
                .isEqualTo(
                        switch (kind) {
                            case EPOLL -> Set.of(Capability.values());
                            case POLL ->
                                Set.of(
                                        Capability.ONE_SHOT,
                                        Capability.ENDS,
                                        Capability.ANY_NUMBER,
                                        Capability.NANOSECONDS,
                                        Capability.BUSY_POLL);
                            case SELECT -> Set.of(Capability.ONE_SHOT, Capability.NANOSECONDS, Capability.BUSY_POLL);
                            case URING -> EnumSet.complementOf(EnumSet.of(Capability.EXCLUSIVE, Capability.BUSY_POLL));
                        });
        assertThat(poller.descriptorLimit()).isEqualTo(can(Capability.ANY_NUMBER) ? Integer.MAX_VALUE : 1024);
    }

    @Test
    void aLevelIsReportedUntilItIsGone() {
        EventFd counter = counter(1);
        poller.add(counter, Epoll.IN, 7);
        for (int i = 0; i < 3; i++) {
            assertThat(look()).containsExactly(Map.entry(7L, Epoll.IN));
        }
        counter.read();
        assertThat(look()).isEmpty();
        counter.add(1);
        assertThat(look()).containsExactly(Map.entry(7L, Epoll.IN));
    }

    @Test
    void onlyWhatIsWatchedForIsReported() throws Exception {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            pair.other().send(ByteBuffer.wrap(new byte[1]), 0);
            poller.add(pair.one(), Epoll.IN | Epoll.OUT, 1);
            assertThat(look()).containsExactly(Map.entry(1L, Epoll.IN | Epoll.OUT));
            poller.modify(pair.one(), Epoll.OUT, 2);
            assertThat(look()).as("the new token").containsExactly(Map.entry(2L, Epoll.OUT));
            poller.modify(pair.one(), Epoll.PRI, 3);
            assertThat(look()).isEmpty();
            poller.modify(pair.one(), 0, 3);
            assertThat(look()).isEmpty();
            poller.modify(pair.one(), Epoll.IN, 4);
            assertThat(look()).containsExactly(Map.entry(4L, Epoll.IN));
            poller.remove(pair.one());
            assertThat(look()).isEmpty();
        }
    }

    @Test
    void anEndIsToldOrShowsAsReadable() {
        Pipe pipe = Pipe.open();
        poller.add(pipe.reader(), Epoll.IN, 1);
        pipe.writer().close();
        assertThat(look()).containsExactly(Map.entry(1L, can(Capability.ENDS) ? Epoll.HUP : Epoll.IN));
        pipe.reader().close();
    }

    @Test
    void anErrorIsToldOrShowsAsWritable() {
        Pipe pipe = Pipe.open();
        poller.add(pipe.writer(), Epoll.OUT, 1);
        pipe.reader().close();
        assertThat(look()).containsExactly(Map.entry(1L, Epoll.OUT | (can(Capability.ENDS) ? Epoll.ERR : 0)));
        poller.modify(pipe.writer(), 0, 1);
        assertThat(look())
                .as("with no interest, only what is always reported")
                .isEqualTo(can(Capability.ENDS) ? Map.of(1L, Epoll.ERR) : Map.of());
        pipe.writer().close();
    }

    @Test
    void nothingButErrorsCanBeWatchedForWhereTheyAreTold() {
        Pipe pipe = Pipe.open();
        opened.add(pipe.writer());
        poller.add(pipe.writer(), Epoll.ERR, 1);
        assertThat(look()).isEmpty();
        pipe.reader().close();
        assertThat(look()).isEqualTo(can(Capability.ENDS) ? Map.of(1L, Epoll.ERR) : Map.of());
    }

    @Test
    void aHalfCloseIsToldOrRefused() {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            if (!can(Capability.ENDS)) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> poller.add(pair.one(), Epoll.IN | Epoll.RDHUP, 1))
                        .withMessage("poller select cannot watch " + pair.one()
                                + " for RDHUP: an end shows as readable, so watch for IN, or use poller poll or epoll");
                assertThat(poller.add(pair.one(), Epoll.IN, 1)).isTrue();
                pair.other().shutdown(Shutdown.WRITE);
                assertThat(look()).containsExactly(Map.entry(1L, Epoll.IN));
                return;
            }
            poller.add(pair.one(), Epoll.RDHUP, 1);
            assertThat(look()).isEmpty();
            pair.other().shutdown(Shutdown.WRITE);
            assertThat(look()).containsExactly(Map.entry(1L, Epoll.RDHUP));
        }
    }

    @Test
    void aHalfCloseThatNobodyAskedForNeitherEndsAWaitNorMakesItSpin() throws Exception {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            poller.add(pair.one(), 0, 1);
            assertThat(look()).isEmpty();
            pair.other().shutdown(Shutdown.WRITE);
            ScriptedKernel kernel = ScriptedKernel.seeded(1);
            kernel.run(() -> {
                assertThat(next(2_000_000)).isEmpty();
                assertThat(next(2_000_000)).isEmpty();
                assertThat(kernel.calls()).as("waits, after a few looks").isLessThanOrEqualTo(6);
            });
            pair.other().close();
            assertThat(look()).isEqualTo(can(Capability.ENDS) ? Map.of(1L, Epoll.HUP) : Map.of());
        }
    }

    @Test
    void whatIsRemovedAndClosedIsAtItsEndAtOnce() throws Exception {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        opened.add(pair.other());
        poller.add(pair.one(), Epoll.IN, 1);
        assertThat(look()).isEmpty();
        poller.remove(pair.one());
        pair.one().close();
        assertThat(pair.other().read(ByteBuffer.allocateDirect(1))).isEqualTo(StreamFd.END);
    }

    @Test
    void whatIsRemovedWhileTheKernelHasNoMemoryIsAtItsEndWithTheNextWait() throws Exception {
        SocketPair pair = SocketPair.open(SocketType.STREAM);
        opened.add(pair.other());
        poller.add(pair.one(), Epoll.IN, 1);
        assertThat(look()).isEmpty();
        for (int i = 0; i < MANY; i++) {
            poller.add(counter(0), Epoll.IN, 2);
        }
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            kernel.failNext("io_uring_enter", Errno.EAGAIN, MANY);
            assertThat(look()).isEmpty();
            poller.remove(pair.one());
            assertThatThrownBy(() -> poller.remove(pair.one()))
                    .hasMessageContaining(pair.one().toString());
            pair.one().close();
            kernel.calm();
            assertThat(look()).isEmpty();
        });
        assertThat(pair.other().read(ByteBuffer.allocateDirect(1))).isEqualTo(StreamFd.END);
    }

    @Test
    void anEdgeIsReportedForEachChangeAndAgainWhenModified() {
        assumeTrue(can(Capability.EDGE));
        EventFd counter = counter(1);
        poller.add(counter, Epoll.IN | Epoll.EDGE, 1);
        assertThat(look()).containsOnlyKeys(1L);
        assertThat(look()).isEmpty();
        for (int i = 0; i < 3; i++) {
            counter.add(1);
            assertThat(look()).containsOnlyKeys(1L);
            assertThat(look()).isEmpty();
        }
        poller.modify(counter, Epoll.IN | Epoll.EDGE, 2);
        assertThat(look()).containsOnlyKeys(2L);
        assertThat(look()).isEmpty();
        poller.modify(counter, Epoll.IN, 3);
        assertThat(look()).containsOnlyKeys(3L);
        assertThat(look()).containsOnlyKeys(3L);
    }

    @Test
    void aDescriptorIsWatchedOnce() {
        EventFd counter = counter(1);
        assertThat(poller.add(counter, Epoll.IN, 1)).isTrue();
        assertThat(poller.add(counter, Epoll.IN, 2)).isFalse();
        assertThat(look()).as("the first stays").containsExactly(Map.entry(1L, Epoll.IN));
        poller.remove(counter);
        assertThat(poller.add(counter, Epoll.IN, 3)).isTrue();
        assertThat(look()).containsExactly(Map.entry(3L, Epoll.IN));
    }

    @Test
    void whatIsNotWatchedIsNeitherModifiedNorRemoved() {
        EventFd counter = counter(1);
        assertThatThrownBy(() -> poller.modify(counter, Epoll.IN, 1)).hasMessageContaining(counter.toString());
        assertThatThrownBy(() -> poller.remove(counter)).hasMessageContaining(counter.toString());
        assertThat(look()).isEmpty();
    }

    @Test
    void refusesWhatIsClosedOrWasNeverOpen() {
        EventFd closed = counter(1);
        closed.close();
        assertThatThrownBy(() -> poller.add(closed, Epoll.IN, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> poller.add(StreamFd.adopt(NOBODYS, "pipe"), Epoll.IN, 1))
                .isInstanceOf(LinuxException.class)
                .hasMessageContaining("pipe " + NOBODYS)
                .hasMessageContaining("EBADF");
        assertThat(look()).isEmpty();
    }

    @Test
    void whatIsClosedWithoutBeingRemovedIsSilentAndHoldsNobodyUp() {
        EventFd closed = counter(1);
        EventFd live = counter(1);
        poller.add(closed, Epoll.IN, 1);
        poller.add(live, Epoll.IN, 2);
        assertThat(look()).hasSize(2);
        closed.close();
        assertThat(next(-1)).containsExactly(Map.entry(2L, Epoll.IN));
        live.read();
        assertThat(look()).isEmpty();
    }

    @Test
    void whatIsClosedNeitherEndsAWaitNorMakesItSpin() throws Exception {
        EventFd closed = counter(1);
        poller.add(closed, Epoll.IN, 1);
        closed.close();
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            long start = System.nanoTime();
            assertThat(next(2_000_000)).isEmpty();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
            assertThat(kernel.calls()).as("looks once, then waits").isLessThanOrEqualTo(2);
        });
    }

    @Test
    void aNumberThatIsInUseAgainIsNobodysUntilItIsAdded() {
        EventFd former = counter(1);
        poller.add(former, Epoll.IN, 1);
        former.close();
        EventFd successor = counter(1);
        assertThat(successor.toString()).as("the same number").isEqualTo(former.toString());
        assertThat(look()).isEmpty();
        assertThat(poller.add(successor, Epoll.IN, 2)).isTrue();
        assertThat(look()).containsExactly(Map.entry(2L, Epoll.IN));
    }

    @Test
    void aNumberThatIsInUseAgainBeforeTheNextWaitIsAddedAsNew() {
        EventFd former = counter(1);
        poller.add(former, Epoll.IN, 1);
        former.close();
        EventFd successor = counter(1);
        assertThat(poller.add(successor, Epoll.IN, 2)).isTrue();
        assertThat(look()).containsExactly(Map.entry(2L, Epoll.IN));
        poller.remove(successor);
        assertThat(look()).isEmpty();
    }

    @Test
    void aBatchThatIsTooSmallGivesEachItsTurn() {
        for (long token = 0; token < 3 * BATCH; token++) {
            poller.add(counter(1), Epoll.IN, token);
        }
        Set<Long> seen = new TreeSet<>();
        for (int round = 0; round < 3; round++) {
            Map<Long, Integer> batch = look();
            assertThat(batch).hasSize(BATCH);
            seen.addAll(batch.keySet());
        }
        assertThat(seen).as("all in three batches").hasSize(3 * BATCH);
    }

    @Test
    void aOneShotIsReportedOnceUntilModified() {
        assumeTrue(can(Capability.ONE_SHOT));
        Pipe pipe = Pipe.open();
        opened.add(pipe.reader());
        pipe.writer().write(ByteBuffer.wrap(new byte[1]));
        poller.add(pipe.reader(), Epoll.IN | Epoll.ONESHOT, 1);
        poller.add(counter(1), Epoll.IN, 9);
        assertThat(look()).containsEntry(1L, Epoll.IN).hasSize(2);
        pipe.writer().close();
        assertThat(look()).as("silent, for the end too").containsOnlyKeys(9L);
        assertThat(poller.add(pipe.reader(), Epoll.IN, 1))
                .as("it is watched still")
                .isFalse();
        poller.modify(pipe.reader(), Epoll.IN | Epoll.ONESHOT, 2);
        assertThat(look()).containsOnlyKeys(2L, 9L);
        assertThat(look()).containsOnlyKeys(9L);
        poller.modify(pipe.reader(), Epoll.IN, 3);
        assertThat(look()).containsOnlyKeys(3L, 9L);
        assertThat(look()).as("a level again").containsOnlyKeys(3L, 9L);
        poller.modify(pipe.reader(), Epoll.IN | Epoll.ONESHOT, 4);
        assertThat(look()).containsOnlyKeys(4L, 9L);
        poller.remove(pipe.reader());
        assertThat(look()).containsOnlyKeys(9L);
    }

    @Test
    void aOneShotThatABatchHadNoRoomForIsNotLost() {
        assumeTrue(can(Capability.ONE_SHOT));
        for (long token = 0; token < 2 * BATCH; token++) {
            poller.add(counter(1), Epoll.IN | Epoll.ONESHOT, token);
        }
        Set<Long> seen = new TreeSet<>(look().keySet());
        seen.addAll(look().keySet());
        assertThat(seen).hasSize(2 * BATCH);
        assertThat(look()).isEmpty();
    }

    @Test
    void aTriggerItCannotDoIsRefusedWithItsName() {
        EventFd counter = counter(1);
        Map<Trigger, Integer> flags = Map.of(Trigger.EDGE, Epoll.EDGE, Trigger.EXCLUSIVE, Epoll.EXCLUSIVE);
        flags.forEach((trigger, flag) -> {
            if (can(Capability.valueOf(trigger.name()))) {
                poller.check(trigger);
                assertThat(poller.add(counter, Epoll.IN | flag, 1)).isTrue();
                poller.remove(counter);
                return;
            }
            String rule =
                    "poller " + kind.text() + " cannot do " + trigger + ": use LEVEL, or a loop with poller epoll";
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> poller.check(trigger))
                    .withMessage(rule);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> poller.add(counter, Epoll.IN | flag, 1))
                    .withMessage(rule);
            assertThat(poller.add(counter, Epoll.IN, 1)).isTrue();
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> poller.modify(counter, Epoll.IN | flag, 1))
                    .withMessage(rule);
            assertThat(look()).as("as it was").containsOnlyKeys(1L);
            poller.remove(counter);
        });
        poller.check(Trigger.LEVEL);
        poller.check(Trigger.ONE_SHOT);
    }

    @Test
    void aWaitIsNeverTooShortWhateverInterruptsIt() throws Exception {
        poller.add(counter(0), Epoll.IN, 1);
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            kernel.interrupting(0.5);
            for (long nanos : new long[] {1, 999, 1_000_001, 5_000_000}) {
                long start = System.nanoTime();
                assertThat(next(nanos)).isEmpty();
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(nanos);
            }
        });
    }

    @Test
    void anInterruptedWaitForEverGoesOn() throws Exception {
        poller.add(counter(1), Epoll.IN, 1);
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            for (String call : List.of("epoll_pwait", "epoll_wait", "ppoll", "pselect", "io_uring_enter")) {
                kernel.failNext(call, Errno.EINTR, 2);
            }
            assertThat(next(-1)).containsOnlyKeys(1L);
            kernel.calm();
        });
    }

    @Test
    void anotherThreadEndsAWait() throws Exception {
        EventFd counter = counter(0);
        poller.add(counter, Epoll.IN, 1);
        Thread other = Thread.ofPlatform().start(() -> counter.add(1));
        assertThat(next(-1)).containsOnlyKeys(1L);
        other.join();
    }

    @Test
    void allocatesNothingOnceWarm() throws Exception {
        List<EventFd> counters = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            counters.add(counter(i % 50 == 0 ? 1 : 0));
            poller.add(counters.get(i), Epoll.IN | (i == 0 ? Epoll.ONESHOT : 0), i);
        }
        long[] sum = new long[1];
        Poller.Sink sink = (token, events) -> sum[0] += token;
        long least = Allocations.downTo(0, () -> {
            for (int turn = 0; turn < 2_000; turn++) {
                poller.modify(counters.getFirst(), Epoll.IN | Epoll.ONESHOT, 0);
                poller.modify(counters.getLast(), Epoll.IN, 199);
                poller.poll(0);
                poller.deliver(sink);
            }
        });
        assertThat(least).isZero();
        assertThat(sum[0]).isPositive();
    }
}
