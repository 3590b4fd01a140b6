package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.testkit.ScriptedKernel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What another thread does between the loop's look for work and its sleep. An exact timer that is minutes away has the loop
 * arm a kernel timer right there, and the scripted kernel lets in at that call whatever is to come at the last moment.
 */
class BeforeSleepTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final ScriptedKernel kernel = ScriptedKernel.seeded(1);
    private final List<Duration> waits = new ArrayList<>();
    private Runnable inWait = () -> {};
    private final EventLoop loop =
            EventLoop.open("sleepy", LoopOptions.DEFAULTS.withPoller(batch -> new SleeplessPoller(batch, this::asked)));

    private void asked(Duration wait) {
        waits.add(wait);
        inWait.run();
    }

    @AfterEach
    void close() {
        loop.close();
    }

    private TimerSource timer(Duration accuracy, Duration delay) {
        TimerSource timer = loop.timer("timer", (source, ticks) -> {});
        timer.accuracy(accuracy);
        timer.after(delay);
        return timer;
    }

    private void turn() throws Exception {
        kernel.run(() -> loop.turn(LONG));
    }

    private long alarms() {
        return kernel.calls("timerfd_settime");
    }

    @Test
    void aTaskThatComesAtTheLastMomentIsNotSleptOver() throws Exception {
        List<String> seen = new ArrayList<>();
        timer(Duration.ZERO, Duration.ofMinutes(2));
        kernel.before("timerfd_settime", () -> loop.execute(() -> seen.add("task")));
        turn();
        assertThat(alarms()).isEqualTo(1);
        assertThat(waits).containsExactly(Duration.ZERO);
        assertThat(seen).containsExactly("task");
    }

    /** Who hands in one more while it waits tells whether it had begun to sleep: then that costs a write. */
    private List<String> turnInWhichATaskComesAtTheLastMomentAfter(int tasks) throws Exception {
        List<String> seen = new ArrayList<>();
        CounterSource counter = loop.counter("counter", (source, value) -> seen.add("counted"));
        for (int i = 0; i < tasks; i++) {
            loop.execute(() -> {});
        }
        loop.turn(Duration.ZERO);
        timer(Duration.ZERO, Duration.ofMinutes(2));
        counter.add(1);
        kernel.before("timerfd_settime", () -> loop.execute(() -> seen.add("task")));
        inWait = () -> loop.execute(() -> seen.add("another"));
        turn();
        assertThat(waits).last().isEqualTo(Duration.ZERO);
        return seen;
    }

    @Test
    void whileTasksComeInAStreamTheNextIsAwaitedWithoutASleep() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "nobody hands in anything meanwhile");
        assertThat(turnInWhichATaskComesAtTheLastMomentAfter(20))
                .containsExactlyInAnyOrder("counted", "task", "another");
        assertThat(kernel.calls("write")).isZero();
    }

    @Test
    void afterSingleTasksTheNextIsAwaitedInASleep() throws Exception {
        assertThat(turnInWhichATaskComesAtTheLastMomentAfter(1))
                .containsExactlyInAnyOrder("counted", "task", "another");
        assertThat(kernel.calls("write")).isEqualTo(1);
    }

    @Test
    void aStopThatComesAtTheLastMomentIsNotSleptOver() throws Exception {
        timer(Duration.ZERO, Duration.ofMinutes(2));
        kernel.before("timerfd_settime", loop::stop);
        turn();
        assertThat(alarms()).isEqualTo(1);
        assertThat(waits).containsExactly(Duration.ZERO);
        assertThat(loop.terminated().toCompletableFuture()).isCompleted();
    }

    @Test
    void aTimerThatMayBeLateNeedsNoAlarm() throws Exception {
        timer(Duration.ofSeconds(1), Duration.ofMinutes(2));
        turn();
        assertThat(alarms()).isZero();
        assertThat(waits)
                .singleElement()
                .satisfies(wait ->
                        assertThat(wait).isGreaterThan(Duration.ofMinutes(1)).isLessThan(Duration.ofMinutes(3)));
    }

    @Test
    void anExactTimerRightBehindACoarseOneHasItsAlarm() throws Exception {
        timer(Duration.ofSeconds(1), Duration.ofMinutes(2));
        Duration coarse = Duration.ofNanos(loop.timers.next() - loop.time());
        timer(Duration.ZERO, coarse.plusMillis(50)); // the kernel may let a wait of minutes be late by 100 ms
        turn();
        assertThat(alarms()).isEqualTo(1);
        assertThat(waits).containsExactly(LONG);
    }

    @Test
    void anExactTimerFarBehindACoarseOneNeedsNoneYet() throws Exception {
        timer(Duration.ofSeconds(1), Duration.ofMinutes(2));
        timer(Duration.ZERO, Duration.ofMinutes(4));
        turn();
        assertThat(alarms()).isZero();
    }
}
