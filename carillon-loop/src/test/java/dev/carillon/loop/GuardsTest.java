package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import dev.carillon.testkit.BrokenLog;
import dev.carillon.testkit.Logged;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What keeps one source from taking the loop from the others. */
class GuardsTest {
    @Test
    void aSourceThatSpinsIsNamedSetAsideAndComesBackWhileOthersGoOn() {
        try (Logged logged = Logged.by(SpinGuard.class);
                EventLoop loop = Loops.open("guarded");
                Pipe pipe = Pipe.open()) {
            boolean[] reads = {false};
            ByteBuffer into = ByteBuffer.allocateDirect(16);
            DescriptorSource deaf = loop.descriptor("deaf one", borrowed(pipe.reader()), Epoll.IN, (source, events) -> {
                if (reads[0]) {
                    pipe.reader().read(into.clear());
                }
            });
            int[] others = {0};
            CounterSource other = loop.counter("other", (source, value) -> others[0]++);
            pipe.writer().write(ByteBuffer.wrap(new byte[1]));
            Turns.until(loop, () -> deaf.statistics().quarantined() == 1);
            long before = deaf.statistics().events();
            other.add(1);
            Turns.until(loop, () -> others[0] == 1);
            assertThat(deaf.statistics().events()).as("calls while set aside").isEqualTo(before);
            assertThat(logged.lines())
                    .singleElement()
                    .asString()
                    .contains("\"deaf one\"")
                    .contains("256 times");
            reads[0] = true;
            Turns.until(loop, () -> deaf.statistics().events() > before);
            pipe.writer().write(ByteBuffer.wrap(new byte[1]));
            long after = deaf.statistics().events();
            Turns.until(loop, () -> deaf.statistics().events() > after);
            assertThat(deaf.statistics().quarantined()).isEqualTo(1);
        }
    }

    @Test
    void aSourceThatSpinsForHoursIsToldOfOnceAMinute() {
        ManualTime time = new ManualTime();
        try (Logged logged = Logged.by(SpinGuard.class);
                EventLoop loop = EventLoop.open("guarded", Loops.OPTIONS.withTime(time));
                EventFd fd = EventFd.open(1, EnumSet.allOf(EventFd.Flag.class))) {
            DescriptorSource deaf = loop.descriptor("deaf one", borrowed(fd), Epoll.IN, (source, events) -> {});
            for (int second = 0; second < 3_600; second++) {
                Turns.some(loop, SpinGuard.LIMIT + 2);
                time.pass(Duration.ofSeconds(1));
            }
            assertThat(deaf.statistics().quarantined()).isGreaterThan(3_000);
            assertThat(logged.lines()).hasSizeBetween(60, 70);
            deaf.close();
        }
    }

    @Test
    void aDescriptorThatIsReadToItsEndIsNotSetAsideHoweverOftenItFires() {
        try (EventLoop loop = Loops.open("guarded");
                EventFd fd = EventFd.open()) {
            int[] read = {0};
            DescriptorSource source = loop.descriptor("drained", borrowed(fd), Epoll.IN, (s, events) -> {
                read[0] += (int) fd.read(); // what it had, an eventfd does not tell
            });
            for (int i = 1; i <= 3 * SpinGuard.LIMIT; i++) {
                fd.add(1);
                int sent = i;
                Turns.until(loop, () -> read[0] == sent);
            }
            assertThat(source.statistics().quarantined()).isZero();
            source.close();
        }
    }

    @Test
    void aRateLimitIsNeverExceededAndLosesNothing() {
        try (EventLoop loop = Loops.open("limited")) {
            List<Long> times = new ArrayList<>();
            CounterSource source = loop.semaphore("permits", 60, (s, value) -> times.add(System.nanoTime()));
            source.rateLimit(5, Duration.ofMillis(10));
            Turns.until(loop, () -> times.size() == 60);
            for (int i = 10; i < times.size(); i++) {
                // Two windows may touch, so ten can come together; an eleventh is a window's length after the first.
                assertThat(times.get(i) - times.get(i - 10)).isGreaterThanOrEqualTo(10_000_000L - 1_000_000);
            }
            assertThat(source.statistics().limited()).isEqualTo(12);
            assertThat(source.ledger().open()).isZero();
        }
    }

    @Test
    void aLimitThatIsTakenOffInTheLastPermittedEventDoesNotHoldAnyMore() {
        try (EventLoop loop = Loops.open("limited")) {
            int[] taken = {0};
            CounterSource source = loop.semaphore("permits", 5, (s, value) -> {
                taken[0]++;
                s.noRateLimit();
            });
            source.rateLimit(1, Duration.ofDays(1));
            Turns.until(loop, () -> taken[0] == 5);
        }
    }

    @Test
    void aSourceTakenOffItsLimitGoesOnAtOnce() {
        try (EventLoop loop = Loops.open("limited")) {
            int[] taken = {0};
            CounterSource source = loop.semaphore("permits", 20, (s, value) -> taken[0]++);
            source.rateLimit(1, Duration.ofHours(1));
            Turns.some(loop, 5);
            assertThat(taken[0]).isEqualTo(1);
            source.noRateLimit();
            Turns.until(loop, () -> taken[0] == 20);
        }
    }

    @Test
    void anErrorHandlerThatThrowsTakesNothingDown() {
        LoopOptions options = Loops.OPTIONS.withErrorHandler((source, error) -> {
            throw new IllegalStateException("planted in the error handler");
        });
        try (Logged logged = Logged.by(EventLoop.class);
                EventLoop loop = EventLoop.open("guarded", options)) {
            CounterSource failing = loop.counter("failing", (source, value) -> {
                throw new IllegalStateException("planted in the handler");
            });
            int[] others = {0};
            CounterSource other = loop.counter("other", (source, value) -> others[0]++);
            failing.add(1);
            other.add(1);
            Turns.until(loop, () -> others[0] == 1);
            assertThat(failing.isEnabled()).isTrue();
            assertThat(logged.lines())
                    .satisfiesExactly(
                            line -> assertThat(line).contains("error handler"),
                            line -> assertThat(line).contains("what it was told", "counter \"failing\""));
        }
    }

    @Test
    void anErrorThatCannotBeToldIsCountedAndTheLoopGoesOn() {
        try (EventLoop loop = Loops.open("guarded");
                BrokenLog _ = BrokenLog.of(EventLoop.class)) {
            CounterSource failing = loop.counter("failing", (source, value) -> {
                throw new IllegalStateException("planted in the handler");
            });
            int[] others = {0};
            CounterSource other = loop.counter("other", (source, value) -> others[0]++);
            failing.add(1);
            other.add(1);
            Turns.until(loop, () -> others[0] == 1);
            assertThat(loop.statistics().unreported()).isPositive();
        }
    }
}
