package dev.carillon.loop.simulation;

import dev.carillon.loop.MissedTicks;
import dev.carillon.loop.Source;
import dev.carillon.loop.TimerSource;
import java.time.Duration;

/** Ticks: exact ones and such that may be late; never early, and none without its place in the account. */
final class TimerActor extends Actor {
    private static final Duration[] ACCURACIES = {Duration.ZERO, Duration.ofMillis(1), Duration.ofMillis(20)};

    private final TimerSource timer;
    private final MissedTicks policy;
    private final Duration accuracy;
    private long start;
    private long period;
    private long ticks;

    TimerActor(World world, String name) {
        super(world, name);
        timer = world.loop.timer(name, (_, count) -> handle(count));
        accuracy = world.anyOf(ACCURACIES);
        policy = world.anyOf(MissedTicks.values());
        timer.accuracy(accuracy);
        timer.missedTicks(policy);
        cause();
    }

    private void handle(long count) {
        handled(count);
        ticks += count;
        long come = (world.kernel.nanos() - start) / period;
        world.require(ticks <= come, name, "ticks early: " + ticks + " instead of " + come);
        world.require(
                policy != MissedTicks.MERGE || ticks == come, name, "is short of ticks: " + ticks + " of " + come);
        live();
    }

    @Override
    Source source() {
        return timer;
    }

    @Override
    void cause() {
        if (!timer.isOpen()) {
            return;
        }
        if (world.chance(5)) {
            timer.stop();
            period = 0;
            return;
        }
        Duration interval = Duration.ofNanos(1_000_000L + world.draw(30_000_000));
        timer.every(interval);
        period = interval.toNanos();
        start = world.kernel.nanos();
        ticks = 0;
    }

    /** It always has a tick before it. At the end that is not waited for. */
    @Override
    boolean isPending() {
        long late = world.kernel.nanos() - start - period * (ticks + 1);
        return !world.isSettling() && period > 0 && policy == MissedTicks.MERGE && late > accuracy.toNanos();
    }

    @Override
    void verify(boolean complete) {
        world.require(timer.ledger().open() == 0, name, "leaves ticks without account: " + timer.ledger());
    }
}
