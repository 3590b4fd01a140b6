package dev.carillon.bench.plot;

import java.awt.BasicStroke;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A plot with two logarithmic axes, drawn by XChart: on them what costs as much as there is, rises by a decade a decade, and
 * what costs the same stays level. Each line has its name at its end, in its colour.
 *
 * @param title what is shown, with the unit
 * @param x what the x axis is, with the unit
 * @param y what the y axis is, with the unit
 * @param tick how a decade of the x axis is written
 * @param lines those without points are left out
 */
public record Plot(String title, String x, String y, DoubleFunction<String> tick, List<Line> lines) {
    /** Okabe and Ito's, which colour-blind readers tell apart as well; yellow is too light for a line. */
    static final List<Color> COLOURS = List.of(
            new Color(0x0072B2),
            new Color(0xD55E00),
            new Color(0x009E73),
            new Color(0xCC79A7),
            new Color(0x56B4E9),
            new Color(0xE69F00),
            new Color(0x444444));

    private static final int WIDTH = 560;
    private static final int HEIGHT = 340;
    /** For the names of the lines. */
    private static final int RIGHT = 200;
    /** For the ticks. */
    private static final int LEFT = 62;

    private static final int TOP = 28;
    private static final int LINE_HEIGHT = 16;
    private static final int BOTTOM = 3 * LINE_HEIGHT;
    private static final int PLOT_HEIGHT = TOP + HEIGHT + BOTTOM;
    /** Of a plot among others in one file, with its title above. */
    static final int TOTAL_WIDTH = LEFT + WIDTH + RIGHT;

    static final int TOTAL_HEIGHT = PLOT_HEIGHT + 2 * LINE_HEIGHT;

    /** A name beside the end of its line; two that would touch are moved apart. */
    private record Label(Line line, double y) {}

    /**
     * A plot whose x axis has plain numbers.
     *
     * @param title what is shown, with the unit
     * @param x what the x axis is, with the unit
     * @param y what the y axis is, with the unit
     * @param lines those without points are left out
     */
    public Plot(String title, String x, String y, List<Line> lines) {
        this(title, x, y, Plot::number, lines);
    }

    /**
     * Whether there is nothing to draw.
     *
     * @return true if no line has a point
     */
    public boolean isEmpty() {
        return lines.stream().allMatch(line -> line.points().isEmpty());
    }

    /**
     * Draws it: one {@code svg} element that refers to nothing outside, with the names as text.
     *
     * @param id begins the ids in it, so that several plots fit into one page
     * @return SVG without a head of its own
     */
    public String svg(String id) {
        System.setProperty("java.awt.headless", "true");
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).build();
        LogAxis across = LogAxis.of(all(Line.Point::x, Line.Point::x), tick);
        LogAxis up = LogAxis.of(all(Line.Point::low, Line.Point::high), Plot::number);
        style(chart, across, up);
        List<Line> drawn =
                lines.stream().filter(line -> !line.points().isEmpty()).toList();
        drawn.forEach(line -> add(chart, line));
        String svg = paint(chart);
        int body = svg.indexOf('>', svg.indexOf("<svg")) + 1;
        return head()
                + axes(chart, across, up)
                + svg.substring(body, svg.lastIndexOf("</svg>"))
                        .replace("id=\"", "id=\"" + id)
                        .replace("url(#", "url(#" + id)
                        .replaceAll("(\\d\\.\\d{2})\\d+", "$1")
                + spreads(chart, drawn)
                + names(chart, drawn) + "</svg>\n";
    }

    private double[] all(ToDoubleFunction<Line.Point> one, ToDoubleFunction<Line.Point> other) {
        return lines.stream()
                .flatMap(line -> line.points().stream())
                .flatMapToDouble(point -> DoubleStream.of(one.applyAsDouble(point), other.applyAsDouble(point)))
                .toArray();
    }

    /** Grid, ticks and titles: as text, which XChart would draw as curves. */
    private String axes(XYChart chart, LogAxis across, LogAxis up) {
        double left = chart.getScreenXFromChart(across.from());
        double right = chart.getScreenXFromChart(across.to());
        double bottom = chart.getScreenYFromChart(up.from());
        double top = chart.getScreenYFromChart(up.to());
        StringBuilder text = new StringBuilder();
        across.ticks().forEach((value, written) -> {
            double at = chart.getScreenXFromChart(value);
            text.append(grid(at, bottom, at, top));
            text.append(word(at, bottom + LINE_HEIGHT + 4, "middle", written));
        });
        up.ticks().forEach((value, written) -> {
            double at = chart.getScreenYFromChart(value);
            text.append(grid(left, at, right, at));
            text.append(word(left - 6, at + 4, "end", written));
        });
        text.append(word((left + right) / 2, bottom + 2 * LINE_HEIGHT + 6, "middle", x));
        return text.append(word(left - 6, top - 10, "end", y)).toString();
    }

    private static String grid(double x1, double y1, double x2, double y2) {
        return String.format(
                Locale.ROOT, "<path d=\"M%.1f %.1f L%.1f %.1f\" stroke=\"#ddd\" fill=\"none\"/>\n", x1, y1, x2, y2);
    }

    private static String word(double x, double y, String anchor, String text) {
        return String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" fill=\"#444\">%s</text>\n",
                x,
                y,
                anchor,
                Page.escaped(text));
    }

    private String head() {
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-%d -%d %d %d\" role=\"img\" aria-label=\"%s\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"13\">",
                LEFT,
                TOP,
                TOTAL_WIDTH,
                PLOT_HEIGHT,
                Page.escaped(title));
    }

    /** The title of a drawn plot, where it stands among others. */
    static String heading(String svg, int top) {
        int begin = svg.indexOf("aria-label=\"") + "aria-label=\"".length();
        String words = svg.substring(begin, svg.indexOf('"', begin));
        return "<text x=\"8\" y=\"" + (top + LINE_HEIGHT)
                + "\" font-family=\"system-ui, sans-serif\" font-weight=\"600\" font-size=\"14\">" + words
                + "</text>\n";
    }

    /** The beginning of a drawn plot that stands there among others. */
    static String place(int top) {
        int below = top + LINE_HEIGHT + LINE_HEIGHT / 2;
        return "<svg y=\"" + below + "\" width=\"" + TOTAL_WIDTH + "\" height=\"" + PLOT_HEIGHT + "\" ";
    }

    private static void style(XYChart chart, LogAxis across, LogAxis up) {
        Color nothing = new Color(255, 255, 255, 0);
        chart.getStyler()
                .setLegendVisible(false)
                .setChartTitleVisible(false)
                .setChartBackgroundColor(nothing)
                .setPlotBackgroundColor(nothing)
                .setPlotBorderVisible(false)
                .setChartPadding(0);
        chart.getStyler()
                .setAxisTicksVisible(false)
                .setAxisTitlesVisible(false)
                .setPlotGridLinesVisible(false)
                .setXAxisMin(across.from())
                .setXAxisMax(across.to());
        chart.getStyler().setYAxisMin(up.from()).setYAxisMax(up.to());
    }

    private static String number(double value) {
        return value >= 1
                ? String.format(Locale.ROOT, "%,.0f", value)
                : new java.math.BigDecimal(Double.toString(value))
                        .round(new java.math.MathContext(1))
                        .toPlainString();
    }

    private static void add(XYChart chart, Line line) {
        double[] x = line.points().stream()
                .mapToDouble(point -> Math.log10(point.x()))
                .toArray();
        double[] y = line.points().stream()
                .mapToDouble(point -> Math.log10(point.median()))
                .toArray();
        XYSeries series = chart.addSeries(line.name(), x, y);
        series.setLineColor(colour(line));
        series.setMarkerColor(colour(line));
        series.setMarker(SeriesMarkers.CIRCLE);
        float[] dashes = {6, 4};
        boolean again = line.colour() >= COLOURS.size();
        series.setLineStyle(
                new BasicStroke(2, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, again ? dashes : null, 0));
    }

    private static Color colour(Line line) {
        return COLOURS.get(line.colour() % COLOURS.size());
    }

    private static String code(Line line) {
        return String.format(Locale.ROOT, "#%06X", colour(line).getRGB() & 0xFFFFFF);
    }

    /** From the least to the greatest of the rounds: XChart would draw the longer half of it up and down. */
    private static String spreads(XYChart chart, List<Line> drawn) {
        StringBuilder text = new StringBuilder();
        for (Line line : drawn) {
            for (Line.Point point : line.points()) {
                double at = chart.getScreenXFromChart(Math.log10(point.x()));
                text.append(String.format(
                        Locale.ROOT,
                        "<path d=\"M%.1f %.1f L%.1f %.1f\" stroke=\"%s\" fill=\"none\"/>\n",
                        at,
                        chart.getScreenYFromChart(Math.log10(point.low())),
                        at,
                        chart.getScreenYFromChart(Math.log10(point.high())),
                        code(line)));
            }
        }
        return text.toString();
    }

    private static String paint(XYChart chart) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** From the top, each at least a line below the one before; then the whole back up as far as they left the plot. */
    private static List<Label> apart(List<Label> labels) {
        List<Label> sorted = new ArrayList<>(labels);
        sorted.sort(Comparator.comparingDouble(Label::y));
        double free = 0;
        for (int i = 0; i < sorted.size(); i++) {
            Label label = new Label(sorted.get(i).line, Math.max(free, sorted.get(i).y));
            sorted.set(i, label);
            free = label.y + LINE_HEIGHT;
        }
        double most = HEIGHT;
        for (int i = sorted.size() - 1; i >= 0; i--) {
            sorted.set(i, new Label(sorted.get(i).line, Math.min(most, sorted.get(i).y)));
            most = sorted.get(i).y - LINE_HEIGHT;
        }
        return sorted;
    }

    private static String names(XYChart chart, List<Line> drawn) {
        List<Label> labels = apart(drawn.stream()
                .map(line -> new Label(
                        line,
                        chart.getScreenYFromChart(
                                Math.log10(line.points().getLast().median()))))
                .toList());
        StringBuilder text = new StringBuilder();
        for (Label label : labels) {
            Line.Point end = label.line.points().getLast();
            String colour = code(label.line);
            text.append(String.format(
                    Locale.ROOT,
                    "<path d=\"M%.1f %.1f L%d %.1f\" stroke=\"%s\" stroke-opacity=\"0.35\" fill=\"none\"/>"
                            + "<text x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>\n",
                    chart.getScreenXFromChart(Math.log10(end.x())) + 5,
                    chart.getScreenYFromChart(Math.log10(end.median())),
                    WIDTH,
                    label.y,
                    colour,
                    WIDTH + 4,
                    label.y + 4,
                    colour,
                    Page.escaped(label.line.name())));
        }
        return text.toString();
    }
}
