package dev.carillon.bench.report;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The one table, as text, Markdown and JSON, and the chapters behind it. */
public final class Report {
    private static final List<String> HEAD =
            List.of("what / peer", "ours", "peer", "ratio", "spread", "target", "met?", "B/op ours", "B/op peer");

    /** Below this nothing is allocated per operation: the least object takes 16 bytes, and JMH itself leaves crumbs. */
    private static final double NOTHING = 2;

    private final List<Row> rows;
    private final Figures figures;
    private final List<Chapter> chapters;

    /**
     * A report of what is measured when it is asked for.
     *
     * @param rows of the table, if they are measured
     * @param chapters of the groups that have tables of their own
     */
    public Report(List<Row> rows, Figures figures, List<Chapter> chapters) {
        this.rows = rows;
        this.figures = figures;
        this.chapters = chapters;
    }

    Figures figures() {
        return figures;
    }

    List<Chapter> chapters() {
        return chapters;
    }

    /** What is printed besides tables. */
    List<String> histograms() {
        return Stream.concat(figures.texts("lateness").stream(), figures.texts("idle").stream())
                .toList();
    }

    /** What the groups come to, a sentence each. */
    List<String> findings() {
        return chapters.stream().flatMap(chapter -> chapter.findings().stream()).toList();
    }

    TextTable table() {
        TextTable table = new TextTable(1, HEAD);
        rows.stream().filter(row -> figures.has(row.ours())).forEach(row -> table.add(cells(row)));
        return table;
    }

    /** Sorted; what less is better of is ours by the peer's. */
    private double[] ratios(Row row) {
        double[] ratios = figures.ratios(row.ours(), row.peer());
        return row.target().judged() == Target.Judged.RECIPROCAL
                ? Arrays.stream(ratios).map(ratio -> 1 / ratio).sorted().toArray()
                : ratios;
    }

    private List<String> cells(Row row) {
        double[] ratios = ratios(row);
        boolean lone = row.peer().isEmpty();
        boolean memory = row.unit().equals("B");
        return List.of(
                row.what(),
                number(figures.median(row.ours()), row.unit()),
                lone ? "-" : figures.has(row.peer()) ? number(figures.median(row.peer()), row.unit()) : "did not run",
                ratios.length == 0 ? "-" : ratio(Figures.median(ratios)),
                ratios.length == 0 ? "-" : ratio(ratios[0]) + " .. " + ratio(ratios[ratios.length - 1]),
                row.target().text(),
                verdict(row, ratios),
                memory ? "-" : bytes(figures.allocated(row.ours())),
                memory || !figures.has(row.peer()) ? "-" : bytes(figures.allocated(row.peer())));
    }

    private String verdict(Row row, double[] ratios) {
        Target target = row.target();
        if (target == Target.NONE) {
            return "-";
        }
        double judged = target.judged() == Target.Judged.VALUE ? figures.median(row.ours()) : Figures.median(ratios);
        if (Double.isNaN(judged)) {
            return "unknown";
        }
        boolean lean = row.allocates() || !(figures.allocated(row.ours()) >= NOTHING);
        boolean reached = target.isReached(judged);
        return reached && lean ? "yes" : reached ? "NO: allocates" : "NO";
    }

    private static String number(double value, String unit) {
        return String.format(Locale.ROOT, value < 1000 ? "%.1f %s" : "%,.0f %s", value, unit);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    private static String bytes(double bytes) {
        return Double.isNaN(bytes) ? "-" : String.format(Locale.ROOT, "%.2f", bytes);
    }

    /** For the terminal. */
    public String text() {
        StringBuilder text = new StringBuilder(table().isEmpty() ? "" : table().text());
        histograms().forEach(histogram -> text.append('\n').append(histogram));
        chapters.forEach(chapter -> text.append(chapter.text()));
        findings().forEach(finding -> text.append('\n').append(finding));
        text.append(findings().isEmpty() ? "" : "\n");
        figures.failures()
                .forEach((side, reason) ->
                        text.append("\n").append(side).append(": ").append(reason));
        return text.append('\n').toString();
    }

    /** For {@code docs/benchmarks}. */
    public String markdown(String command, Map<String, Object> machine) {
        StringBuilder text = new StringBuilder("# Benchmarks\n\nRepeat with `" + command + "`. Measured on:\n\n");
        machine.forEach((fact, value) ->
                text.append("- ").append(fact).append(": ").append(value).append('\n'));
        text.append("""

            Each side is measured once a round, the sides in turn. A figure is the median of the rounds; a ratio is
            ours by the peer's of the same round (of events a second where the target is a least), its spread the
            least and the greatest of the rounds. B/op is heap allocated an operation, by all threads.

            """);
        text.append(table().isEmpty() ? "" : table().markdown());
        histograms()
                .forEach(histogram -> text.append("\n```\n").append(histogram).append("```\n"));
        chapters.forEach(chapter -> text.append(chapter.markdown()));
        findings().forEach(finding -> text.append("\n- ").append(finding));
        text.append(findings().isEmpty() ? "" : "\n");
        figures.failures()
                .forEach((side, reason) ->
                        text.append("\n- ").append(side).append(": ").append(reason));
        return text.toString();
    }

    /** All there is. */
    public String json(String command, Map<String, Object> machine) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("command", command);
        all.put("machine", machine);
        all.put("table", table().rows().stream().map(Report::named).toList());
        Map<String, Object> sides = new LinkedHashMap<>();
        figures.sides().forEach((side, measured) -> sides.put(side, columns(measured)));
        all.put("sides", sides);
        all.put("lateness", figures.texts("lateness"));
        all.put("idle", figures.texts("idle"));
        chapters.forEach(chapter -> all.putAll(chapter.json()));
        all.put("findings", findings());
        all.put("missing", figures.failures());
        List<Object> jmh = new ArrayList<>();
        figures.texts("jmh").forEach(runs -> jmh.addAll(Json.read(runs, List.class)));
        all.put("jmh", jmh);
        return Json.pretty(all);
    }

    private static Map<String, String> named(List<String> cells) {
        Map<String, String> row = new LinkedHashMap<>();
        IntStream.range(0, HEAD.size())
                .forEach(i -> row.put(HEAD.get(i), cells.get(i).strip()));
        return row;
    }

    private static Map<String, Object> columns(List<Figures.Figure> measured) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("round", measured.stream().map(Figures.Figure::round).toList());
        values.put("value", measured.stream().map(Figures.Figure::value).toList());
        values.put("allocated", measured.stream().map(Figures.Figure::allocated).toList());
        return values;
    }
}
