package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatchTest {
    private final List<String> seen = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final EventLoop loop =
            EventLoop.open("test", Loops.OPTIONS.withErrorHandler((source, error) -> failures.add(error)));

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void readySourcesAreHandledByPriorityAndThenByAge() {
        for (int i = 0; i < 3; i++) {
            counterNamed("normal" + i);
        }
        CounterSource last = counterNamed("last");
        last.priority(Priority.LAST);
        CounterSource first = counterNamed("first");
        first.priority(Priority.FIRST);
        loop.sources().stream().filter(CounterSource.class::isInstance).forEach(s -> ((CounterSource) s).add(1));
        loop.turn(Duration.ZERO);
        assertThat(seen.getFirst()).isEqualTo("first");
        assertThat(seen.getLast()).isEqualTo("last");
        assertThat(seen).hasSize(5);
    }

    private CounterSource counterNamed(String name) {
        return loop.counter(name, (source, value) -> seen.add(source.name()));
    }

    @Test
    void aSourceClosedByAnotherHandlerOfTheSameBatchIsNotHandled() {
        CounterSource victim = counterNamed("victim");
        CounterSource killer = loop.counter("killer", (source, value) -> victim.close());
        killer.priority(Priority.FIRST);
        victim.add(1);
        killer.add(1);
        loop.turn(Duration.ZERO);
        loop.turn(Duration.ZERO);
        assertThat(seen).isEmpty();
    }

    @Test
    void anEventOfAnOldLifeNeverReachesANewSourceWithTheSameDescriptorNumber() {
        CounterSource old = counterNamed("old");
        int number = old.eventFd().number();
        CounterSource killer = loop.counter("killer", (source, value) -> {
            old.close();
            CounterSource young = counterNamed("young");
            assertThat(young.eventFd().number()).isEqualTo(number);
        });
        killer.priority(Priority.FIRST);
        old.add(1);
        killer.add(1);
        Turns.some(loop, 3);
        assertThat(failures).isEmpty();
        assertThat(seen).isEmpty();
    }

    @Test
    void aHandlerThatThrowsDisablesItsSourceIfToldToAndTheOthersGoOn() {
        CounterSource bad = loop.counter("bad", (source, value) -> {
            throw new IllegalStateException("planted");
        });
        bad.onFailure(FailurePolicy.DISABLE);
        CounterSource good = counterNamed("good");
        bad.add(1);
        good.add(1);
        loop.turn(Duration.ZERO);
        assertThat(failures).singleElement().satisfies(e -> assertThat(e).hasMessage("planted"));
        assertThat(bad.isEnabled()).isFalse();
        assertThat(bad.statistics().errors()).isEqualTo(1);
        assertThat(seen).containsExactly("good");
    }

    @Test
    void disablingAndEnablingWithinATurnCostsNoSystemCallAndLosesNothing() {
        Loops.assumeCan(Trigger.EDGE);
        CounterSource counter = counterNamed("counter");
        counter.trigger(Trigger.EDGE);
        loop.turn(Duration.ZERO);
        CounterSource toggler = loop.counter("toggler", (source, value) -> {
            counter.disable();
            counter.enable();
        });
        toggler.priority(Priority.FIRST);
        counter.add(1);
        toggler.add(1);
        Turns.some(loop, 3);
        assertThat(seen).containsExactly("counter");
    }

    @Test
    void aDisabledSourceIsHandledOnceEnabledAgain() {
        CounterSource counter = counterNamed("counter");
        counter.disable();
        counter.add(7);
        Turns.some(loop, 3);
        assertThat(seen).isEmpty();
        counter.enable();
        Turns.some(loop, 2);
        assertThat(seen).containsExactly("counter");
    }

    @Test
    void aOneShotSourceIsReportedOnceUntilArmedAgain() throws Exception {
        try (EventFd fd = EventFd.open()) {
            DescriptorSource source = loop.descriptor("fd", borrowed(fd), Epoll.IN, (s, events) -> seen.add("fired"));
            source.trigger(Trigger.ONE_SHOT);
            fd.add(1);
            Turns.some(loop, 5);
            assertThat(seen).hasSize(1);
            source.rearm();
            Turns.some(loop, 5);
            assertThat(seen).hasSize(2);
            source.close();
        }
    }

    @Test
    void anEdgeTriggeredPipeIsDrainedInOneGo() {
        Loops.assumeCan(Trigger.EDGE);
        Pipe pipe = Pipe.open();
        List<String> lines = new ArrayList<>();
        StreamSource source = loop.lines("pipe", pipe.reader(), (s, line) -> lines.add(line));
        source.trigger(Trigger.EDGE);
        loop.turn(Duration.ZERO);
        pipe.writer().write(ByteBuffer.wrap("one\ntwo\nthr".getBytes(StandardCharsets.UTF_8)));
        Turns.until(loop, () -> lines.size() == 2);
        pipe.writer().write(ByteBuffer.wrap("ee\n".getBytes(StandardCharsets.UTF_8)));
        Turns.until(loop, () -> lines.size() == 3);
        assertThat(lines).containsExactly("one", "two", "three");
        pipe.writer().close();
    }

    @Test
    void aSecondSourceOnADescriptorIsToldTheFirst() {
        try (EventFd fd = EventFd.open()) {
            DescriptorSource first = loop.descriptor("first", borrowed(fd), Epoll.IN, (s, events) -> {});
            assertThatThrownBy(() -> loop.descriptor("second", borrowed(fd), Epoll.IN, (s, events) -> {}))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"first\"");
            first.close();
        }
    }

    @Test
    void aClosedDescriptorIsRefused() {
        EventFd fd = EventFd.open();
        fd.close();
        assertThatThrownBy(() -> loop.descriptor("x", borrowed(fd), Epoll.IN, (s, events) -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void anotherThreadIsRefused() throws Exception {
        CounterSource counter = counterNamed("counter");
        List<Throwable> refused = new ArrayList<>();
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                counter.disable();
            } catch (IllegalStateException e) {
                refused.add(e);
            }
        });
        thread.join();
        assertThat(refused).singleElement().satisfies(e -> assertThat(e).hasMessageContaining("belongs to thread"));
    }

    @Test
    void aSourceThatFiresWithoutProgressIsSetAsideAndComesBack() {
        try (EventFd fd = EventFd.open()) {
            int[] fired = {0};
            DescriptorSource source = loop.descriptor("spinner", borrowed(fd), Epoll.IN, (s, events) -> fired[0]++);
            fd.add(1);
            Turns.some(loop, SpinGuard.LIMIT + 50);
            assertThat(fired[0]).isEqualTo(SpinGuard.LIMIT);
            assertThat(source.statistics().quarantined()).isEqualTo(1);
            Turns.until(loop, () -> fired[0] > SpinGuard.LIMIT);
            source.close();
        }
    }

    @Test
    void aRateLimitLetsTheKernelKeepTheRest() {
        int[] permits = {0};
        CounterSource source = loop.semaphore("semaphore", 100, (s, value) -> permits[0]++);
        source.rateLimit(10, Duration.ofMillis(200));
        Turns.some(loop, 20);
        assertThat(permits[0]).isEqualTo(10);
        assertThat(source.statistics().limited()).isEqualTo(1);
        Turns.until(loop, () -> permits[0] >= 20);
    }

    @Test
    void aBusySourceLeavesRoomForOthersInEveryTurn() {
        int[] permits = {0};
        CounterSource busy = loop.semaphore("busy", 10_000, (s, value) -> permits[0]++);
        busy.priority(Priority.FIRST);
        CounterSource low = counterNamed("low");
        low.priority(Priority.LAST);
        low.add(1);
        loop.turn(Duration.ZERO);
        assertThat(seen).containsExactly("low");
        assertThat(permits[0]).isEqualTo(Loops.OPTIONS.budget());
    }

    @Test
    void theAuditFindsADuplicateThatKeepsADeadRegistrationAlive() {
        Loops.assumeEpoll();
        CounterSource counter = counterNamed("counter");
        counter.add(1);
        loop.turn(Duration.ZERO);
        assertThat(loop.audit()).isEmpty();
        try (EventFd fd = EventFd.open()) {
            DescriptorSource watched = loop.descriptor("watched", borrowed(fd), Epoll.IN, (s, events) -> {});
            loop.poller.remove(fd);
            assertThat(loop.audit())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.kind()).isEqualTo(AuditFinding.Kind.MISSING));
            loop.poller.add(fd, Epoll.IN, watched.token());
            watched.close();
        }
    }
}
