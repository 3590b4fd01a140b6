package dev.carillon.loop;

import dev.carillon.loop.timer.Accuracy;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a {@link Supervisor} waits before it starts a command again: longer with each failure in a row, up to a longest
 * wait, and each time a little more or less, so that what failed together does not come back together. Immutable.
 */
public final class Backoff {
    /** Half a second, doubled up to a minute, a fifth more or less. */
    public static final Backoff USUAL = new Backoff(Duration.ofMillis(500), 2, Duration.ofMinutes(1), 0.2);

    private final Duration first;
    private final double factor;
    private final Duration longest;
    private final double jitter;

    private Backoff(Duration first, double factor, Duration longest, double jitter) {
        this.first = first;
        this.factor = factor;
        this.longest = longest;
        this.jitter = jitter;
    }

    /**
     * The wait after the first failure.
     *
     * @param delay zero or longer; zero for no wait at all
     * @return with that
     */
    public Backoff withFirst(Duration delay) {
        return new Backoff(checkNotNegative(delay), factor, longest, jitter);
    }

    /**
     * By what the wait grows with each failure.
     *
     * @param newFactor 1 or more; 1 for the same wait each time
     * @return with that
     */
    public Backoff withFactor(double newFactor) {
        if (!(newFactor >= 1)) {
            throw new IllegalArgumentException("waits grow by a factor of 1 or more, not " + newFactor);
        }
        return new Backoff(first, newFactor, longest, jitter);
    }

    /**
     * What no wait is longer than, but for the jitter.
     *
     * @param delay zero or longer
     * @return with that
     */
    public Backoff withLongest(Duration delay) {
        return new Backoff(first, factor, checkNotNegative(delay), jitter);
    }

    /**
     * The part by which a wait is longer or shorter than it would be, at random.
     *
     * @param part 0 (never) to 1
     * @return with that
     */
    public Backoff withJitter(double part) {
        if (!(part >= 0 && part <= 1)) {
            throw new IllegalArgumentException("jitter is a part of 0 to 1, not " + part);
        }
        return new Backoff(first, factor, longest, part);
    }

    private static Duration checkNotNegative(Duration delay) {
        if (delay.isNegative()) {
            throw new IllegalArgumentException("a wait is zero or longer, not " + delay);
        }
        return delay;
    }

    /**
     * The wait after the first failure.
     *
     * @return zero or longer
     */
    public Duration first() {
        return first;
    }

    /**
     * By what the wait grows.
     *
     * @return 1 or more
     */
    public double factor() {
        return factor;
    }

    /**
     * What no wait is longer than, but for the jitter.
     *
     * @return zero or longer
     */
    public Duration longest() {
        return longest;
    }

    /**
     * The part by which a wait is longer or shorter.
     *
     * @return 0 to 1
     */
    public double jitter() {
        return jitter;
    }

    /** The wait after so many failures in a row, 1 or more, in nanoseconds. */
    long nanos(int failures, RandomGenerator random) {
        double most = Accuracy.saturatedNanos(longest);
        double delay = Math.min(most, Accuracy.saturatedNanos(first) * Math.pow(factor, failures - 1.0));
        return (long) (jitter == 0 ? delay : delay * (1 + jitter * (2 * random.nextDouble() - 1)));
    }

    /** {@code PT0.5S × 2 up to PT1M ± 20 %}. */
    @Override
    public String toString() {
        return first + " × " + factor + " up to " + longest + " ± " + Math.round(100 * jitter) + " %";
    }
}
