package dev.carillon.bench.plot;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Bars from zero, one below the other, each with its figure and its spread in words. For one thread. */
public final class Bars {
    private static final double PERCENT = 100;

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    /** One of them. */
    private record Bar(String name, Line.Point value, boolean ours) {}

    /**
     * No bars yet.
     *
     * @param title what they are, with the unit
     */
    public Bars(String title) {
        this.title = title;
    }

    /**
     * Adds one.
     *
     * @param name what it is
     * @param ours whether it is to be seen at once
     * @param values of the rounds; it is left out if there are none
     */
    public void add(String name, boolean ours, double... values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        if (sorted.length > 0) {
            int middle = sorted.length / 2;
            double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
            bars.add(new Bar(name, new Line.Point(1, sorted[0], median, sorted[sorted.length - 1]), ours));
        }
    }

    /**
     * Whether none was added.
     *
     * @return true if there is nothing to show
     */
    public boolean isEmpty() {
        return bars.isEmpty();
    }

    /** As part of a page. */
    String html() {
        double most = bars.stream().mapToDouble(bar -> bar.value.high()).max().orElse(1);
        StringBuilder text = new StringBuilder("<figure class=\"bars\"><figcaption>")
                .append(Page.escaped(title))
                .append("</figcaption>\n");
        for (Bar bar : bars) {
            text.append(String.format(
                    Locale.ROOT,
                    "<div class=\"bar%s\"><span>%s</span><b><i style=\"width:%.1f%%\"></i></b><em>%s (%s .."
                            + " %s)</em></div>\n",
                    bar.ours ? " ours" : "",
                    Page.escaped(bar.name),
                    Math.max(0, PERCENT * bar.value.median() / most),
                    number(bar.value.median()),
                    number(bar.value.low()),
                    number(bar.value.high())));
        }
        return text.append("</figure>\n").toString();
    }

    /** With three digits that count. */
    static String number(double value) {
        double size = Math.abs(value);
        return String.format(
                Locale.ROOT, size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f", value);
    }
}
