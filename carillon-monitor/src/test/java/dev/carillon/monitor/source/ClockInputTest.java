package dev.carillon.monitor.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.Ledger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Hostile test 10, of what is told: nobody's clock is set, the kernel's answers are made up. */
class ClockInputTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final List<String> told = new ArrayList<>();

    private void compare(ClockInput.Times before, ClockInput.Times after) {
        try (EventLoop loop = EventLoop.open("test")) {
            loop.turn(Duration.ZERO);
            SourceSettings settings = new SourceSettings("it", new ClockInput(), ValueSettings.NONE, Optional.empty());
            Inlet inlet = new Inlet(
                    loop,
                    settings,
                    new Ledger(),
                    (source, kind, fields) -> told.add(kind + value(fields)),
                    (a, b, c) -> false,
                    new Guardian(loop),
                    Remains.NONE);
            new ClockInput.Clocks(inlet, before).changed(after);
        }
    }

    private static String value(Map<String, Object> fields) {
        return " " + fields.get("value");
    }

    @Test
    void stepsAreToldWithTheirAmount() {
        compare(new ClockInput.Times(100 * SECOND, 50, 50), new ClockInput.Times(3700 * SECOND, 50, 50));
        compare(new ClockInput.Times(100 * SECOND, 50, 50), new ClockInput.Times(99 * SECOND, 50, 50));
        assertThat(told).containsExactly("clock-set 3600.0", "clock-set -1.0");
    }

    @Test
    void suspensionIsNoStepOfTheClock() {
        compare(new ClockInput.Times(100 * SECOND, 50, 50), new ClockInput.Times(160 * SECOND, 60 * SECOND + 50, 50));
        assertThat(told).containsExactly("suspended 60.0");
    }

    @Test
    void clockThatWasSlewedOnlyIsNotTold() {
        compare(new ClockInput.Times(100 * SECOND, 50, 50), new ClockInput.Times(100 * SECOND + 1_000_000, 50, 50));
        assertThat(told).isEmpty();
    }
}
