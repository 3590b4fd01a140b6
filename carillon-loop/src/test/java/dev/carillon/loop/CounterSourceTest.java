package dev.carillon.loop;

import static dev.carillon.loop.Borrowed.borrowed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.EventFd;
import dev.carillon.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CounterSourceTest {
    private static final Duration GENEROUS = Duration.ofSeconds(20);

    private final List<Long> values = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private CounterSource counter() {
        return loop.counter("counter", (source, value) -> values.add(value));
    }

    @Test
    void additionsBeforeTheLoopLooksAreHandledTogether() {
        CounterSource counter = counter();
        counter.add(1);
        counter.add(2);
        counter.add(0x10);
        loop.turn(Duration.ZERO);
        assertThat(values).containsExactly(19L);
        assertThat(counter.ledger()).isEqualTo(new Ledger(19, 1, 18, 0));
        assertThat(counter.statistics().merged()).isEqualTo(18);
    }

    @Test
    void addingZeroCallsNobody() {
        CounterSource counter = counter();
        assertThat(counter.add(0)).isTrue();
        Turns.some(loop, 3);
        assertThat(values).isEmpty();
        assertThat(counter.ledger()).isEqualTo(Ledger.EMPTY);
    }

    @Test
    void aSemaphoreHandsOutItsPermitsOneByOneTheFirstOnesToo() {
        CounterSource semaphore = loop.semaphore("semaphore", 3, (source, value) -> values.add(value));
        semaphore.add(2);
        Turns.some(loop, 2);
        assertThat(values).containsExactly(1L, 1L, 1L, 1L, 1L);
        assertThat(semaphore.ledger().open()).isZero();
        assertThat(semaphore.ledger().handled()).isEqualTo(5);
    }

    @Test
    void aSemaphoreSwitchedOffInItsHandlerKeepsTheOtherPermits() {
        CounterSource semaphore = loop.semaphore("semaphore", 3, (source, value) -> {
            values.add(value);
            source.disable();
        });
        for (int taken = 1; taken <= 3; taken++) {
            Turns.some(loop, 3);
            assertThat(values).hasSize(taken);
            semaphore.enable();
        }
        Turns.some(loop, 3);
        assertThat(values).hasSize(3);
    }

    @Test
    void anEdgeIsNotLostWhenAnotherHandlerOfTheTurnSwitchesTheSourceOnAgain() {
        Loops.assumeCan(Trigger.EDGE);
        CounterSource semaphore = loop.semaphore("semaphore", 3, (source, value) -> {
            values.add(value);
            source.disable();
        });
        semaphore.trigger(Trigger.EDGE);
        CounterSource enabler = loop.counter("enabler", (source, value) -> semaphore.enable());
        enabler.priority(Priority.LAST);
        for (int taken = 1; taken <= 3; taken++) {
            enabler.add(1);
            loop.turn(Duration.ZERO);
            assertThat(values).hasSize(taken);
        }
    }

    @Test
    void aSharedCounterStaysItsOwners() {
        try (EventFd shared = EventFd.open()) {
            CounterSource counter = loop.counter("shared", borrowed(shared), (source, value) -> values.add(value));
            shared.add(7); // as another process would
            loop.turn(Duration.ZERO);
            assertThat(values).containsExactly(7L);
            assertThat(counter.ledger().open()).isZero();
            assertThat(counter.ledger().sent()).isEqualTo(7);
            counter.close();
            assertThat(shared.isOpen()).isTrue();
            shared.add(8);
            Turns.some(loop, 3);
            assertThat(values).containsExactly(7L);
            assertThat(shared.read()).isEqualTo(8);
        }
    }

    @Test
    void whatIsLeftInACounterThatClosesIsMissedInTheLedger() {
        CounterSource counter = counter();
        CounterSource closer = loop.counter("closer", (source, value) -> counter.close());
        closer.priority(Priority.FIRST);
        counter.add(3);
        loop.turn(Duration.ZERO);
        counter.add(4);
        closer.add(1);
        loop.turn(Duration.ZERO); // both are ready
        assertThat(values).containsExactly(3L);
        assertThat(counter.ledger()).isEqualTo(new Ledger(7, 1, 2, 4));
    }

    @Test
    void whatIsLeftWhenTheLoopEndsIsMissedInTheLedger() {
        CounterSource counter = counter();
        counter.add(7);
        loop.close();
        assertThat(counter.ledger()).isEqualTo(new Ledger(7, 0, 0, 7));
    }

    @Test
    void whatAFullCounterRefusesIsMissedInTheLedger() {
        CounterSource counter = counter();
        assertThat(counter.add(EventFd.MAX_VALUE)).isTrue();
        assertThat(counter.add(5)).isFalse();
        assertThat(counter.ledger().missed()).isEqualTo(5);
        Turns.some(loop, 2);
        assertThat(values).containsExactly(EventFd.MAX_VALUE);
        assertThat(counter.ledger().open()).isZero();
        assertThat(counter.add(5)).isTrue();
        Turns.some(loop, 2);
        assertThat(values).containsExactly(EventFd.MAX_VALUE, 5L);
        assertThat(counter.ledger().open()).isZero();
    }

    @Test
    void anEdgeTriggeredCounterIsReportedForEveryAddition() {
        Loops.assumeCan(Trigger.EDGE);
        CounterSource counter = counter();
        counter.trigger(Trigger.EDGE);
        for (int i = 1; i <= 3; i++) {
            counter.add(i);
            Turns.some(loop, 3);
        }
        assertThat(values).containsExactly(1L, 2L, 3L);
    }

    @Test
    void anEdgeTriggeredSemaphoreHandsOutMoreThanOneTurnsBudget() {
        Loops.assumeCan(Trigger.EDGE);
        CounterSource semaphore = loop.semaphore("semaphore", 1_000, (source, value) -> values.add(value));
        semaphore.trigger(Trigger.EDGE);
        Turns.until(loop, () -> values.size() == 1_000);
        Turns.some(loop, 3);
        assertThat(values).hasSize(1_000);
    }

    @Test
    void aHandlerThatThrowsHasTakenItsValueAndTheLedgerCloses() {
        LoopOptions options = Loops.OPTIONS.withErrorHandler((source, error) -> source.enable());
        try (EventLoop stubborn = EventLoop.open("test", options)) {
            CounterSource counter = stubborn.counter("counter", (source, value) -> {
                values.add(value);
                throw new IllegalStateException("planted");
            });
            for (int i = 1; i <= 3; i++) {
                counter.add(i);
                Turns.some(stubborn, 2);
            }
            assertThat(values).containsExactly(1L, 2L, 3L);
            assertThat(counter.statistics().errors()).isEqualTo(3);
            assertThat(counter.ledger().open()).isZero();
        }
    }

    @Test
    void anAdditionToAClosedCounterIsRefusedAndNotSent() {
        CounterSource counter = counter();
        String descriptor = counter.eventFd().toString();
        counter.close();
        assertThatThrownBy(() -> counter.add(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(descriptor + " is closed");
        assertThat(counter.ledger()).isEqualTo(Ledger.EMPTY);
    }

    @Test
    void aValueTheKernelWouldRefuseIsRefusedAndNotSent() {
        CounterSource counter = counter();
        counter.add(3);
        assertThatThrownBy(() -> counter.add(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an eventfd takes 0 to 2^64-2 in one add, not 2^64-1");
        loop.turn(Duration.ZERO);
        assertThat(counter.ledger()).isEqualTo(new Ledger(3, 1, 2, 0));
    }

    @Test
    void sentIsAlwaysHandledMergedAndMissedWhateverIsSwitchedMeanwhile() {
        Seeds.forAll(100, seed -> {
            Random random = new Random(seed);
            CounterSource counter = random.nextBoolean() ? counter() : loop.semaphore("s", 0, (source, value) -> {});
            counter.trigger(random.nextBoolean() && Loops.can(Trigger.EDGE) ? Trigger.EDGE : Trigger.LEVEL);
            long sent = 0;
            for (int step = 0; step < 100; step++) {
                switch (random.nextInt(4)) {
                    case 0 -> counter.disable();
                    case 1 -> counter.enable();
                    case 2 -> loop.turn(Duration.ZERO);
                    default -> {
                        int value = random.nextInt(50);
                        counter.add(value);
                        sent += value;
                    }
                }
            }
            counter.enable();
            Turns.until(loop, () -> counter.ledger().open() == 0);
            assertThat(counter.ledger().sent()).isEqualTo(sent);
            counter.close();
        });
    }

    @Test
    void anAwaitedCounterGivesTheSumAndAnAwaitedSemaphoreOneByOne() throws Exception {
        try (LoopGroup group = LoopGroup.start("await", 1, Loops.OPTIONS)) {
            EventLoop running = group.next();
            CounterSource sum = running.submit(() -> running.counter("sum")).get();
            sum.add(1);
            sum.add(2);
            assertThat(sum.await(GENEROUS)).isEqualTo(3);
            CounterSource permits =
                    running.submit(() -> running.semaphore("permits", 2)).get();
            assertThat(permits.await(GENEROUS)).isEqualTo(1);
            assertThat(permits.await(GENEROUS)).isEqualTo(1);
            assertThatThrownBy(() -> permits.await(Duration.ofMillis(2)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("no event of counter \"permits\" in time");
            assertThat(running.submit(() -> permits.ledger().open()).get()).isZero();
        }
    }

    @Test
    void everyWaiterOfAClosedCounterIsToldAndEveryLaterOne() throws Exception {
        List<Throwable> ends = Collections.synchronizedList(new ArrayList<>());
        List<Thread> waiters = new ArrayList<>();
        try (LoopGroup group = LoopGroup.start("await", 1, Loops.OPTIONS)) {
            EventLoop running = group.next();
            CounterSource counter =
                    running.submit(() -> running.counter("counter")).get();
            for (int i = 0; i < 5; i++) {
                waiters.add(Thread.ofVirtual().start(() -> note(counter, ends)));
            }
            running.execute(counter::close);
            for (Thread waiter : waiters) {
                assertThat(waiter.join(GENEROUS)).isTrue();
            }
            note(counter, ends);
            assertThat(ends)
                    .hasSize(6)
                    .allSatisfy(end -> assertThat(end)
                            .isInstanceOf(CancellationException.class)
                            .hasMessage("counter \"counter\" is closed or at its end"));
        }
    }

    private static void note(CounterSource counter, List<Throwable> ends) {
        try {
            counter.await(GENEROUS);
        } catch (CancellationException | InterruptedException | TimeoutException e) {
            ends.add(e);
        }
    }
}
