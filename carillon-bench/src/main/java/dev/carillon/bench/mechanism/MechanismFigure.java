package dev.carillon.bench.mechanism;

import java.util.List;
import java.util.stream.Stream;

/**
 * What one side of one mechanism took in one round. What was not measured, or what there is none of, is NaN.
 *
 * @param side {@code carillon}, {@code java} or {@code C}; with {@value #AGAIN} for the control
 * @param cpus 1 if both ends shared one, 2 if each had one of its own, 0 if the scheduler had its way
 * @param round from 1
 * @param oneWay from before it was sent until it was known
 * @param roundTrip there and back
 * @param rate how often a second the receiver came back with something, sent as fast as it goes
 * @param cpuNanos CPU time of both ends an event, of single ones
 * @param switches context switches of both ends an event, of single ones
 * @param sent as fast as it goes
 * @param delivered how often of that the receiver came back with something
 * @param units how many events it was told of by that
 */
public record MechanismFigure(
        Mechanism mechanism,
        Layout layout,
        String side,
        int cpus,
        int round,
        Latency oneWay,
        Latency roundTrip,
        double rate,
        double cpuNanos,
        double switches,
        long sent,
        long delivered,
        long units) {
    /** What the side of a control run ends with: the same thing a second time. */
    public static final String AGAIN = " again";

    /** The other side of all. */
    public static final String C = "C";

    private static final int TRIPS = 11;
    private static final int FLOOD = 4;

    /**
     * Nanoseconds.
     *
     * @param p50 half of all were as fast
     * @param p99 but for one in a hundred
     * @param p999 but for one in a thousand
     * @param max the slowest
     */
    public record Latency(double p50, double p99, double p999, double max) {
        private static Latency of(List<Double> numbers) {
            return new Latency(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3));
        }

        /** As a list, in this order. */
        public List<Double> values() {
            return List.of(p50, p99, p999, max);
        }
    }

    /** Who was measured, and on how many CPUs. */
    public record Who(Mechanism mechanism, Layout layout, String side, int cpus) {}

    /**
     * The figures of two answers, as {@link Measuring} tells of them, without their first words.
     *
     * @throws IllegalArgumentException if they are something else
     */
    public static MechanismFigure parse(Who who, int round, String trips, String flood) {
        List<Double> single = numbers(trips, TRIPS);
        List<Double> many = numbers(flood, FLOOD);
        return new MechanismFigure(
                who.mechanism,
                who.layout,
                who.side,
                who.cpus,
                round,
                Latency.of(single.subList(1, 5)),
                Latency.of(single.subList(5, 9)),
                many.get(3),
                single.get(9),
                single.get(10),
                many.get(0).longValue(),
                many.get(1).longValue(),
                many.get(2).longValue());
    }

    private static List<Double> numbers(String text, int count) {
        List<Double> numbers = Stream.of(text.strip().split(" ", -1))
                .map(Double::parseDouble)
                .map(number -> number < 0 ? Double.NaN : number)
                .toList();
        if (numbers.size() != count) {
            throw new IllegalArgumentException(count + " numbers expected, not " + text);
        }
        return numbers;
    }
}
