package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.Pipe;
import dev.carillon.testkit.LeakCheck;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerPoolTest {
    private final List<String> failures = new ArrayList<>();
    private final Pipe pipe = Pipe.open();
    private final WorkerPool pool = new WorkerPool("worker", 1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();

    /** Made in the test: a loop belongs to the thread that makes it, and with a time limit that is not the constructor's. */
    private EventLoop open() {
        return EventLoop.open(
                "test",
                Loops.OPTIONS.withErrorHandler(
                        (source, error) -> failures.add(source.name() + ": " + error.getMessage())));
    }

    @AfterEach
    void close() {
        mayEnd.countDown();
        pool.close();
        pipe.close();
    }

    private void write(String text) {
        pipe.writer().write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Work that reads a byte once it may. */
    private void readAByte() throws InterruptedException {
        begun.incrementAndGet();
        assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(pipe.reader().read(ByteBuffer.allocate(1))).isEqualTo(1);
        done.incrementAndGet();
    }

    private DescriptorSource handing(EventLoop loop, Trigger trigger, AtomicInteger calls) {
        DescriptorSource source = loop.descriptor("pipe", borrowed(pipe.reader()), Epoll.IN, (s, events) -> {
            calls.incrementAndGet();
            pool.hand(s, this::readAByte);
        });
        source.trigger(trigger);
        return source;
    }

    @ParameterizedTest
    @EnumSource(
            value = Trigger.class,
            names = {"LEVEL", "ONE_SHOT", "EDGE"})
    void aSourceIsSilentWhileAWorkerHasItAndArmedAgainAfterwards(Trigger trigger) {
        Loops.assumeCan(trigger);
        try (EventLoop loop = open()) {
            AtomicInteger calls = new AtomicInteger();
            handing(loop, trigger, calls).budget(1);
            write("abc");
            Turns.until(loop, () -> begun.get() == 1);
            Turns.some(loop, 20);
            assertThat(calls.get()).isEqualTo(1);
            mayEnd.countDown();
            Turns.until(loop, () -> done.get() == 3);
            Turns.some(loop, 20);
            assertThat(calls.get()).isEqualTo(3);
            write("d");
            Turns.until(loop, () -> done.get() == 4);
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void aSourceClosedByTheLoopIsNotArmedAgainWhenItsWorkEnds() {
        try (EventLoop loop = open()) {
            AtomicInteger calls = new AtomicInteger();
            DescriptorSource source = handing(loop, Trigger.ONE_SHOT, calls);
            write("ab");
            Turns.until(loop, () -> begun.get() == 1);
            source.close();
            Turns.some(loop, 3);
            mayEnd.countDown();
            Turns.until(loop, () -> done.get() == 1);
            pool.close();
            Turns.some(loop, 3);
            assertThat(calls.get()).isEqualTo(1);
            assertThat(loop.audit()).isEmpty();
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void workThatFailsAfterItsSourceWasClosedIsHeardOf() {
        try (EventLoop loop = open()) {
            DescriptorSource source = loop.descriptor(
                    "pipe",
                    borrowed(pipe.reader()),
                    Epoll.IN,
                    (s, events) -> pool.hand(s, () -> {
                        begun.incrementAndGet();
                        assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
                        throw new IllegalStateException("planted");
                    }));
            write("a");
            Turns.until(loop, () -> begun.get() == 1);
            source.close();
            mayEnd.countDown();
            Turns.until(loop, () -> !failures.isEmpty());
            assertThat(failures).containsExactly("pipe: planted");
        }
    }

    @Test
    void aLoopThatEndsWhileAWorkerHasASourceLeavesTheWorkerAlone() {
        try (LeakCheck leaks = LeakCheck.start()) {
            List<Throwable> uncaught = new ArrayList<>();
            Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
            EventLoop loop = open();
            handing(loop, Trigger.LEVEL, new AtomicInteger());
            write("ab");
            Turns.until(loop, () -> begun.get() == 1);
            loop.close();
            mayEnd.countDown();
            pool.close();
            leaks.assertNothingLeft();
            assertThat(done.get()).isEqualTo(1);
            assertThat(uncaught).isEmpty();
            assertThat(failures).isEmpty();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Trigger.class,
            names = {"LEVEL", "ONE_SHOT"})
    void workThatThrowsDisablesItsSourceUntilItIsEnabledAgain(Trigger trigger) {
        try (EventLoop loop = open()) {
            AtomicInteger calls = new AtomicInteger();
            DescriptorSource source = loop.descriptor(
                    "pipe",
                    borrowed(pipe.reader()),
                    Epoll.IN,
                    (s, events) -> pool.hand(s, () -> {
                        if (calls.incrementAndGet() == 1) {
                            throw new IllegalStateException("planted");
                        }
                        pipe.reader().read(ByteBuffer.allocate(1));
                        done.incrementAndGet();
                    }));
            source.trigger(trigger);
            write("a");
            Turns.until(loop, () -> !failures.isEmpty());
            Turns.some(loop, 10);
            assertThat(failures).containsExactly("pipe: planted");
            assertThat(source.isEnabled()).isFalse();
            assertThat(source.statistics().errors()).isEqualTo(1);
            assertThat(calls.get()).isEqualTo(1);
            source.enable();
            Turns.until(loop, () -> done.get() == 1);
        }
    }

    @Test
    void aSourceThatAWorkerHasIsNotHandedTwice() {
        try (EventLoop loop = open()) {
            DescriptorSource source = handing(loop, Trigger.LEVEL, new AtomicInteger());
            write("ab");
            Turns.until(loop, () -> begun.get() == 1);
            assertThatThrownBy(() -> pool.hand(source, done::incrementAndGet))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("\"pipe\" is in a worker's hands already");
            mayEnd.countDown();
            Turns.until(loop, () -> done.get() == 2);
            source.close();
            assertThatThrownBy(() -> pool.hand(source, done::incrementAndGet))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("\"pipe\" is closed");
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void aSourceIsHandedOnItsLoopsThreadOnly() throws Exception {
        try (EventLoop loop = open()) {
            CounterSource counter = loop.counter("counter", (source, value) -> {});
            List<String> refused = new ArrayList<>();
            Thread.ofPlatform()
                    .start(() -> {
                        try {
                            pool.hand(counter, done::incrementAndGet);
                        } catch (IllegalStateException e) {
                            refused.add("" + e.getMessage());
                        }
                    })
                    .join();
            assertThat(refused).singleElement().asString().contains("belongs to thread");
        }
    }

    @Test
    void aClosedPoolRefusesAndTheSourceGoesOn() {
        try (EventLoop loop = open()) {
            pool.close();
            AtomicInteger refused = new AtomicInteger();
            DescriptorSource source = loop.descriptor("pipe", borrowed(pipe.reader()), Epoll.IN, (s, events) -> {
                try {
                    pool.hand(s, () -> done.incrementAndGet());
                } catch (RejectedExecutionException e) {
                    refused.incrementAndGet();
                    pipe.reader().read(ByteBuffer.allocate(1));
                }
            });
            write("abc");
            Turns.until(loop, () -> refused.get() == 3);
            assertThat(source.isEnabled()).isTrue();
            assertThat(done.get()).isZero();
            assertThat(failures).isEmpty();
        }
    }

    @Test
    void theQueueIsAsLongAsThereAreSourcesWaiting() {
        try (EventLoop loop = open()) {
            List<CounterSource> counters = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                counters.add(loop.counter(
                        "counter",
                        (source, value) -> pool.hand(source, () -> {
                            begun.incrementAndGet();
                            assertThat(mayEnd.await(60, TimeUnit.SECONDS)).isTrue();
                            done.incrementAndGet();
                        })));
            }
            assertThat(pool.queueDepth()).isZero();
            for (int round = 0; round < 3; round++) { // what comes meanwhile is the kernel's to keep
                counters.forEach(counter -> counter.add(1));
                Turns.until(loop, () -> begun.get() == 1 && pool.queueDepth() == 3);
                Turns.some(loop, 3);
                assertThat(pool.queueDepth()).isEqualTo(3);
            }
            mayEnd.countDown();
            Turns.until(loop, () -> done.get() == 8);
            assertThat(pool.queueDepth()).isZero();
        }
    }

    @Test
    void sourcesThatStillWaitWhenThePoolsPatienceEndsAreGivenBackAndHeardOf() {
        try (EventLoop loop = open()) {
            List<CounterSource> counters = new ArrayList<>();
            for (String name : List.of("first", "second")) {
                counters.add(loop.counter(name, (source, value) -> pool.hand(source, this::readAByte)));
            }
            counters.forEach(counter -> counter.add(1));
            Turns.until(loop, () -> begun.get() == 1 && pool.queueDepth() == 1);
            pool.close(Duration.ofMillis(1));
            Turns.until(loop, () -> failures.size() == 2);
            assertThat(failures)
                    .anyMatch(failure ->
                            failure.equals("second: the worker pool was closed before it came to counter \"second\""));
            Turns.until(loop, () -> counters.stream().allMatch(CounterSource::isListening));
            assertThat(done.get()).isZero();
        }
    }

    @Test
    void whatWorkersHandleIsNoSpinningHoweverOftenItComes() {
        try (EventLoop loop = open();
                EventFd permits = EventFd.open(3 * SpinGuard.LIMIT, java.util.EnumSet.allOf(EventFd.Flag.class))) {
            DescriptorSource source = loop.descriptor(
                    "permits",
                    borrowed(permits),
                    Epoll.IN,
                    (s, events) -> pool.hand(s, () -> {
                        permits.read();
                        done.incrementAndGet();
                    }));
            Turns.until(loop, () -> done.get() == 3 * SpinGuard.LIMIT);
            assertThat(source.statistics().quarantined()).isZero();
            source.close();
        }
    }

    @Test
    void noPatienceIsTooLongForAPool() {
        try (EventLoop loop = open()) {
            CounterSource counter =
                    loop.counter("counter", (source, value) -> pool.hand(source, done::incrementAndGet));
            counter.add(1);
            Turns.until(loop, () -> done.get() == 1);
            pool.close(Duration.ofSeconds(Long.MAX_VALUE));
            Turns.until(loop, counter::isListening);
        }
    }

    @Test
    void anErrorOfAWorkerIsHeardOfAndTheSourceComesBack() {
        try (EventLoop loop = open()) {
            CounterSource counter = loop.counter(
                    "counter",
                    (source, value) -> pool.hand(source, () -> {
                        if (done.incrementAndGet() == 1) {
                            throw new StackOverflowError("planted");
                        }
                    }));
            counter.add(1);
            Turns.until(loop, () -> !failures.isEmpty());
            assertThat(failures).containsExactly("counter: planted");
            counter.add(1);
            Turns.until(loop, () -> done.get() == 2);
        }
    }

    @Test
    void aPoolHasAThreadOrMore() {
        for (int threads : List.of(0, -1)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new WorkerPool("none", threads))
                    .withMessage("a worker pool has 1 thread or more, not " + threads);
        }
    }
}
