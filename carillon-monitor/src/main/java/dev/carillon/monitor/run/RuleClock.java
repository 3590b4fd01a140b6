package dev.carillon.monitor.run;

import dev.carillon.linux.Clock;
import dev.carillon.linux.TimeSpec;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.KernelTimerSource;
import dev.carillon.monitor.rule.Rules;
import java.time.Duration;
import java.time.Instant;

/**
 * Has rules know that time has passed when something is due by itself, by a timer of the kernel's on the clock that counts suspended
 * time too. One that is set too early is left as it is: to wake once for nothing costs less than to set it at each event.
 */
final class RuleClock {
    private final Rules rules;
    private final KernelTimerSource timer;
    private Duration armed = Duration.ZERO;

    RuleClock(EventLoop loop, Rules rules) {
        this.rules = rules;
        this.timer = loop.kernelTimer("rules", Clock.BOOTTIME, (self, expirations) -> expired());
    }

    private void expired() {
        armed = Duration.ZERO;
        rules.advance(EventStream.boot(), Instant.now());
        arm();
    }

    /** Sets it for what is due next. */
    void arm() {
        Duration next = rules.next().orElse(Duration.ZERO);
        if (next.isZero() || !armed.isZero() && armed.compareTo(next) <= 0) {
            return;
        }
        armed = next;
        timer.armAt(TimeSpec.of(next), TimeSpec.ZERO, false);
    }

    void close() {
        timer.close();
    }
}
