package dev.carillon.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables of the echo servers: what was measured, what it means for the targets, and the system calls. */
final class EchoReport {
    /** Below this nothing is allocated a message: the JVM's own threads leave crumbs. */
    private static final double NOTHING = 0.5;

    private static final double PERCENT = 100;
    private static final double NANOS_PER_MICRO = 1e3;

    /** Ours to a peer's CPU time a message. */
    private enum CpuTarget {
        DOCUMENTS(EchoSide.DOCUMENTS, 0.85),
        TOGGLING(EchoSide.TOGGLING, 0.85),
        LEAN(EchoSide.LEAN, 1.05),
        NETTY(EchoSide.NETTY, 0.9),
        NIO(EchoSide.NIO, Double.NaN),
        CONTROL(EchoSide.CONTROL, Double.NaN);

        private final EchoSide peer;
        private final double most;

        CpuTarget(EchoSide peer, double most) {
            this.peer = peer;
            this.most = most;
        }

        String text() {
            return "CPU / " + peer.text() + (Double.isNaN(most) ? "" : format(" (<= %.2f)", most));
        }

        String verdict(double ratio) {
            return Double.isNaN(most) ? "" : ratio <= most ? " yes" : " NO";
        }
    }

    private final EchoFigures figures;
    private final TlsReport tls;

    EchoReport(EchoFigures figures) {
        this.figures = figures;
        this.tls = new TlsReport(figures, this);
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

    private TextTable targets() {
        List<String> head = new ArrayList<>(List.of("load"));
        for (CpuTarget target : CpuTarget.values()) {
            head.add(target.text());
        }
        head.addAll(List.of("msg/s / best", "p99.9 / best", "0 B/msg"));
        TextTable table = new TextTable(1, head);
        for (EchoCase load : figures.loads()) {
            if (!figures.of(load, EchoSide.CARILLON).isEmpty()) {
                table.add(verdicts(load));
            }
        }
        return table;
    }

    private List<String> verdicts(EchoCase load) {
        List<String> cells = new ArrayList<>(List.of(load.text()));
        for (CpuTarget target : CpuTarget.values()) {
            double[] ratios = figures.ratios(load, target.peer, EchoFigures.Figure::cpu);
            cells.add(ratios.length == 0 ? "did not run" : spread(ratios) + target.verdict(Figures.median(ratios)));
        }
        cells.add(againstBest(load, EchoFigures.Figure::rate, true));
        cells.add(againstBest(load, EchoFigures.Figure::p999, false));
        double allocated = figures.median(load, EchoSide.CARILLON, EchoFigures.Figure::allocated);
        cells.add(format("%.2f", allocated) + (allocated < NOTHING ? " yes" : " NO"));
        return cells;
    }

    static String spread(double[] ratios) {
        return format("%.2f (%.2f .. %.2f)", Figures.median(ratios), ratios[0], ratios[ratios.length - 1]);
    }

    /** Ours to the best peer's. As good as that is what is no further from it than our two runs are from each other. */
    private String againstBest(EchoCase load, ToDoubleFunction<EchoFigures.Figure> value, boolean greatIsGood) {
        double[] worst = {};
        EchoSide best = EchoSide.CONTROL;
        for (EchoSide peer : EchoSide.values()) {
            double[] ratios = figures.ratios(load, peer, value);
            if (peer == EchoSide.CARILLON || peer == EchoSide.CONTROL || ratios.length == 0) {
                continue;
            }
            double ratio = Figures.median(ratios);
            if (worst.length == 0 || greatIsGood == ratio < Figures.median(worst)) {
                worst = ratios;
                best = peer;
            }
        }
        if (worst.length == 0) {
            return "-";
        }
        double noise = 0;
        for (double ratio : figures.ratios(load, EchoSide.CONTROL, value)) {
            noise = Math.max(noise, Math.abs(ratio - 1));
        }
        double ratio = Figures.median(worst);
        double behind = greatIsGood ? 1 - ratio : ratio - 1;
        String verdict = behind <= 0 ? " yes" : behind <= noise ? " yes, within noise" : " NO";
        return spread(worst) + " " + best.text() + verdict;
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
                EchoFigures.Calls calls = figures.callsOf(load, side);
                if (calls != null) {
                    table.add(cells(load, side, calls));
                }
            }
        }
        return table;
    }

    private static List<String> cells(EchoCase load, EchoSide side, EchoFigures.Calls calls) {
        double receive = calls.of("read", "recvfrom", "readv", "recvmsg");
        double send = calls.of("write", "sendto", "writev", "sendmsg");
        double wait = calls.of("epoll_wait", "epoll_pwait", "epoll_pwait2");
        double control = calls.of("epoll_ctl");
        double failed = calls.errors() / (double) calls.messages();
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

    /** One line: each CPU ratio over all loads. */
    private String summary() {
        StringBuilder text = new StringBuilder("CPU time a message, geometric mean over the loads:");
        for (CpuTarget target : CpuTarget.values()) {
            double[] logarithms = figures.loads().stream()
                    .map(load -> figures.ratios(load, target.peer, EchoFigures.Figure::cpu))
                    .filter(ratios -> ratios.length > 0)
                    .mapToDouble(ratios -> Math.log(Figures.median(ratios)))
                    .toArray();
            if (logarithms.length > 0) {
                double mean =
                        Math.exp(java.util.Arrays.stream(logarithms).average().orElse(0));
                text.append(format(" %.2f x %s%s;", mean, target.peer.text(), target.verdict(mean)));
            }
        }
        return text.append('\n').toString();
    }

    private boolean isEmpty() {
        return figures.loads().isEmpty();
    }

    /** For the terminal; empty if nothing ran. */
    String text() {
        if (isEmpty()) {
            return tls.text();
        }
        return "\necho: connections x bytes a message x messages under way on each\n\n"
                + measured(figures.loads()).text()
                + "\nours by the peer's, round by round: median (spread)\n\n"
                + targets().text()
                + (calls(figures.loads()).isEmpty()
                        ? ""
                        : "\nsystem calls a message, under strace\n\n"
                                + calls(figures.loads()).text())
                + "\n" + summary()
                + tls.text();
    }

    /** For {@code docs/benchmarks}. */
    String markdown() {
        if (isEmpty()) {
            return tls.markdown();
        }
        return """

                ## Echo

                A load is connections x bytes a message x messages under way on each, in a closed loop. CPU time is the
                server's whole process, user and system, but for the JIT's threads, which stand by themselves; busy is how
                much of a CPU that was. Where the load is as busy as the server, messages/s is its figure as much as the
                server's. `carillon again` is a second process of the same server: what differs there is noise.

                """
                + measured(figures.loads()).markdown()
                + "\nOurs by the peer's, round by round: the median and (least .. greatest).\n\n"
                + targets().markdown()
                + (calls(figures.loads()).isEmpty()
                        ? ""
                        : "\nSystem calls a message, under strace.\n\n"
                                + calls(figures.loads()).markdown())
                + "\n" + summary()
                + tls.markdown();
    }

    /** Everything, by load and side. */
    Map<String, Object> json() {
        Map<String, Object> loads = new LinkedHashMap<>();
        for (EchoCase load : figures.allLoads()) {
            Map<String, Object> sides = new LinkedHashMap<>();
            for (EchoSide side : EchoSide.values()) {
                List<EchoFigures.Figure> measured = figures.of(load, side);
                if (!measured.isEmpty()) {
                    sides.put(side.text(), json(load, side, measured));
                }
            }
            loads.put(load.text(), sides);
        }
        if (!figures.jsseAlone().isEmpty()) {
            loads.put("JSSE alone", tls.json());
        }
        return loads;
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
        EchoFigures.Calls calls = figures.callsOf(load, side);
        if (calls != null) {
            values.put(
                    "strace", Map.of("messages", calls.messages(), "errors", calls.errors(), "calls", calls.calls()));
        }
        return values;
    }

    private static List<Double> values(List<EchoFigures.Figure> measured, ToDoubleFunction<EchoFigures.Figure> value) {
        return measured.stream().mapToDouble(value).boxed().toList();
    }
}
