package dev.carillon.bench.mechanism;

/**
 * What one side of one mechanism took: medians of the rounds, and of the slowest events the slowest of all. What was not measured is NaN.
 *
 * @param side {@code carillon}, {@code java} or {@code C}; with {@value MechanismFigure#AGAIN} for the control
 * @param cpus 1 if both ends shared one, 2 if each had one of its own, 0 if the scheduler had its way
 * @param rounds how many there were
 * @param oneWay of single events, nanoseconds
 * @param roundTrip there and back, nanoseconds
 * @param least the least median round trip of a round (lateness, of a timer)
 * @param most the greatest
 * @param rate how often a second the receiver came back with something, sent as fast as it goes
 * @param cpuNanos CPU time of both ends an event
 * @param systemCalls of both ends an event, counted in one round
 * @param switches context switches of both ends an event
 * @param sent of all rounds, as fast as it goes
 * @param delivered how often of that the receiver came back with something
 * @param units how many events it was told of by that
 */
public record MechanismSummary(
        Mechanism mechanism,
        Layout layout,
        String side,
        int cpus,
        int rounds,
        MechanismFigure.Latency oneWay,
        MechanismFigure.Latency roundTrip,
        double least,
        double most,
        double rate,
        double cpuNanos,
        double systemCalls,
        double switches,
        long sent,
        long delivered,
        long units) {
    /** Events that came together with another one, and were counted. */
    public long merged() {
        return Math.max(0, Math.min(units, sent) - delivered);
    }

    /** Events that nobody was told of, for others that were still pending. */
    public long lost() {
        return Math.max(0, sent - units);
    }

    /** Whether this is the same thing a second time. */
    public boolean isControl() {
        return side.endsWith(MechanismFigure.AGAIN);
    }

    /** The median round trip; of a timer, which has none, how late it is. */
    public double latency() {
        return Double.isNaN(roundTrip.p50()) ? oneWay.p50() : roundTrip.p50();
    }
}
