package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.carillon.linux.Clock;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Fd;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.ResourceLimit;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.linux.Socket;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A loop is the same with each poller, but for what the poller says it cannot do. */
@ParameterizedClass
@EnumSource(PollerKind.class)
class PollerLoopTest {
    private static final int FD_SETSIZE = 1024;

    private final PollerKind kind;
    private final LoopOptions options;
    private final List<Throwable> failures = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final EventLoop loop;

    PollerLoopTest(PollerKind kind) {
        Loops.assumeIsThere(kind);
        this.kind = kind;
        this.options = LoopOptions.DEFAULTS.withPoller(kind).withErrorHandler((source, error) -> failures.add(error));
        this.loop = EventLoop.open("test", options);
    }

    @AfterEach
    void close() {
        assertThat(loop.audit()).isEmpty();
        loop.close();
        assertThat(failures).isEmpty();
    }

    private void until(int events) {
        Turns.until(loop, () -> seen.size() >= events);
        Turns.some(loop, 3);
        assertThat(seen).hasSize(events);
    }

    @Test
    void everySourceIsHandled(@TempDir Path directory) throws Exception {
        Pipe pipe = Pipe.open();
        loop.counter("counter", (source, value) -> seen.add("counter " + value)).add(3);
        loop.timer("timer", (source, ticks) -> seen.add("timer")).after(Duration.ofMillis(2));
        loop.kernelTimer("kernel timer", Clock.MONOTONIC, (source, expirations) -> seen.add("kernel timer"))
                .arm(Duration.ofMillis(2), Duration.ZERO);
        loop.lines("lines", pipe.reader(), (source, line) -> seen.add("line " + line));
        loop.child(
                "child",
                Spawn.command("/bin/sh", "-c", "exit 3"),
                (source, status) -> seen.add("child " + status.code()));
        loop.path(
                "path",
                directory,
                (source, change) -> seen.add("path " + change.path().fileName()));
        loop.execute(() -> seen.add("task"));
        loop.turn(Duration.ZERO);
        Files.createDirectory(directory.resolve("made"));
        pipe.writer().write(ByteBuffer.wrap("one\n".getBytes(StandardCharsets.UTF_8)));
        Turns.until(
                loop,
                () -> Set.copyOf(seen)
                        .containsAll(List.of(
                                "counter 3", "timer", "kernel timer", "line one", "child 3", "path made", "task")));
        pipe.writer().close();
    }

    @Test
    void aSignalIsHandled() {
        loop.signals("signals", Set.of(Signal.WINCH), (source, info) -> seen.add("signal"));
        loop.turn(Duration.ZERO);
        Signals.send(ProcessHandle.current().pid(), Signal.WINCH);
        until(1);
    }

    @Test
    void pressureCanBeWatched() {
        try {
            loop.pressure(
                    "pressure",
                    Pressure.Resource.MEMORY,
                    Pressure.Scope.FULL,
                    Duration.ofMillis(1999),
                    Duration.ofSeconds(2),
                    source -> seen.add("pressure"));
        } catch (LinuxException e) {
            Assumptions.abort("no pressure here: " + e.getMessage());
        }
        Turns.some(loop, 3);
        assertThat(loop.sources()).anyMatch(source -> source.kind().equals("pressure") && source.isEnabled());
    }

    /** The kernel's other POLLPRI that can be had at will. */
    @Test
    void anExceptionalConditionIsReported() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket mine = Socket.openFor(server.getLocalSocketAddress(), SocketType.STREAM)) {
            mine.connect(server.getLocalSocketAddress());
            try (java.net.Socket peer = server.accept()) {
                loop.descriptor("urgent", borrowed(mine), Epoll.PRI, (source, events) -> {
                    seen.add("events " + events);
                    source.watchFor(0);
                });
                loop.turn(Duration.ZERO);
                assertThat(seen).isEmpty();
                peer.sendUrgentData(1);
                until(1);
                assertThat(seen).containsExactly("events " + Epoll.PRI);
                loop.sources().stream()
                        .filter(source -> source.name().equals("urgent"))
                        .forEach(Source::close);
            }
        }
    }

    @Test
    void theEndOfAStreamComesAfterAllItsBytes() {
        Pipe pipe = Pipe.open();
        loop.bytes("bytes", pipe.reader(), new StreamSource.BytesHandler() {
            @Override
            public void bytes(StreamSource source, ByteBuffer bytes) {
                seen.add(StandardCharsets.UTF_8.decode(bytes).toString());
            }

            @Override
            public void ended(StreamSource source) {
                seen.add("end");
            }
        });
        pipe.writer().write(ByteBuffer.wrap("bytes".getBytes(StandardCharsets.UTF_8)));
        pipe.writer().close();
        until(2);
        assertThat(seen).containsExactly("bytes", "end");
    }

    @Test
    void interestChangesAreAppliedOnceBeforeTheNextWait() throws Exception {
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            DescriptorSource source = loop.descriptor("socket", borrowed(pair.one()), Epoll.IN, (s, events) -> {
                seen.add("events " + events);
                s.watchFor(0);
            });
            loop.turn(Duration.ZERO);
            long before = loop.statistics().interestChanges();
            source.watchFor(Epoll.IN | Epoll.OUT);
            source.watchFor(Epoll.IN);
            source.watchFor(Epoll.OUT);
            assertThat(loop.statistics().interestChanges()).isEqualTo(before);
            loop.turn(Duration.ZERO);
            assertThat(loop.statistics().interestChanges()).isEqualTo(before + 1);
            until(1);
            assertThat(seen).containsExactly("events " + Epoll.OUT);
            source.watchFor(Epoll.OUT);
            until(2);
            source.close();
        }
    }

    @Test
    void aSourceClosedAndItsNumberTakenInTheSameTurnGetsNoOthersEvents() {
        List<CounterSource> made = new ArrayList<>();
        CounterSource victim = loop.counter("victim", (source, value) -> seen.add("victim"));
        CounterSource replacer = loop.counter("replacer", (source, value) -> {
            victim.close();
            made.add(loop.counter("successor", (s, v) -> seen.add("successor " + v)));
        });
        replacer.priority(Priority.FIRST);
        victim.add(1);
        replacer.add(1);
        Turns.some(loop, 3);
        assertThat(seen).isEmpty();
        made.getFirst().add(5);
        until(1);
        assertThat(seen).containsExactly("successor 5");
    }

    @Test
    void whatIsClosedBehindTheLoopsBackIsSilentAndFoundByTheAudit() {
        EventFd fd = EventFd.open();
        fd.add(1);
        DescriptorSource source = loop.descriptor("fd", borrowed(fd), Epoll.IN, (s, events) -> seen.add("event"));
        fd.close();
        CounterSource counter = loop.counter("counter", (s, value) -> seen.add("counter"));
        Turns.some(loop, 3);
        assertThat(seen).isEmpty();
        counter.add(1);
        until(1);
        assertThat(loop.audit()).extracting(AuditFinding::subject).first().isEqualTo(source.toString());
        source.close();
    }

    @Test
    void aBudgetIsKeptAndTheRestComesLater() {
        CounterSource semaphore = loop.semaphore("semaphore", 10, (source, value) -> seen.add("taken"));
        semaphore.budget(4);
        loop.turn(Duration.ZERO);
        assertThat(seen).hasSize(4);
        loop.turn(Duration.ZERO);
        assertThat(seen).hasSize(8);
        until(10);
    }

    @Test
    void moreThanABatchIsHandledTurnByTurn() {
        try (EventLoop small = EventLoop.open("small", options.withBatch(3))) {
            for (int i = 0; i < 10; i++) {
                String name = "counter " + i;
                small.counter(name, (source, value) -> seen.add(name)).add(1);
            }
            for (int turn = 1; turn <= 3; turn++) {
                small.turn(Duration.ZERO);
                assertThat(seen).hasSize(3 * turn);
            }
            small.turn(Duration.ZERO);
            assertThat(Set.copyOf(seen)).hasSize(10);
            assertThat(small.statistics().kernelEvents()).isEqualTo(10);
            assertThat(small.statistics().batch().max()).isEqualTo(3);
        }
    }

    @Test
    void anotherThreadWakesASleepingLoop() throws Exception {
        try (LoopGroup group = LoopGroup.start("group", 1, options)) {
            for (int i = 0; i < 200; i++) {
                int number = i;
                assertThat(group.next().submit(() -> number).get()).isEqualTo(number);
            }
        }
    }

    @Test
    void aTimerIsNotEarlyWhateverInterruptsTheWait() throws Exception {
        ScriptedKernel.seeded(1).interrupting(0.3).run(() -> {
            long start = System.nanoTime();
            long[] came = new long[1];
            loop.timeout(() -> came[0] = System.nanoTime()).schedule(Duration.ofNanos(3_000_001));
            Turns.until(loop, () -> came[0] != 0);
            assertThat(came[0] - start).isGreaterThanOrEqualTo(3_000_001);
        });
    }

    @Test
    void aOneShotSourceIsInOneWorkersHandsAtATime() throws Exception {
        Pipe pipe = Pipe.open();
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger read = new AtomicInteger();
        try (WorkerPool pool = new WorkerPool("worker", 2)) {
            DescriptorSource source = loop.descriptor(
                    "pipe",
                    borrowed(pipe.reader()),
                    Epoll.IN,
                    (s, events) -> pool.hand(s, () -> {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        read.addAndGet(pipe.reader().read(ByteBuffer.allocate(1)));
                        inside.decrementAndGet();
                    }));
            source.trigger(Trigger.ONE_SHOT);
            pipe.writer().write(ByteBuffer.wrap(new byte[50]));
            Turns.until(loop, () -> read.get() == 50);
            assertThat(most.get()).isEqualTo(1);
            source.close();
        }
        pipe.close();
    }

    @Test
    void aTriggerThePollerCannotDoIsRefusedAtOnce() {
        CounterSource counter = loop.counter("counter", (source, value) -> seen.add("counter"));
        for (Trigger trigger : List.of(Trigger.EDGE, Trigger.EXCLUSIVE)) {
            if (loop.poller.capabilities().contains(Poller.Capability.valueOf(trigger.name()))) {
                counter.trigger(trigger);
                counter.trigger(Trigger.LEVEL);
                continue;
            }
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> counter.trigger(trigger))
                    .withMessage("poller " + kind.text() + " cannot do " + trigger
                            + ": use LEVEL, or a loop with poller epoll");
            assertThat(counter.trigger()).isEqualTo(Trigger.LEVEL);
        }
        counter.add(1);
        until(1);
    }

    @Test
    void aDescriptorBeyondThePollersLimitIsRefusedAtOnce() {
        ResourceLimit.Values before = ResourceLimit.NOFILE.get();
        Assumptions.assumeTrue(ResourceLimit.NOFILE.raiseToHard() > 2 * FD_SETSIZE, "too few descriptors are allowed");
        List<Fd> filling = new ArrayList<>();
        try (LeakCheck leaks = LeakCheck.start()) {
            EventFd last = EventFd.open();
            filling.add(last);
            while (last.number() < FD_SETSIZE) {
                last = EventFd.open();
                filling.add(last);
            }
            EventFd beyond = last;
            if (kind == PollerKind.SELECT) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> loop.counter("counter", beyond, (source, value) -> {}))
                        .withMessage("poller select watches descriptors below 1024 only, not " + beyond
                                + ": use poller poll or epoll");
            } else {
                beyond.add(1);
                CounterSource counter = loop.counter("counter", beyond, (source, value) -> seen.add("counter"));
                until(1);
                counter.close();
            }
            filling.forEach(Fd::close);
            leaks.assertNothingLeft();
        } finally {
            filling.forEach(Fd::close);
            ResourceLimit.NOFILE.set(before);
        }
    }
}
