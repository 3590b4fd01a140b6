package dev.carillon.bench.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a plot. Only what was measured is a point of it. For one thread.
 *
 * <p>A line has its colour by its place in the report, not in the plot: the same thing looks the same in all plots.
 */
public final class Line {
    private final String name;
    private final int colour;
    private final List<Point> points = new ArrayList<>();

    /**
     * A point, and how far the rounds lie apart there.
     *
     * @param x where
     * @param low the least
     * @param median the median of the rounds
     * @param high the greatest
     */
    public record Point(double x, double low, double median, double high) {}

    /**
     * A line without points.
     *
     * @param name stands at its end
     * @param colour from 0; beyond {@link Plot#COLOURS} they begin again, with dashes
     */
    public Line(String name, int colour) {
        this.name = name;
        this.colour = colour;
    }

    /**
     * Adds a point. Points come from the left to the right.
     *
     * @param x where
     * @param values of the rounds; positive; the point is left out if there are none
     * @return this
     */
    public Line add(double x, double... values) {
        double[] sorted =
                java.util.Arrays.stream(values).filter(value -> value > 0).toArray();
        if (sorted.length > 0) {
            java.util.Arrays.sort(sorted);
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            points.add(new Point(x, sorted[0], median, sorted[sorted.length - 1]));
        }
        return this;
    }

    /**
     * What it is called.
     *
     * @return the name
     */
    public String name() {
        return name;
    }

    /**
     * Its place among the colours.
     *
     * @return from 0
     */
    public int colour() {
        return colour;
    }

    /**
     * What was measured.
     *
     * @return from the left to the right
     */
    public List<Point> points() {
        return List.copyOf(points);
    }
}
