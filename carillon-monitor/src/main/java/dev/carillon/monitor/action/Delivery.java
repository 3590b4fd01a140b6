package dev.carillon.monitor.action;

import dev.carillon.config.Rate;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When another machine is told.
 *
 * @param first the longest rest after the first failure; twice as long after each more
 * @param longest what no rest is longer than
 * @param patience for how long it is tried
 * @param rate how many calls there are in any such span
 * @param digests whether what is more goes together
 * @param queue how many alarms may wait
 */
public record Delivery(Duration first, Duration longest, Duration patience, Rate rate, boolean digests, int queue) {
    /** From a second to five minutes, for a day; six calls a minute. */
    public static final Delivery USUAL = new Delivery(
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofHours(24),
            new Rate(6, Duration.ofMinutes(1)),
            true,
            10_000);

    /** For a server that is made for it: soon again, and ten calls a second. */
    static final Delivery OF_FLEET = new Delivery(
            Duration.ofSeconds(1),
            Duration.ofSeconds(30),
            Duration.ofHours(24),
            new Rate(600, Duration.ofMinutes(1)),
            true,
            10_000);

    /** Anything up to the whole rest: what failed together does not come back together. */
    long delayNanos(int failures, RandomGenerator random) {
        double whole = Math.min((double) longest.toNanos(), first.toNanos() * Math.pow(2, failures - 1.0));
        return (long) (whole * random.nextDouble());
    }
}
