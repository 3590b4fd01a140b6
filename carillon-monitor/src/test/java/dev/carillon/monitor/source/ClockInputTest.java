package dev.carillon.monitor.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Hostile test 10, of what is told: nobody's clock is set, the kernel's answers are made up. */
class ClockInputTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final EventLoop loop = EventLoop.open("test");
    private final Told told = new Told(loop, "unit");

    @AfterEach
    void close() {
        loop.close();
    }

    private void compare(ClockInput.Times before, ClockInput.Times after) {
        new ClockInput.Clocks(told.inlet(), before).changed(after);
    }

    @Test
    void stepsAreToldWithTheirAmount() {
        compare(new ClockInput.Times(100 * SECOND, 50, 50), new ClockInput.Times(3700 * SECOND, 50, 50));
        compare(new ClockInput.Times(100 * SECOND, 50, 50), new ClockInput.Times(99 * SECOND, 50, 50));
        assertThat(told.lines()).containsExactly("clock-set 3600.0 s", "clock-set -1.0 s");
    }

    @Test
    void suspensionIsNoStepOfTheClock() {
        compare(new ClockInput.Times(100 * SECOND, 50, 50), new ClockInput.Times(160 * SECOND, 60 * SECOND + 50, 50));
        assertThat(told.lines()).containsExactly("suspended 60.0 s");
    }

    @Test
    void clockThatWasSlewedOnlyIsNotTold() {
        compare(new ClockInput.Times(100 * SECOND, 50, 50), new ClockInput.Times(100 * SECOND + 1_000_000, 50, 50));
        assertThat(told.lines()).isEmpty();
    }
}
