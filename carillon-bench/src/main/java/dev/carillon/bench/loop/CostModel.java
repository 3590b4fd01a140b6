package dev.carillon.bench.loop;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a loop costs, as the documents put it: events a second = events / (iteration + system call + handler). Each of the
 * three is a line over the events of a turn, what the turn costs and what each event adds to it; a handler costs nothing
 * where there is no event. In nanoseconds.
 *
 * @param iteration the loop's own work
 * @param call the wait, as the loop sees it
 * @param handler the sources' reads and their handlers
 */
record CostModel(Term iteration, Term call, Term handler) {
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * One line.
     *
     * @param turn of each turn
     * @param event of each event in it
     */
    record Term(double turn, double event) {
        double of(double events) {
            return turn + event * events;
        }
    }

    /**
     * What a loop's statistics say of one load.
     *
     * @param events a turn
     * @param turn nanoseconds of a turn
     * @param call nanoseconds of it in the wait
     * @param handler nanoseconds of it in sources
     */
    record Sample(double events, double turn, double call, double handler) {
        double iteration() {
            return turn - call - handler;
        }

        double eventsPerSecond() {
            return events / turn * NANOS_PER_SECOND;
        }
    }

    /**
     * The lines that are relatively nearest to what was measured.
     *
     * @param samples of two or more different numbers of events
     */
    static CostModel fit(List<Sample> samples) {
        if (samples.stream().mapToDouble(Sample::events).distinct().count() < 2) {
            throw new IllegalArgumentException("a line needs two different numbers of events a turn");
        }
        double event = samples.stream()
                .mapToDouble(sample -> sample.handler / sample.events)
                .average()
                .orElseThrow();
        return new CostModel(line(samples, Sample::iteration), line(samples, Sample::call), new Term(0, event));
    }

    /** Least squares, each weighed so that one per cent counts the same everywhere. */
    private static Term line(List<Sample> samples, ToDoubleFunction<Sample> value) {
        double weights = 0;
        double x = 0;
        double y = 0;
        double xx = 0;
        double xy = 0;
        for (Sample sample : samples) {
            double measured = value.applyAsDouble(sample);
            double weight = 1 / (measured * measured);
            weights += weight;
            x += weight * sample.events;
            y += weight * measured;
            xx += weight * sample.events * sample.events;
            xy += weight * sample.events * measured;
        }
        double event = (weights * xy - x * y) / (weights * xx - x * x);
        return new Term((y - event * x) / weights, event);
    }

    double turn(double events) {
        return iteration.of(events) + call.of(events) + handler.of(events);
    }

    double eventsPerSecond(double events) {
        return events / turn(events) * NANOS_PER_SECOND;
    }

    /** How far it is from what was measured, in per cent: above 0 it promises too much. */
    double error(Sample measured) {
        return 100 * (eventsPerSecond(measured.events) / measured.eventsPerSecond() - 1);
    }
}
