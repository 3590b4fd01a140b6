package dev.carillon.monitor.source;

import dev.carillon.config.Section;
import dev.carillon.linux.Clock;
import dev.carillon.loop.KernelTimerSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Jumps of the clock on the wall, and the time that the machine was suspended; the kernel tells. */
record ClockInput() implements Input {
    static final String KEY = "clock";
    /** A timer has to have a time for the kernel to tell that the clock was set. */
    private static final Instant NEVER = Instant.parse("2200-01-01T00:00:00Z");

    static Optional<Input> read(Section source) {
        return source.section(KEY, "Jumps of the clock, and suspension of the machine; the kernel tells: clock = {}.")
                .map(of -> new ClockInput());
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public Set<String> claims() {
        return Set.of();
    }

    @Override
    public OpenInput open(Inlet inlet) {
        Clocks clocks = new Clocks(inlet, Times.now());
        KernelTimerSource timer = inlet.loop().kernelTimer(inlet.name(), Clock.REALTIME, clocks);
        timer.armAt(NEVER, Duration.ZERO, true);
        return new OpenSource(timer);
    }

    /**
     * The kernel's clocks at one moment, in nanoseconds.
     *
     * @param real on the wall
     * @param boot since the start
     * @param monotonic the same without the time suspended
     */
    record Times(long real, long boot, long monotonic) {
        static Times now() {
            return new Times(
                    Clock.REALTIME.now().toNanos(),
                    Clock.BOOTTIME.now().toNanos(),
                    Clock.MONOTONIC.now().toNanos());
        }
    }

    /** Compares the clocks with one another, which says what was done to which. */
    static final class Clocks implements KernelTimerSource.Handler {
        /** Between two looks at clocks there may be as much. */
        private static final long NOISE = Duration.ofMillis(5).toNanos();

        private final Inlet inlet;
        private Times last;

        Clocks(Inlet inlet, Times last) {
            this.inlet = inlet;
            this.last = last;
        }

        @Override
        public void expired(KernelTimerSource source, long expirations) {
            // In the year 2200.
        }

        @Override
        public void clockWasSet(KernelTimerSource source) {
            changed(Times.now());
        }

        void changed(Times now) {
            long suspended = now.boot - now.monotonic - (last.boot - last.monotonic);
            long jumped = now.real - now.boot - (last.real - last.boot);
            last = now;
            if (suspended > NOISE) {
                inlet.notice("suspended", Map.of("value", seconds(suspended), "unit", "s"));
            }
            if (Math.abs(jumped) > NOISE) {
                inlet.notice("clock-set", Map.of("value", seconds(jumped), "unit", "s"));
            }
        }

        private static double seconds(long nanos) {
            return nanos / (double) Duration.ofSeconds(1).toNanos();
        }
    }
}
