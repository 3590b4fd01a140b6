package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Epoll;
import dev.carillon.linux.EventFd;
import dev.carillon.linux.FileFd;
import dev.carillon.testkit.ScriptedKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One turn by hand: how long it would wait, what it does in which order, and what it counts. Time passes where a test says. */
class TurnTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SLOW = Duration.ofMillis(10);

    private final ManualTime time = new ManualTime();
    private final List<Duration> waits = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private Runnable inWait = () -> {};
    private Runnable inBatch = () -> {};
    private int looks;
    private final EventLoop loop = EventLoop.open(
            "turned",
            LoopOptions.DEFAULTS
                    .withPoller(Sleepless::new)
                    .withTime(this::look)
                    .withTimerAccuracy(Duration.ZERO)
                    .withSlowHandler(SLOW)
                    .withErrorHandler((_, error) -> failures.add(error)));

    @AfterEach
    void close() {
        loop.close();
        assertThat(failures).isEmpty();
    }

    private long look() {
        looks++;
        return time.nanos();
    }

    private void asked(Duration wait) {
        waits.add(wait);
        inWait.run();
    }

    private final class Sleepless extends SleeplessPoller {
        Sleepless(int batch) {
            super(batch, TurnTest.this::asked);
        }

        @Override
        public void deliver(Sink sink) {
            super.deliver(sink);
            inBatch.run();
        }
    }

    private CounterSource ready(String name) {
        CounterSource counter = loop.counter(name, (source, value) -> seen.add(name));
        counter.add(1);
        return counter;
    }

    private int turn() {
        waits.clear();
        return loop.turn(LONG);
    }

    @Test
    void itWaitsAsLongAsItIsToldToAndNoLongerThanToTheEarliestDeadline() {
        loop.turn(LONG);
        loop.turn(Duration.ZERO);
        loop.timeout(() -> seen.add("due")).schedule(Duration.ofMillis(10));
        loop.turn(LONG);
        loop.turn(Duration.ofMillis(10));
        loop.turn(Duration.ofMillis(3));
        assertThat(waits)
                .containsExactly(
                        LONG, Duration.ZERO, Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMillis(3));
        assertThat(seen).isEmpty();
        time.pass(Duration.ofMillis(10));
        loop.turn(LONG);
        assertThat(seen).containsExactly("due");
    }

    @Test
    void aLoopThatRunsWaitsForEverOrToTheEarliestDeadline() {
        loop.timeout(() -> seen.add("due")).schedule(Duration.ofMillis(10));
        inWait = () -> {
            if (waits.size() == 1) {
                time.pass(Duration.ofMillis(10));
            } else {
                loop.stop();
            }
        };
        loop.run();
        assertThat(waits).containsExactly(Duration.ofMillis(10), Duration.ofNanos(-1));
        assertThat(seen).containsExactly("due");
    }

    @Test
    void withSomethingLeftToHandleItOnlyLooks() {
        loop.defer("defer", source -> seen.add("deferred")).schedule();
        assertThat(turn()).isEqualTo(1);
        assertThat(waits).containsExactly(Duration.ZERO);
        assertThat(turn()).isZero();
        assertThat(waits).containsExactly(LONG);
        loop.execute(() -> seen.add("task"));
        turn();
        assertThat(waits).containsExactly(Duration.ZERO);
        assertThat(seen).containsExactly("deferred", "task");
    }

    @Test
    void aFileThatIsAlwaysReadyKeepsItAwakeOnlyWhileItIsListenedTo(@TempDir Path directory) throws Exception {
        Path path = Files.writeString(directory.resolve("file"), "line\n".repeat(100_000));
        StreamSource file = loop.lines("file", FileFd.open(path), (source, line) -> {});
        file.budget(1);
        turn();
        assertThat(waits).containsExactly(Duration.ZERO);
        long before = file.statistics().events();
        turn();
        assertThat(waits).containsExactly(Duration.ZERO);
        assertThat(file.statistics().events()).isGreaterThan(before);
        file.disable();
        turn();
        turn();
        assertThat(waits).containsExactly(LONG);
        file.enable();
        turn();
        assertThat(waits).containsExactly(Duration.ZERO);
        file.close();
        turn();
        assertThat(waits).containsExactly(LONG);
    }

    @Test
    void aFileIsReadByOneSourceAndOthersByTheirs(@TempDir Path directory) throws Exception {
        FileFd one = FileFd.open(Files.writeString(directory.resolve("one"), "1\n"));
        FileFd other = FileFd.open(Files.writeString(directory.resolve("other"), "2\n"));
        loop.lines("one", one, (source, line) -> seen.add(line));
        loop.lines("other", other, (source, line) -> seen.add(line));
        assertThatThrownBy(() -> loop.lines("second", other, (source, line) -> seen.add(line)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is watched by")
                .hasMessageContaining("\"other\" already");
        Turns.until(loop, () -> seen.size() == 2);
        assertThat(seen).containsExactly("1", "2");
    }

    @Test
    void aStreamOfTasksThatHasDriedUpLetsItSleep() {
        for (int i = 0; i < 20; i++) {
            loop.execute(() -> seen.add("task"));
        }
        turn();
        assertThat(seen).hasSize(20);
        turn();
        assertThat(waits).containsExactly(LONG);
    }

    @Test
    void aTaskThatComesInTheWaitEndsItAndOneThatComesOtherwiseCostsNoWrite() throws Exception {
        ScriptedKernel kernel = ScriptedKernel.seeded(1);
        kernel.run(() -> {
            inWait = () -> loop.execute(() -> seen.add("in the wait"));
            turn();
            assertThat(kernel.calls("write")).isEqualTo(1);
            assertThat(loop.statistics().kernelEvents()).isEqualTo(1);
            inWait = () -> {};
            kernel.forgetCalls();
            turn();
            loop.execute(() -> seen.add("between"));
            turn();
            assertThat(kernel.calls("write")).isZero();
        });
        assertThat(seen).containsExactly("in the wait", "between");
    }

    @Test
    void theClockIsLookedAtOnceAnEventAndOnceMoreAfterABatch() {
        CounterSource one = ready("one");
        CounterSource other = ready("other");
        turn();
        looks = 0;
        turn();
        assertThat(looks).as("without an event").isEqualTo(2);
        one.add(1);
        looks = 0;
        turn();
        assertThat(looks).as("with one").isEqualTo(3);
        one.add(1);
        other.add(1);
        looks = 0;
        turn();
        assertThat(looks).as("with two").isEqualTo(5);
    }

    @Test
    void whatABatchTakesIsNotTheFirstHandlers() {
        CounterSource one = ready("one");
        CounterSource other = ready("other");
        inBatch = () -> time.pass(Duration.ofMillis(5));
        turn();
        assertThat(one.statistics().nanos()).isZero();
        assertThat(other.statistics().nanos()).isZero();
    }

    @Test
    void timeIsWaitingTimeInTheWaitAndAfterItTheHandlers() {
        CounterSource counter = loop.counter("counter", (source, value) -> time.pass(Duration.ofMillis(3)));
        inWait = () -> time.pass(Duration.ofMillis(7));
        for (int i = 1; i <= 2; i++) {
            counter.add(1);
            assertThat(turn()).isEqualTo(1);
            assertThat(loop.statistics().waitingNanos()).isEqualTo(i * 7_000_000L);
            assertThat(loop.statistics().workingNanos()).isEqualTo(i * 3_000_000L);
            assertThat(counter.statistics().nanos()).isEqualTo(i * 3_000_000L);
            assertThat(loop.statistics().dispatches()).isEqualTo(i);
            assertThat(loop.statistics().turns()).isEqualTo(i);
        }
    }

    @Test
    void aHandlerIsSlowFromItsLimitOn() {
        CounterSource counter = loop.counter("counter", (source, value) -> time.pass(Duration.ofNanos(value)));
        counter.add(SLOW.toNanos() - 1);
        turn();
        assertThat(loop.statistics().slowHandlers()).isZero();
        counter.add(SLOW.toNanos());
        turn();
        assertThat(loop.statistics().slowHandlers()).isEqualTo(1);
        counter.add(1);
        turn();
        assertThat(loop.statistics().slowHandlers()).isEqualTo(1);
    }

    @Test
    void whatAChangeOfInterestCostsIsCountedOnce() {
        CounterSource counter = ready("counter");
        turn();
        long before = loop.statistics().interestChanges();
        counter.disable();
        turn();
        turn();
        assertThat(loop.statistics().interestChanges() - before).isEqualTo(1);
    }

    @Test
    void anEventOfASourceThatIsGoneIsCounted() {
        try (EventFd left = EventFd.open()) {
            left.add(1);
            loop.poller.add(left, Epoll.IN, 12_345);
            turn();
            turn();
            loop.poller.remove(left);
        }
        assertThat(loop.statistics().stale()).isEqualTo(2);
    }

    @Test
    void theDepthIsWhatIsLeftOfTheTurnAndWhatWaitsForTheNext() {
        List<Integer> depths = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            loop.defer("defer", source -> {
                        source.schedule();
                        depths.add(loop.dispatcher.depth());
                    })
                    .schedule();
        }
        turn();
        turn();
        assertThat(depths).containsExactly(3, 3, 3, 3, 3, 3);
    }

    @Test
    void quietIsMeasuredFromTheLastHandlersTurn() {
        loop.idle("idle", Duration.ofMillis(10), (source, span) -> seen.add("quiet for " + span.toMillis()));
        CounterSource counter = ready("counter");
        time.pass(Duration.ofMillis(6));
        turn();
        time.pass(Duration.ofMillis(4));
        turn();
        assertThat(seen).containsExactly("counter");
        assertThat(waits).containsExactly(Duration.ZERO);
        time.pass(Duration.ofMillis(5));
        turn();
        assertThat(waits).containsExactly(Duration.ofMillis(1));
        time.pass(Duration.ofMillis(1));
        turn();
        assertThat(seen).containsExactly("counter", "quiet for 10");
        counter.close();
    }

    @Test
    void postWorkFollowsAnIdleNotice() {
        loop.post("post", source -> seen.add("post"));
        loop.idle("idle", Duration.ofMillis(10), (source, span) -> seen.add("idle"));
        time.pass(Duration.ofMillis(10));
        turn();
        turn();
        turn();
        assertThat(seen).containsExactly("idle", "post");
        assertThat(waits).containsExactly(Duration.ofMillis(10));
    }

    @Test
    void aRateLimitLetsThroughSoManyAWindowAndNoMore() {
        int[] taken = {0};
        CounterSource permits = loop.semaphore("permits", 35, (source, value) -> taken[0]++);
        permits.rateLimit(10, Duration.ofSeconds(1));
        permits.budget(7);
        for (int window = 1; window <= 3; window++) {
            Turns.some(loop, 5);
            assertThat(taken[0]).isEqualTo(10 * window);
            time.pass(Duration.ofSeconds(1));
        }
        assertThat(permits.statistics().limited()).isEqualTo(3);
    }
}
