package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TimerSourceTest {
    private static final Duration GENEROUS = Duration.ofSeconds(20);
    private static final Duration FAR = Duration.ofDays(1);

    private final List<Long> ticks = new ArrayList<>();
    private final EventLoop loop = Loops.open("test");

    @AfterEach
    void close() {
        loop.close();
    }

    private TimerSource timer() {
        return loop.timer("timer", (source, expirations) -> ticks.add(expirations));
    }

    private static void busy(long nanos) {
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    @Test
    void oneTickIsOneTickAndAgainOnlyWhenAskedFor() {
        TimerSource timer = timer();
        assertThat(timer.isScheduled()).isFalse();
        timer.after(Duration.ofMillis(1));
        assertThat(timer.isScheduled()).isTrue();
        Turns.until(loop, () -> !ticks.isEmpty());
        assertThat(timer.isScheduled()).isFalse();
        loop.turn(Duration.ofMillis(5));
        assertThat(ticks).containsExactly(1L);
        timer.after(Duration.ZERO);
        Turns.until(loop, () -> ticks.size() == 2);
    }

    @Test
    void aDelayThatHasPassedTicksInTheNextTurnAndAnEndlessOneNever() {
        TimerSource timer = timer();
        timer.after(Duration.ofSeconds(Long.MIN_VALUE));
        loop.turn(Duration.ZERO);
        assertThat(ticks).hasSize(1);
        boolean[] ran = {false};
        loop.timeout(() -> ran[0] = true).schedule(0);
        loop.turn(Duration.ZERO);
        assertThat(ran[0]).isTrue();
        timer.after(Duration.ofSeconds(Long.MAX_VALUE));
        Turns.some(loop, 3);
        assertThat(ticks).hasSize(1);
        timer.every(Duration.ofSeconds(Long.MAX_VALUE));
        Turns.some(loop, 3);
        assertThat(ticks).hasSize(1);
    }

    @Test
    void aTimerIsNeverEarlyWhateverItsAccuracy() {
        Seeds.forAll(20, seed -> {
            Random random = new Random(seed);
            long delay = random.nextLong(5_000_000);
            long[] at = new long[1];
            TimerSource timer = loop.timer("timer", (source, expirations) -> at[0] = System.nanoTime());
            timer.accuracy(Duration.ofNanos(random.nextLong(10_000_000)));
            long due = System.nanoTime() + delay;
            timer.after(Duration.ofNanos(delay));
            Turns.until(loop, () -> at[0] != 0);
            assertThat(at[0]).isGreaterThanOrEqualTo(due);
            assertThat(timer.ledger()).isEqualTo(new Ledger(1, 1, 0, 0));
            timer.close();
        });
    }

    @Test
    void timersWithinTheirAccuracyTickInOneTurn() {
        List<Long> turns = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            TimerSource timer = loop.timer(
                    "timer " + i, (source, n) -> turns.add(loop.statistics().turns()));
            timer.accuracy(Duration.ofMillis(200));
            timer.after(Duration.ofMillis(1 + i));
        }
        Turns.until(loop, () -> turns.size() == 10);
        // The window of 134 ms has its roundest point once in it: two where it falls between the ten.
        assertThat(turns.stream().distinct().count()).isLessThanOrEqualTo(2);
    }

    @Test
    void itMayBeScheduledAnewStoppedAndClosedInItsHandler() {
        TimerSource timer = loop.timer("timer", (source, expirations) -> {
            ticks.add(expirations);
            switch (ticks.size()) {
                case 1 -> source.after(Duration.ofMillis(1));
                case 2 -> source.every(Duration.ofMillis(1));
                case 4 -> source.stop();
                default -> {}
            }
        });
        timer.after(Duration.ZERO);
        Turns.until(loop, () -> ticks.size() == 4);
        assertThat(timer.isScheduled()).isFalse();
        loop.turn(Duration.ofMillis(5));
        assertThat(ticks).hasSize(4);
        assertThat(timer.ledger().open()).isZero();
        TimerSource closing = loop.timer("closing", (source, expirations) -> source.close());
        closing.every(Duration.ofMillis(1));
        Turns.until(loop, () -> !closing.isOpen());
        assertThatThrownBy(() -> closing.after(Duration.ZERO))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("source \"closing\" is closed");
    }

    @Test
    void aTickThatCameWhileItWasOffIsForgottenWhenItStartsAnew() {
        TimerSource timer = timer();
        timer.disable();
        timer.after(Duration.ZERO);
        Turns.some(loop, 3);
        timer.after(FAR);
        timer.enable();
        Turns.some(loop, 3);
        assertThat(ticks).isEmpty();
        assertThat(timer.isScheduled()).isTrue();
        assertThat(timer.ledger()).isEqualTo(Ledger.EMPTY);
    }

    @Test
    void aTickThatCameWhileItWasOffIsHandledOnceItIsOn() {
        TimerSource timer = timer();
        timer.disable();
        timer.after(Duration.ZERO);
        Turns.some(loop, 3);
        assertThat(ticks).isEmpty();
        timer.enable();
        Turns.some(loop, 2);
        assertThat(ticks).containsExactly(1L);
    }

    @Test
    void aBurstThatTakesLongerThanAPeriodIsNotTheTimersEnd() {
        int[] calls = {0};
        TimerSource timer = loop.timer("timer", (source, expirations) -> {
            calls[0]++;
            busy(1_500_000);
        });
        timer.missedTicks(MissedTicks.BURST);
        timer.budget(1);
        timer.every(Duration.ofMillis(1));
        busy(5_000_000);
        Turns.until(loop, () -> calls[0] >= 30);
        timer.stop();
        assertThat(timer.ledger().open()).isZero();
        assertThat(timer.ledger().handled()).isEqualTo(calls[0]);
    }

    @Test
    void aChangeOfPolicyInABurstIsNotTheTimersEnd() {
        TimerSource timer = loop.timer("timer", (source, expirations) -> {
            ticks.add(expirations);
            source.missedTicks(MissedTicks.MERGE);
        });
        timer.budget(1);
        timer.missedTicks(MissedTicks.BURST);
        timer.every(Duration.ofMillis(1));
        busy(10_000_000);
        long[] sum = {0};
        Turns.until(loop, () -> {
            sum[0] = ticks.stream().mapToLong(Long::longValue).sum();
            return sum[0] >= 30;
        });
        assertThat(timer.ledger().sent()).isGreaterThanOrEqualTo(sum[0]);
    }

    @ParameterizedTest
    @EnumSource
    void sentIsAlwaysHandledMergedAndMissed(MissedTicks policy) {
        Seeds.forAll(10, seed -> {
            Random random = new Random(seed);
            ticks.clear();
            TimerSource timer = loop.timer("timer", (source, expirations) -> {
                ticks.add(expirations);
                if (random.nextInt(20) == 0) {
                    source.every(Duration.ofNanos(50_000 + random.nextLong(500_000)));
                }
            });
            timer.missedTicks(policy);
            timer.every(Duration.ofNanos(200_000));
            for (int step = 0; step < 30; step++) {
                busy(random.nextLong(2_000_000));
                if (random.nextInt(5) == 0) {
                    timer.disable();
                    Turns.some(loop, 1);
                    timer.enable();
                }
                Turns.some(loop, 1 + random.nextInt(3));
            }
            timer.close();
            assertConserved(timer, policy);
        });
    }

    private void assertConserved(TimerSource timer, MissedTicks policy) {
        Ledger ledger = timer.ledger();
        assertThat(ledger.open()).as("%s", ledger).isZero();
        assertThat(ledger.handled()).isEqualTo(ticks.size()).isPositive();
        long told = ticks.stream().mapToLong(Long::longValue).sum();
        assertThat(told).isEqualTo(ledger.handled() + ledger.merged());
        if (policy != MissedTicks.MERGE) {
            assertThat(ledger.merged()).isZero();
        } else {
            assertThat(ledger.missed()).isZero();
        }
    }

    @Test
    void theNextTickIsAwaitedAndMissedOnesAreMerged() throws Exception {
        try (LoopGroup group = LoopGroup.start("await", 1, Loops.OPTIONS)) {
            EventLoop running = group.next();
            TimerSource timer = running.submit(() -> running.timer("timer")).get();
            assertThatThrownBy(() -> timer.await(Duration.ofMillis(2)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("no event of timer \"timer\" in time");
            running.execute(() -> timer.every(Duration.ofMillis(1)));
            assertThat(timer.await(GENEROUS)).isPositive();
            busy(10_000_000);
            assertThat(timer.await(GENEROUS)).isGreaterThan(1);
            running.submit(() -> restart(timer)).get();
            assertThatThrownBy(() -> timer.await(Duration.ofMillis(5))).isInstanceOf(TimeoutException.class);
            assertThat(running.submit(() -> timer.ledger().open()).get()).isZero();
            running.execute(timer::close);
            assertThatThrownBy(() -> timer.await(GENEROUS)).isInstanceOf(CancellationException.class);
        }
    }

    /** A tick that came while nobody awaited it is none of the new start's. */
    private static long restart(TimerSource timer) {
        timer.after(FAR);
        return timer.ledger().sent();
    }
}
