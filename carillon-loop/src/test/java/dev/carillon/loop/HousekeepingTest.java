package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Child;
import dev.carillon.linux.Epoll;
import dev.carillon.linux.Errno;
import dev.carillon.linux.LinuxException;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Pressure;
import dev.carillon.linux.SocketPair;
import dev.carillon.linux.SocketType;
import dev.carillon.linux.Spawn;
import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sources of the loop's own making, and those of plain descriptors. */
class HousekeepingTest {
    private static final Duration WINDOW = Duration.ofSeconds(2);

    private final List<String> seen = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("test", Loops.OPTIONS.withErrorHandler((source, error) -> failures.add(error)));

    @AfterEach
    void close() {
        loop.close();
    }

    private CounterSource counter() {
        return loop.counter("counter", (source, value) -> seen.add("counter"));
    }

    @Test
    void deferredWorkRunsOnceInTheNextTurnHoweverOftenItWasAskedFor() {
        DeferSource defer = loop.defer("defer", source -> seen.add("deferred"));
        CounterSource counter = loop.counter("counter", (source, value) -> {
            seen.add("counter");
            defer.schedule();
            defer.schedule();
        });
        counter.add(1);
        loop.turn(Duration.ZERO);
        assertThat(seen).containsExactly("counter");
        Turns.some(loop, 3);
        assertThat(seen).containsExactly("counter", "deferred");
    }

    @Test
    void deferredWorkThatDefersItselfRunsOnceATurn() {
        DeferSource defer = loop.defer("defer", source -> {
            seen.add("deferred");
            source.schedule();
        });
        defer.schedule();
        Turns.some(loop, 3);
        assertThat(seen).hasSize(3);
        defer.disable();
        Turns.some(loop, 3);
        assertThat(seen).hasSize(3);
        defer.enable();
        Turns.some(loop, 1);
        assertThat(seen).hasSize(4);
    }

    @Test
    void postWorkFollowsEveryTurnThatHandledAnotherSourceAndThenTheLoopRests() {
        loop.post("post", source -> seen.add("post"));
        loop.post("other", source -> seen.add("other"));
        CounterSource counter = counter();
        Turns.some(loop, 3);
        assertThat(seen).isEmpty();
        counter.add(1);
        Turns.some(loop, 5);
        assertThat(seen).containsExactly("counter", "post", "other");
        assertThat(loop.turn(Duration.ofMillis(1))).isZero();
        counter.add(1);
        Turns.some(loop, 5);
        assertThat(seen).hasSize(6);
    }

    @Test
    void postWorkThatWasSwitchedOffOrClosedIsNotDone() {
        PostSource off = loop.post("off", source -> seen.add("off"));
        off.disable();
        loop.post("closed", source -> seen.add("closed")).close();
        loop.post("closes itself", source -> {
            seen.add("last words");
            source.close();
        });
        CounterSource counter = counter();
        for (int i = 0; i < 2; i++) {
            counter.add(1);
            Turns.some(loop, 3);
        }
        assertThat(seen).containsExactly("counter", "last words", "counter");
    }

    @Test
    void quietIsNoticedAgainAndAgainUntilSomethingHappens() {
        List<Duration> spans = new ArrayList<>();
        Duration quiet = Duration.ofMillis(5);
        IdleSource idle = loop.idle("idle", quiet, (source, span) -> spans.add(span));
        Turns.until(loop, () -> spans.size() == 3);
        assertThat(spans).isSorted().allSatisfy(span -> assertThat(span).isGreaterThanOrEqualTo(quiet));
        CounterSource counter = counter();
        counter.add(1);
        Turns.until(loop, () -> spans.size() == 4);
        assertThat(seen).hasSize(1);
        assertThat(idle.statistics().events()).isEqualTo(4);
        idle.close();
        loop.turn(Duration.ofMillis(10));
        assertThat(spans).hasSize(4);
    }

    @Test
    void whatHappensMeanwhileBeginsTheQuietAnew() {
        Duration quiet = Duration.ofMillis(5);
        List<Duration> spans = new ArrayList<>();
        loop.idle("idle", quiet, (source, span) -> spans.add(span));
        CounterSource counter = counter();
        Turns.until(loop, () -> {
            counter.add(1);
            return seen.size() > 1_000;
        });
        Turns.until(loop, () -> !spans.isEmpty());
        assertThat(spans).allSatisfy(span -> assertThat(span).isGreaterThanOrEqualTo(quiet));
    }

    @Test
    void aLoopThatIsNeverQuietNeverCallsItsIdleHandler() {
        loop.idle("idle", Duration.ofDays(1), (source, span) -> seen.add("idle"));
        counter().add(1);
        Turns.some(loop, 10);
        assertThat(seen).containsExactly("counter");
    }

    @Test
    void exitHandlersMayThrowAndCloseEachOtherAndThemselves() {
        try (LeakCheck leaks = LeakCheck.start()) {
            EventLoop ending =
                    EventLoop.open("ending", Loops.OPTIONS.withErrorHandler((source, error) -> failures.add(error)));
            ExitSource victim = ending.exit("victim", source -> seen.add("victim"));
            victim.priority(Priority.LAST);
            ending.exit("thrower", source -> {
                throw new IllegalStateException("planted");
            });
            ending.exit("killer", source -> {
                seen.add("killer");
                victim.close();
                source.close();
            });
            ending.exit("off", source -> seen.add("off")).disable();
            ending.exit("last", source -> seen.add("last")).priority(Priority.LOW);
            ending.close();
            ending.close();
            assertThat(seen).containsExactly("killer", "last");
            assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("planted"));
            leaks.assertNothingLeft();
        }
    }

    @Test
    void pressureIsReportedWhenTasksWaitForAProcessor() {
        PressureSource pressure = openPressure(source -> seen.add("pressed"));
        int processors = Runtime.getRuntime().availableProcessors();
        String busy = "for i in $(seq " + (2 * processors + 2) + "); do (while :; do :; done) & done; wait";
        try (Child child = Spawn.command("sh", "-c", busy).ownSession().start()) {
            try {
                Turns.until(loop, () -> !seen.isEmpty());
            } finally {
                kill(child);
            }
        }
        assertThat(pressure.statistics().events()).isPositive();
        assertThat(loop.audit()).isEmpty();
    }

    private static void kill(Child child) {
        try (EventLoop loop = Loops.open("killer")) {
            ChildSource killer =
                    loop.child("kill", Spawn.command("kill", "-KILL", "--", "-" + child.pid()), (source, status) -> {});
            Turns.until(loop, () -> !killer.isOpen());
        }
    }

    private PressureSource openPressure(PressureSource.Handler handler) {
        assumeTrue(Files.exists(Pressure.Resource.CPU.file()), "this kernel has no pressure stall information");
        try {
            return loop.pressure(
                    "pressure", Pressure.Resource.CPU, Pressure.Scope.SOME, Duration.ofNanos(1_000), WINDOW, handler);
        } catch (LinuxException e) {
            assumeTrue(false, "the kernel refuses a pressure trigger: " + e.getMessage());
            throw e;
        }
    }

    @Test
    void aControlGroupThatGoesAwayEndsItsPressureSourceWithTheReason() {
        PressureSource pressure = openPressure(source -> {});
        pressure.reported(Epoll.ERR);
        loop.turn(Duration.ZERO);
        assertThat(failures)
                .singleElement()
                .satisfies(
                        e -> assertThat(e).hasMessage("pressure \"pressure\": the control group it watched is gone"));
        assertThat(pressure.isOpen()).isFalse();
    }

    @Test
    void aPressureTriggerTheKernelRefusesLeavesNothing() throws Exception {
        assumeTrue(Files.exists(Pressure.Resource.CPU.file()), "this kernel has no pressure stall information");
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (LeakCheck leaks = LeakCheck.start()) {
                kernel.failNext("write", Errno.EINVAL);
                int sources = loop.sources().size();
                assertThat(catchThrowable(() -> loop.pressure(
                                "pressure",
                                Pressure.Resource.CPU,
                                Pressure.Scope.SOME,
                                Duration.ofMillis(100),
                                Duration.ofMillis(500),
                                source -> {})))
                        .isInstanceOf(LinuxException.class)
                        .hasMessageContaining("of the windows tried this process may have ");
                assertThat(loop.sources()).hasSize(sources);
                leaks.assertNothingLeft();
            }
        });
    }

    @Test
    void aDescriptorIsReportedForWhatItIsWatchedForAsThatChanges() {
        Loops.assumeEndsAreTold();
        List<Integer> events = new ArrayList<>();
        try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
            DescriptorSource source = loop.descriptor("socket", borrowed(pair.one()), Epoll.IN, (s, ready) -> {
                events.add(ready);
                s.progress();
            });
            Turns.some(loop, 3);
            assertThat(events).isEmpty();
            source.watchFor(Epoll.OUT);
            Turns.some(loop, 2);
            assertThat(events).isNotEmpty().containsOnly(Epoll.OUT);
            source.watchFor(Epoll.IN | Epoll.RDHUP);
            pair.other().write(ByteBuffer.wrap(new byte[] {1}));
            events.clear();
            Turns.some(loop, 2);
            assertThat(events).isNotEmpty().containsOnly(Epoll.IN);
            pair.other().close();
            events.clear();
            Turns.some(loop, 1);
            assertThat(events).containsExactly(Epoll.IN | Epoll.RDHUP | Epoll.HUP);
            source.watchFor(0);
            events.clear();
            Turns.some(loop, 3);
            assertThat(events).isEmpty();
            source.close();
        }
    }

    @Test
    void interestTurnedOnAndOffInOneTurnCostsNoSystemCall() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            try (SocketPair pair = SocketPair.open(SocketType.STREAM)) {
                DescriptorSource source = loop.descriptor("socket", borrowed(pair.one()), Epoll.IN, (s, ready) -> {});
                loop.turn(Duration.ZERO);
                kernel.forgetCalls();
                source.watchFor(Epoll.IN | Epoll.OUT);
                source.watchFor(Epoll.IN);
                loop.turn(Duration.ZERO);
                assertThat(kernel.calls("epoll_ctl")).isZero();
                source.close();
            }
        });
    }

    @Test
    void aPipeWithoutReaderIsReportedAsAnErrorAndWithoutWriterAsHungUp() {
        Loops.assumeEndsAreTold();
        Pipe pipe = Pipe.open();
        Pipe other = Pipe.open();
        DescriptorSource writer = loop.descriptor("writer", borrowed(pipe.writer()), 0, (s, ready) -> {});
        writer.watchFor(Epoll.OUT);
        int[] events = new int[2];
        writer.close();
        DescriptorSource watched =
                loop.descriptor("writer", borrowed(pipe.writer()), Epoll.OUT, (s, ready) -> events[0] = ready);
        DescriptorSource reader =
                loop.descriptor("reader", borrowed(other.reader()), Epoll.IN, (s, ready) -> events[1] = ready);
        pipe.reader().close();
        other.writer().close();
        Turns.until(loop, () -> events[0] != 0 && events[1] != 0);
        assertThat(events[0]).isEqualTo(Epoll.OUT | Epoll.ERR);
        assertThat(events[1]).isEqualTo(Epoll.HUP);
        watched.close();
        reader.close();
        pipe.close();
        other.close();
    }

    @Test
    void aHangUpNobodyReactsToIsSetAsideAndOthersGoOn() {
        Pipe pipe = Pipe.open();
        DescriptorSource deaf = loop.descriptor("deaf", borrowed(pipe.reader()), Epoll.IN, (s, ready) -> {});
        pipe.writer().close();
        Turns.until(loop, () -> deaf.statistics().quarantined() == 1);
        counter().add(1);
        Turns.until(loop, () -> !seen.isEmpty());
        assertThat(deaf.isEnabled()).isTrue();
        deaf.close();
        pipe.close();
    }
}
