package dev.carillon.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables of the echo servers over TLS. Most of a message is the engine's there, so that stands by itself. */
final class TlsReport {
    private static final List<EchoSide> PEERS = List.of(EchoSide.NETTY, EchoSide.OPENSSL, EchoSide.CONTROL);

    private final EchoFigures figures;
    private final EchoReport echo;

    TlsReport(EchoFigures figures, EchoReport echo) {
        this.figures = figures;
        this.echo = echo;
    }

    private List<EchoCase> loads() {
        return figures.loadsOverTls();
    }

    private TextTable ratios() {
        List<String> head = new ArrayList<>(List.of("load"));
        PEERS.forEach(peer -> head.add("CPU / " + peer.text()));
        head.addAll(List.of("msg/s / Netty", "p99.9 / Netty", "B/msg / Netty"));
        TextTable table = new TextTable(1, head);
        for (EchoCase load : loads()) {
            List<String> cells = new ArrayList<>(List.of(load.text()));
            PEERS.forEach(peer -> cells.add(ratio(load, peer, EchoFigures.Figure::cpu)));
            cells.add(ratio(load, EchoSide.NETTY, EchoFigures.Figure::rate));
            cells.add(ratio(load, EchoSide.NETTY, EchoFigures.Figure::p999));
            cells.add(ratio(load, EchoSide.NETTY, EchoFigures.Figure::allocated));
            table.add(cells);
        }
        return table;
    }

    private String ratio(EchoCase load, EchoSide peer, ToDoubleFunction<EchoFigures.Figure> value) {
        double[] ratios = figures.ratios(load, peer, value);
        return ratios.length == 0 ? "did not run" : EchoReport.spread(ratios);
    }

    private TextTable alone() {
        TextTable table = new TextTable(2, List.of("a record taken and one made", "records in", "CPU us", "B"));
        for (JsseAlone.Cost cost : figures.jsseAlone()) {
            table.add(List.of(
                    cost.size() + " B",
                    cost.direct() ? "direct buffers" : "arrays",
                    String.format(Locale.ROOT, "%.3f", cost.nanos() / 1e3),
                    String.format(Locale.ROOT, "%.0f", cost.bytes())));
        }
        return table;
    }

    /** For the terminal; empty if nothing ran. */
    String text() {
        if (loads().isEmpty()) {
            return "";
        }
        TextTable calls = echo.calls(loads());
        return "\necho over TLS 1.3, " + LoadTls.CIPHER_SUITE + "\n\n"
                + echo.measured(loads()).text()
                + "\nours by the peer's, round by round: median (spread)\n\n"
                + ratios().text()
                + (calls.isEmpty() ? "" : "\nsystem calls a message, under strace\n\n" + calls.text())
                + (alone().isEmpty() ? "" : "\nthe JDK's engine alone, without sockets\n\n" + alone().text());
    }

    /** For {@code docs/benchmarks}. */
    String markdown() {
        if (loads().isEmpty()) {
            return "";
        }
        TextTable calls = echo.calls(loads());
        return """

            ## Echo over TLS

            TLS 1.3 with %s, the same key for all; every connection is made and warm before anything is counted. What the
            load sends at once is one record. Ours and Netty's are on the JDK's engine, which allocates for each record
            what the last table says; the load has the same engine, and is as busy as a server.

            """.formatted(LoadTls.CIPHER_SUITE)
                + echo.measured(loads()).markdown()
                + "\nOurs by the peer's, round by round: the median and (least .. greatest).\n\n"
                + ratios().markdown()
                + (calls.isEmpty() ? "" : "\nSystem calls a message, under strace.\n\n" + calls.markdown())
                + (alone().isEmpty() ? "" : "\nThe JDK's engine alone, without sockets.\n\n" + alone().markdown());
    }

    /** What the engine takes by itself. */
    List<Map<String, Object>> json() {
        List<Map<String, Object>> costs = new ArrayList<>();
        for (JsseAlone.Cost cost : figures.jsseAlone()) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("size", cost.size());
            values.put("direct", cost.direct());
            values.put("nanos", cost.nanos());
            values.put("allocated", cost.bytes());
            costs.add(values);
        }
        return costs;
    }
}
