package dev.carillon.bench.echo;

import dev.carillon.bench.figures.Difference;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.plot.Bars;
import dev.carillon.bench.plot.Line;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.plot.Plot;
import dev.carillon.bench.report.Percentiles;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What the reports of the echo servers have in common, with TLS and without: each load's figures, calls and plots. */
final class EchoTables {
    private static final double PERCENT = 100;
    private static final double NANOS_PER_MICRO = 1e3;

    private final EchoFigures figures;

    EchoTables(EchoFigures figures) {
        this.figures = figures;
    }

    private static String format(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String number(String pattern, double value) {
        return Double.isNaN(value) ? "-" : format(pattern, value);
    }

    /** Each load and server. */
    TextTable measured(List<EchoCase> loads) {
        TextTable table = new TextTable(
                2,
                List.of(
                        "load",
                        "server",
                        "msg/s",
                        "p50 us",
                        "p99 us",
                        "p99.9 us",
                        "CPU us/msg",
                        "spread",
                        "JIT",
                        "user",
                        "busy",
                        "load busy",
                        "B/msg"));
        for (EchoCase load : loads) {
            for (EchoSide side : EchoSide.values()) {
                if (!figures.of(load, side).isEmpty()) {
                    table.add(cells(load, side));
                }
            }
        }
        return table;
    }

    private List<String> cells(EchoCase load, EchoSide side) {
        double[] cpu = figures.of(load, side).stream()
                .mapToDouble(EchoFigures.Figure::cpu)
                .sorted()
                .toArray();
        return List.of(
                load.text(),
                side.text(),
                number("%,.0f", figures.median(load, side, EchoFigures.Figure::rate)),
                number("%,.1f", figures.median(load, side, EchoFigures.Figure::p50)),
                number("%,.1f", figures.median(load, side, EchoFigures.Figure::p99)),
                number("%,.1f", figures.median(load, side, EchoFigures.Figure::p999)),
                number("%.3f", Figures.median(cpu) / NANOS_PER_MICRO),
                format("%.3f .. %.3f", cpu[0] / NANOS_PER_MICRO, cpu[cpu.length - 1] / NANOS_PER_MICRO),
                number("%.3f", figures.median(load, side, EchoFigures.Figure::compiling) / NANOS_PER_MICRO),
                number("%.0f %%", PERCENT * figures.median(load, side, EchoFigures.Figure::userShare)),
                number("%.0f %%", PERCENT * figures.median(load, side, EchoFigures.Figure::busy)),
                number("%.0f %%", PERCENT * figures.median(load, side, EchoFigures.Figure::loadBusy)),
                number("%.2f", figures.median(load, side, EchoFigures.Figure::allocated)));
    }

    /** The median, the least and the greatest. */
    static String spread(double[] ratios) {
        return format("%.2f (%.2f .. %.2f)", Figures.median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    /** Each load and server that was traced. */
    TextTable calls(List<EchoCase> loads) {
        TextTable table = new TextTable(
                2,
                List.of(
                        "load",
                        "server",
                        "receive",
                        "send",
                        "wait",
                        "epoll_ctl",
                        "others",
                        "all",
                        "failed",
                        "target met?"));
        for (EchoCase load : loads) {
            for (EchoSide side : EchoSide.values()) {
                Calls calls = figures.callsOf(load, side);
                if (calls != null) {
                    table.add(cells(load, side, calls));
                }
            }
        }
        return table;
    }

    private static List<String> cells(EchoCase load, EchoSide side, Calls calls) {
        double receive = calls.of("read", "recvfrom", "readv", "recvmsg");
        double send = calls.of("write", "sendto", "writev", "sendmsg");
        double wait = calls.of("epoll_wait", "epoll_pwait", "epoll_pwait2");
        double control = calls.of("epoll_ctl");
        double failed = calls.errors();
        double crumbs = 0.01; // the JVM's own threads wake now and then
        boolean lean = receive <= 1 + crumbs && send <= 1 + crumbs && control <= crumbs && failed <= crumbs;
        return List.of(
                load.text(),
                side.text(),
                format("%.3f", receive),
                format("%.3f", send),
                format("%.3f", wait),
                format("%.3f", control),
                format("%.3f", calls.all() - receive - send - wait - control),
                format("%.3f", calls.all()),
                format("%.3f", failed),
                side != EchoSide.CARILLON ? "-" : lean ? "yes" : "NO");
    }

    /** For the terminal; empty if nothing was traced. */
    String callsText(List<EchoCase> loads) {
        TextTable calls = calls(loads);
        return calls.isEmpty() ? "" : "\nsystem calls a message, under strace\n\n" + calls.text();
    }

    /** The same as Markdown. */
    String callsMarkdown(List<EchoCase> loads) {
        TextTable calls = calls(loads);
        return calls.isEmpty() ? "" : "\nSystem calls a message, under strace.\n\n" + calls.markdown();
    }

    /** Everything, by load and side. */
    Map<String, Object> json(List<EchoCase> loads) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (EchoCase load : loads) {
            Map<String, Object> sides = new LinkedHashMap<>();
            for (EchoSide side : EchoSide.values()) {
                List<EchoFigures.Figure> measured = figures.of(load, side);
                if (!measured.isEmpty()) {
                    sides.put(side.text(), json(load, side, measured));
                }
            }
            all.put(load.text(), sides);
        }
        return all;
    }

    private Map<String, Object> json(EchoCase load, EchoSide side, List<EchoFigures.Figure> measured) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("round", measured.stream().map(EchoFigures.Figure::round).toList());
        values.put("messagesPerSecond", values(measured, EchoFigures.Figure::rate));
        values.put("p50Micros", values(measured, EchoFigures.Figure::p50));
        values.put("p99Micros", values(measured, EchoFigures.Figure::p99));
        values.put("p999Micros", values(measured, EchoFigures.Figure::p999));
        values.put("cpuNanosPerMessage", values(measured, EchoFigures.Figure::cpu));
        values.put("compilingNanosPerMessage", values(measured, EchoFigures.Figure::compiling));
        values.put("userShare", values(measured, EchoFigures.Figure::userShare));
        values.put("busy", values(measured, EchoFigures.Figure::busy));
        values.put("loadBusy", values(measured, EchoFigures.Figure::loadBusy));
        values.put("allocatedPerMessage", values(measured, EchoFigures.Figure::allocated));
        Calls calls = figures.callsOf(load, side);
        if (calls != null) {
            values.put(
                    "strace",
                    Map.of(
                            "messages",
                            calls.messages(),
                            "errors",
                            calls.counted().errors(),
                            "calls",
                            calls.counted().calls()));
        }
        return values;
    }

    private static List<Double> values(List<EchoFigures.Figure> measured, ToDoubleFunction<EchoFigures.Figure> value) {
        return measured.stream().mapToDouble(value).boxed().toList();
    }

    /** Latencies, of the loads that say most, and CPU time. */
    void addPlotsTo(Page page, List<EchoCase> loads) {
        loads.stream().filter(EchoCase::isTraced).map(this::latency).forEach(page::plot);
        for (EchoCase load : loads) {
            Bars bars = new Bars("Echo, " + load.text() + ": CPU time a message (µs)");
            for (EchoSide side : EchoSide.values()) {
                bars.add(side.text(), side == EchoSide.CARILLON, micros(load, side));
            }
            page.bars(bars);
        }
    }

    /** All that was measured but for system calls. */
    void addMeasuredTo(Page page, List<EchoCase> loads, String name) {
        TextTable measured = measured(loads);
        page.table(name, 2, measured.head(), measured.rows());
    }

    void addCallsTo(Page page, List<EchoCase> loads) {
        TextTable calls = calls(loads);
        page.table("System calls a message, under strace", 2, calls.head(), calls.rows());
    }

    private double[] micros(EchoCase load, EchoSide side) {
        return figures.of(load, side).stream()
                .mapToDouble(figure -> figure.cpu() / NANOS_PER_MICRO)
                .toArray();
    }

    /** The x axis has the part that is slower: a decade for each nine. */
    Plot latency(EchoCase load) {
        List<Line> lines = new ArrayList<>();
        for (EchoSide side : EchoSide.values()) {
            if (side == EchoSide.CONTROL) {
                continue;
            }
            List<EchoFigures.Figure> measured = figures.of(load, side);
            lines.add(new Line(side.text(), lines.size())
                    .add(
                            Percentiles.MEDIAN,
                            measured.stream()
                                    .mapToDouble(EchoFigures.Figure::p50)
                                    .toArray())
                    .add(
                            Percentiles.P99,
                            measured.stream()
                                    .mapToDouble(EchoFigures.Figure::p99)
                                    .toArray())
                    .add(
                            Percentiles.P999,
                            measured.stream()
                                    .mapToDouble(EchoFigures.Figure::p999)
                                    .toArray()));
        }
        return new Plot(
                "Echo, " + load.text() + ": round trip (µs) by percentile",
                "percentile",
                "µs",
                Percentiles::tick,
                lines);
    }

    /** How ours stands beside each peer, over all loads. */
    List<String> findings(String what, List<EchoCase> loads, List<EchoSide> peers) {
        List<String> findings = new ArrayList<>();
        for (EchoSide peer : peers) {
            Map<Difference.Verdict, Integer> counts = new EnumMap<>(Difference.Verdict.class);
            for (EchoCase load : loads) {
                double[] ratios = figures.ratios(load, peer, EchoFigures.Figure::cpu);
                if (ratios.length > 0) {
                    double[] control = figures.ratios(load, EchoSide.CONTROL, EchoFigures.Figure::cpu);
                    counts.merge(Difference.of(ratios, control).verdict(), 1, Integer::sum);
                }
            }
            if (!counts.isEmpty()) {
                findings.add(format(
                        "%s, CPU time a message, carillon beside %s: less in %d of %d loads, more in %d, not to be told"
                                + " from noise in %d.",
                        what,
                        peer.text(),
                        counts.getOrDefault(Difference.Verdict.LESS, 0),
                        counts.values().stream().mapToInt(Integer::intValue).sum(),
                        counts.getOrDefault(Difference.Verdict.MORE, 0),
                        counts.getOrDefault(Difference.Verdict.WITHIN_NOISE, 0)
                                + counts.getOrDefault(Difference.Verdict.MIXED, 0)
                                + counts.getOrDefault(Difference.Verdict.UNKNOWN, 0)));
            }
        }
        return findings;
    }

    /** How far apart ours and ours again were. */
    List<List<String>> noise(String what, List<EchoCase> loads) {
        return loads.stream()
                .map(load -> Difference.row(
                        what + load.text(), figures.ratios(load, EchoSide.CONTROL, EchoFigures.Figure::cpu)))
                .flatMap(List::stream)
                .toList();
    }
}
