package dev.carillon.bench.mechanism;

import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures one mechanism. Its answers are those of the protocol, nanoseconds all, -1 for what there is none of:
 *
 * <pre>
 * trips COUNT P50 P99 P99.9 MAX P50 P99 P99.9 MAX CPU SWITCHES   one way, both ways; CPU time and switches an event
 * flood SENT DELIVERED UNITS RATE                                how often something came, what it told of, a second
 * </pre>
 */
abstract class Measuring implements AutoCloseable {
    private static final int DIGITS = 3;

    final Histogram oneWay = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);
    final Histogram roundTrip = new Histogram(TimeUnit.MINUTES.toNanos(1), DIGITS);

    /** One event, or one there and one back. */
    abstract void trip();

    /** What both ends have used. */
    abstract Usage usage();

    /** How many events a trip has. */
    abstract int eventsOfTrip();

    abstract String flood(long millis);

    /** Trips for so long, or so many (0 for no limit). */
    String trips(long millis, long most) {
        oneWay.reset();
        roundTrip.reset();
        Usage before = usage();
        begin();
        long began = System.nanoTime();
        long span = TimeUnit.MILLISECONDS.toNanos(millis);
        long count = 0;
        do {
            trip();
            count++;
        } while (count != most && System.nanoTime() - began < span);
        Usage used = usage().minus(before);
        double events = count * (double) eventsOfTrip();
        return String.format(
                Locale.ROOT,
                "trips %d %s %s %.1f %.4f",
                count,
                text(oneWay),
                text(roundTrip),
                used.cpuNanos() / events,
                used.switches() / events);
    }

    /** Before the first trip. */
    abstract void begin();

    @Override
    public abstract void close();

    /** A percentile that no single event stands for is none. */
    private static String text(Histogram latencies) {
        long count = latencies.getTotalCount();
        return (count > 0 ? latencies.getValueAtPercentile(50) : -1)
                + " " + (count >= 100 ? latencies.getValueAtPercentile(99) : -1)
                + " " + (count >= 1000 ? latencies.getValueAtPercentile(99.9) : -1)
                + " " + (count > 0 ? latencies.getMaxValue() : -1);
    }

    static String flooded(long sent, long delivered, long units, long nanos) {
        double rate = delivered * (double) TimeUnit.SECONDS.toNanos(1) / Math.max(1, nanos);
        return String.format(Locale.ROOT, "flood %d %d %d %.1f", sent, delivered, units, rate);
    }
}
