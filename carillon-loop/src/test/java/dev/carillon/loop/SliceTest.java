package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Pipe;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A source's share of a turn is over after a slice of time, however many events its budget would allow. */
class SliceTest {
    private static final int MANY = 1000;

    private long now;
    private int handled;
    private final EventLoop loop = EventLoop.open(
            "sliced", Loops.OPTIONS.withTime(() -> now).withBudget(MANY).withSlice(Duration.ofMillis(10)));

    @AfterEach
    void close() {
        loop.close();
    }

    private void take(long nanos) {
        now += nanos;
        handled++;
    }

    /** Each kind of source that may handle more than one event in a turn, with many of them that take a millisecond. */
    enum Busy {
        TASKS,
        TIMEOUTS,
        SEMAPHORE,
        LINES,
        BURST;

        void make(SliceTest test) {
            EventLoop loop = test.loop;
            Runnable millisecond = () -> test.take(1_000_000);
            switch (this) {
                case TASKS -> {
                    for (int i = 0; i < MANY; i++) {
                        loop.execute(millisecond);
                    }
                }
                case TIMEOUTS -> {
                    for (int i = 0; i < MANY; i++) {
                        loop.timeout(millisecond).schedule(0);
                    }
                }
                case SEMAPHORE -> loop.semaphore("permits", MANY, (source, value) -> millisecond.run());
                case LINES -> {
                    Pipe pipe = Pipe.open();
                    loop.lines("lines", pipe.reader(), (source, line) -> millisecond.run());
                    pipe.writer().write(ByteBuffer.wrap("x\n".repeat(MANY).getBytes(StandardCharsets.US_ASCII)));
                    pipe.writer().close();
                }
                case BURST -> {
                    TimerSource timer = loop.timer("timer", (source, ticks) -> millisecond.run());
                    timer.missedTicks(MissedTicks.BURST);
                    timer.every(Duration.ofMillis(1));
                    test.now += Duration.ofMillis(MANY).toNanos();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void itsTurnEndsAfterItsSlice(Busy kind) {
        kind.make(this);
        Turns.until(loop, () -> handled > 0);
        assertThat(handled).isBetween(8, 20);
        Turns.until(loop, () -> handled >= MANY);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1000, 200_000, 3_000_000, 50_000_000})
    void itIsOverrunByHalfAtTheMostOrByOneEvent(long eachNanos) {
        for (int i = 0; i < 4 * MANY; i++) {
            loop.execute(() -> take(eachNanos));
        }
        loop.turn(Duration.ZERO);
        assertThat(now).isLessThanOrEqualTo(Math.max(15_000_000, eachNanos));
        assertThat(handled).isEqualTo(eachNanos == 0 ? 4 * MANY : (int) (now / eachNanos));
    }

    /** The pace changes: cheap events, and then dear ones. */
    @Test
    void cheapEventsDoNotHideTheDearOnesBehindThem() {
        for (int i = 0; i < MANY; i++) {
            long nanos = i < 100 ? 1000 : 200_000;
            loop.execute(() -> take(nanos));
        }
        loop.turn(Duration.ZERO);
        assertThat(now).isLessThan(Duration.ofMillis(25).toNanos());
    }

    @Test
    void othersHaveTheirTurnBetweenTwoSlices() {
        int[] tasksBefore = new int[1];
        CounterSource counter = loop.counter("counter", (source, value) -> tasksBefore[0] = handled);
        counter.add(1);
        Busy.TASKS.make(this);
        Turns.until(loop, () -> handled >= MANY);
        assertThat(tasksBefore[0]).isLessThan(20);
    }
}
