package dev.carillon.bench.http;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.plot.Bars;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The tables of the HTTP servers in a closed loop: what was measured, ours by the peers', the system calls. */
public final class HttpReport implements Chapter {
    private static final String ABOUT = """
        A load is what is asked for, connections x requests under way on each, in a closed loop; each server has one worker, no
        access log and the same limits of keep-alive. CPU time is the server's whole process, but for the JIT's threads; busy is
        how much of a CPU that was. Where the load is as busy as the server, requests/s is its figure as much as the server's.
        Every byte of every answer was compared, but for the date. "again" is a second process of the same server: what differs
        there is noise.\
        """;

    private static final List<String> HEAD = List.of(
            "load",
            "server",
            "req/s",
            "p50 us",
            "p99 us",
            "p99.9 us",
            "CPU ns/req",
            "user",
            "system",
            "busy",
            "load busy",
            "B/req",
            "memory MiB");

    private static final List<String> RATIOS = List.of("load", "by", "CPU", "is", "req/s", "p99.9", "target met?");
    private static final List<String> CALLS = List.of("load", "server", "calls/req", "EAGAIN etc.", "which");
    private static final double MIB = 1024 * 1024;
    /** Below this a call is none of a request's. */
    private static final double SELDOM = 0.005;

    private final HttpFigures figures;

    /** @param figures what was measured */
    public HttpReport(HttpFigures figures) {
        this.figures = figures;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String number(String pattern, double value) {
        return Double.isFinite(value) ? format(pattern, value) : "-";
    }

    private TextTable measured() {
        TextTable table = new TextTable(2, HEAD);
        for (HttpCase load : figures.loads()) {
            figures.sides(load).forEach(side -> table.add(cells(load, side)));
        }
        return table;
    }

    private List<String> cells(HttpCase load, HttpSide side) {
        return List.of(
                load.text(),
                side.text(),
                number("%,.0f", figures.median(load, side, HttpFigures.Figure::rate)),
                number("%,.0f", figures.median(load, side, HttpFigures.Figure::p50)),
                number("%,.0f", figures.median(load, side, HttpFigures.Figure::p99)),
                number("%,.0f", figures.median(load, side, HttpFigures.Figure::p999)),
                number("%,.0f", figures.median(load, side, HttpFigures.Figure::cpu)),
                number("%,.0f", figures.median(load, side, HttpFigures.Figure::user)),
                number("%,.0f", figures.median(load, side, HttpFigures.Figure::system)),
                number("%.2f", figures.median(load, side, HttpFigures.Figure::busy)),
                number("%.2f", figures.median(load, side, HttpFigures.Figure::loadBusy)),
                number("%,.1f", figures.median(load, side, HttpFigures.Figure::allocated)),
                number("%,.1f", figures.median(load, side, HttpFigures.Figure::memory) / MIB));
    }

    private TextTable ratios() {
        TextTable table = new TextTable(2, RATIOS);
        for (HttpCase load : figures.loads()) {
            for (HttpSide peer : figures.sides(load)) {
                double[] cpu = figures.ratios(load, HttpSide.CARILLON, peer, HttpFigures.Figure::cpu);
                if (peer != HttpSide.CARILLON && cpu.length > 0) {
                    table.add(List.of(
                            load.text(),
                            peer.text(),
                            spread(cpu),
                            Difference.of(cpu, control(load)).asTimes(),
                            spread(figures.ratios(load, HttpSide.CARILLON, peer, HttpFigures.Figure::rate)),
                            spread(figures.ratios(load, HttpSide.CARILLON, peer, HttpFigures.Figure::p999)),
                            HttpTarget.verdict(load, peer, cpu)));
                }
            }
        }
        return table;
    }

    private double[] control(HttpCase load) {
        return figures.ratios(load, HttpSide.CONTROL, HttpSide.CARILLON, HttpFigures.Figure::cpu);
    }

    private static String spread(double[] ratios) {
        return ratios.length == 0
                ? "-"
                : format("%.2f (%.2f .. %.2f)", Figures.median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    private TextTable calls() {
        TextTable table = new TextTable(2, CALLS);
        for (HttpCase load : figures.loads()) {
            for (HttpSide side : figures.sides(load)) {
                Calls calls = figures.callsOf(load, side);
                if (calls != null) {
                    table.add(List.of(
                            load.text(),
                            side.text(),
                            format("%.3f", calls.all()),
                            format("%.3f", calls.errors()),
                            which(calls)));
                }
            }
        }
        return table;
    }

    private static String which(Calls calls) {
        List<String> words = new ArrayList<>();
        new TreeMap<>(calls.counted().calls())
                .keySet().stream()
                        .filter(name -> calls.of(name) >= SELDOM)
                        .sorted((one, other) -> Double.compare(calls.of(other), calls.of(one)))
                        .forEach(name -> words.add(format("%s %.2f", name, calls.of(name))));
        return String.join(", ", words);
    }

    private boolean isEmpty() {
        return figures.loads().isEmpty();
    }

    @Override
    public String text() {
        if (isEmpty()) {
            return "";
        }
        return "\nHTTP: what is asked for, connections x requests under way on each\n\n"
                + measured().text()
                + "\nours by the peer's, round by round: median (spread)\n\n" + ratios().text()
                + (calls().isEmpty() ? "" : "\nsystem calls a request\n\n" + calls().text());
    }

    @Override
    public String markdown() {
        if (isEmpty()) {
            return "";
        }
        return "\n## HTTP\n\n" + ABOUT + "\n\n" + measured().markdown()
                + "\nOurs by the peer's, round by round: the median and (least .. greatest).\n\n" + ratios().markdown()
                + (calls().isEmpty() ? "" : "\nSystem calls a request:\n\n" + calls().markdown());
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>();
        for (HttpCase load : figures.loads()) {
            Map<String, Object> sides = new LinkedHashMap<>();
            for (HttpSide side : figures.sides(load)) {
                Map<String, Object> its = new LinkedHashMap<>();
                its.put("rounds", figures.of(load, side));
                Calls calls = figures.callsOf(load, side);
                if (calls != null) {
                    its.put("calls", calls);
                }
                sides.put(side.text(), its);
            }
            all.put(load.text(), sides);
        }
        return isEmpty() ? Map.of() : Map.of("http", all);
    }

    @Override
    public void addTo(Page page) {
        if (isEmpty()) {
            return;
        }
        page.section("HTTP");
        page.text(ABOUT);
        for (HttpCase load : figures.loads()) {
            Bars bars = new Bars("HTTP " + load.text() + ": CPU time a request (us)");
            figures.sides(load)
                    .forEach(side -> bars.add(
                            side.text(),
                            side.isOurs(),
                            figures.of(load, side).stream()
                                    .mapToDouble(figure -> figure.cpu() / 1000)
                                    .toArray()));
            page.bars(bars);
        }
        page.table("All figures of the HTTP servers", 2, HEAD, measured().rows());
        page.table("Ours by the peer's", 2, RATIOS, ratios().rows());
        if (!calls().isEmpty()) {
            page.table("System calls a request", 2, CALLS, calls().rows());
        }
    }

    @Override
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        for (HttpCase load : figures.loads()) {
            for (HttpSide peer : List.of(HttpSide.NGINX, HttpSide.NETTY)) {
                double[] ratios = figures.ratios(load, HttpSide.CARILLON, peer, HttpFigures.Figure::cpu);
                if (ratios.length > 0) {
                    findings.add(format(
                            "HTTP %s: carillon takes %.2f times the CPU time of %s: %s.",
                            load.text(),
                            Figures.median(ratios),
                            peer.text(),
                            Difference.of(ratios, control(load)).asTimes()));
                }
            }
        }
        return findings;
    }

    @Override
    public List<List<String>> noise() {
        List<List<String>> rows = new ArrayList<>();
        for (HttpCase load : figures.loads()) {
            rows.addAll(Difference.row("HTTP, CPU a request, " + load.text(), control(load)));
        }
        return rows;
    }
}
