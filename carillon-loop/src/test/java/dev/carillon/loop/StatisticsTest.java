package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Pipe;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each figure, provoked. */
class StatisticsTest {
    private final EventLoop loop = EventLoop.open("counted", Loops.OPTIONS.withErrorHandler((source, error) -> {}));

    @AfterEach
    void close() {
        loop.close();
    }

    @Test
    void aSourceCountsItsEventsAndTheTurnsTheyTook() {
        ManualTime time = new ManualTime();
        try (EventLoop timed = EventLoop.open("timed", Loops.OPTIONS.withTime(time))) {
            CounterSource source = timed.semaphore("permits", 100, (s, value) -> time.pass(Duration.ofNanos(1000)));
            source.budget(40);
            Turns.until(timed, () -> source.statistics().events() == 100);
            assertThat(source.statistics().turns()).isEqualTo(3);
            assertThat(source.statistics().handlerTime().count()).isEqualTo(3);
            assertThat(source.statistics().nanos()).isEqualTo(100_000);
            assertThat(source.statistics().longestNanos()).isEqualTo(40_000);
        }
    }

    @Test
    void aLoopTellsHowLongItsTurnsTookAndTheLastOfEachWaited() {
        ManualTime time = new ManualTime();
        try (EventLoop timed = EventLoop.open("timed", Loops.OPTIONS.withTime(time))) {
            CounterSource first = timed.counter("first", (s, value) -> time.pass(Duration.ofNanos(3000)));
            CounterSource last = timed.counter("last", (s, value) -> time.pass(Duration.ofNanos(500)));
            last.priority(Priority.LOW);
            first.add(1);
            last.add(1);
            Turns.until(timed, () -> last.statistics().events() == 1);
            assertThat(timed.statistics().turnTime().max()).isEqualTo(3500);
            assertThat(timed.statistics().dispatchDelay().max()).isEqualTo(3000);
            assertThat(timed.statistics().dispatchDelay().count())
                    .isEqualTo(timed.statistics().turnTime().count());
        }
    }

    @Test
    void aStreamCountsItsBytes() {
        try (Pipe pipe = Pipe.open()) {
            StreamSource source = loop.bytes("bytes", pipe.reader(), (s, bytes) -> bytes.position(bytes.limit()));
            pipe.writer().write(ByteBuffer.wrap(new byte[1234]));
            Turns.until(loop, () -> source.statistics().bytes() == 1234);
        }
    }

    @Test
    void readyWithoutAnythingThereIsCounted() {
        CounterSource source = loop.counter("counter", (s, value) -> {});
        source.eventFd().add(1);
        CounterSource thief =
                loop.counter("thief", (s, value) -> source.eventFd().read());
        thief.priority(Priority.FIRST);
        thief.add(1);
        Turns.until(loop, () -> source.statistics().again() == 1);
        assertThat(source.statistics().events()).isZero();
    }

    @Test
    void aHandlerThatThrowsIsCounted() {
        CounterSource source = loop.counter("failing", (s, value) -> {
            throw new IllegalStateException("planted");
        });
        source.add(1);
        Turns.until(loop, () -> source.statistics().errors() == 1);
    }

    @Test
    void whatComesTogetherIsMergedAndWhatIsGivenUpIsMissed() {
        CounterSource counter = loop.counter("counter", (s, value) -> {});
        counter.add(5);
        counter.add(6);
        Turns.until(loop, () -> counter.statistics().events() == 1);
        assertThat(counter.ledger()).isEqualTo(new Ledger(11, 1, 10, 0));
    }

    @Test
    void aTimerTellsHowLateItWas() {
        TimerSource timer = loop.timer("timer", (s, ticks) -> {});
        timer.every(Duration.ofMillis(1));
        Turns.until(loop, () -> timer.statistics().events() >= 3);
        Histogram lateness = timer.statistics().lateness();
        assertThat(lateness).isNotNull();
        assertThat(lateness.count()).isEqualTo(timer.statistics().events());
    }

    @Test
    void theLoopCountsItsTurnsBatchesAndDispatches() {
        LoopStatistics statistics = loop.statistics();
        CounterSource one = loop.counter("one", (s, value) -> {});
        CounterSource two = loop.counter("two", (s, value) -> {});
        Turns.some(loop, 2);
        long events = statistics.kernelEvents();
        one.add(1);
        two.add(1);
        loop.turn(Duration.ZERO);
        assertThat(statistics.turns()).isEqualTo(3);
        assertThat(statistics.polls()).isEqualTo(3);
        assertThat(statistics.kernelEvents() - events).isEqualTo(2);
        assertThat(statistics.dispatches()).isEqualTo(2);
        assertThat(statistics.batch().max()).isEqualTo(2);
        assertThat(statistics.workingNanos()).isPositive();
    }

    @Test
    void timeAsleepIsWaitingTime() {
        Duration nap = Duration.ofMillis(5);
        loop.turn(nap);
        assertThat(loop.statistics().waitingNanos()).isGreaterThanOrEqualTo(nap.toNanos());
        assertThat(loop.statistics().workingNanos()).isLessThan(nap.toNanos());
    }

    @Test
    void interestThatReachesTheKernelIsCountedAndWhatWasTakenBackIsNot() {
        CounterSource source = loop.counter("counter", (s, value) -> {});
        loop.turn(Duration.ZERO);
        long before = loop.statistics().interestChanges();
        source.disable();
        loop.turn(Duration.ZERO);
        assertThat(loop.statistics().interestChanges() - before).isEqualTo(1);
    }

    @Test
    void tasksThatWaitAreTheQueueDepth() {
        assertThat(loop.queueDepth()).isZero();
        CountDownLatch ran = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            loop.execute(ran::countDown);
        }
        assertThat(loop.queueDepth()).isEqualTo(3);
        Turns.until(loop, () -> ran.getCount() == 0);
        assertThat(loop.queueDepth()).isZero();
    }

    @Test
    void sourcesLedgerAndAuditAreAskedFromAnyThread() throws Exception {
        try (LoopGroup group = LoopGroup.start("asked", 1, Loops.OPTIONS)) {
            EventLoop running = group.next();
            CounterSource counter = running.submit(() -> running.counter("asked for", (source, value) -> {}))
                    .get();
            counter.add(3);
            while (counter.ledger().handled() == 0) {
                Thread.onSpinWait();
            }
            running.submit(() -> 0).get();
            assertThat(running.sources()).contains(counter);
            assertThat(running.ledger().sent()).isEqualTo(3);
            assertThat(running.audit()).isEmpty();
            running.submit(() -> {
                        counter.close();
                        return 0;
                    })
                    .get();
            assertThat(running.sources()).doesNotContain(counter);
        }
    }
}
