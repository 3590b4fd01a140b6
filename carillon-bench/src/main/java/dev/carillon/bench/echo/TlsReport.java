package dev.carillon.bench.echo;

import dev.carillon.bench.load.LoadTls;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.report.Chapter;
import dev.carillon.bench.report.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** The tables of the echo servers over TLS. Most of a message is the engine's there, so that stands by itself. */
public final class TlsReport implements Chapter {
    private static final List<EchoSide> PEERS = List.of(EchoSide.NETTY, EchoSide.OPENSSL, EchoSide.CONTROL);

    private static final String ABOUT = """
        TLS 1.3 with %s, the same key for all; every connection is made and warm before anything is counted. What the
        load sends at once is one record. Ours and Netty's are on the JDK's engine, which allocates for each record
        what the last table says; the load has the same engine, and is as busy as a server.\
        """.formatted(LoadTls.CIPHER_SUITE);

    private final EchoFigures figures;
    private final EchoTables tables;

    public TlsReport(EchoFigures figures) {
        this.figures = figures;
        this.tables = new EchoTables(figures);
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
        return ratios.length == 0 ? "did not run" : EchoTables.spread(ratios);
    }

    private TextTable alone() {
        TextTable table = new TextTable(2, List.of("a record taken and one made", "records in", "CPU us", "B"));
        for (JsseAlone.Cost cost : figures.jsseAlone()) {
            table.add(List.of(
                    cost.size() + " B",
                    cost.direct() ? "direct buffers" : "arrays",
                    String.format(Locale.ROOT, "%.3f", cost.nanos() / 1e3),
                    String.format(Locale.ROOT, "%.0f", cost.allocated())));
        }
        return table;
    }

    private boolean isEmpty() {
        return loads().isEmpty();
    }

    @Override
    public String text() {
        if (isEmpty()) {
            return "";
        }
        return "\necho over TLS 1.3, " + LoadTls.CIPHER_SUITE + "\n\n"
                + tables.measured(loads()).text()
                + "\nours by the peer's, round by round: median (spread)\n\n"
                + ratios().text()
                + tables.callsText(loads())
                + (alone().isEmpty() ? "" : "\nthe JDK's engine alone, without sockets\n\n" + alone().text());
    }

    @Override
    public String markdown() {
        if (isEmpty()) {
            return "";
        }
        return "\n## Echo over TLS\n\n" + ABOUT + "\n\n"
                + tables.measured(loads()).markdown()
                + "\nOurs by the peer's, round by round: the median and (least .. greatest).\n\n"
                + ratios().markdown()
                + tables.callsMarkdown(loads())
                + (alone().isEmpty() ? "" : "\nThe JDK's engine alone, without sockets.\n\n" + alone().markdown());
    }

    @Override
    public Map<String, Object> json() {
        Map<String, Object> all = tables.json(loads());
        if (!figures.jsseAlone().isEmpty()) {
            all.put("JSSE alone", figures.jsseAlone());
        }
        return Map.of("tls", all);
    }

    @Override
    public void addTo(Page page) {
        if (isEmpty()) {
            return;
        }
        page.section("Echo over TLS");
        page.text(ABOUT);
        tables.addPlotsTo(page, loads());
        tables.addMeasuredTo(page, loads(), "All figures of the echo servers over TLS");
        page.table("Ours by the peer's, over TLS", 1, ratios().head(), ratios().rows());
        tables.addCallsTo(page, loads());
        page.table("The JDK's engine alone, without sockets", 2, alone().head(), alone().rows());
    }

    @Override
    public List<String> findings() {
        return tables.findings("Echo over TLS", loads(), List.of(EchoSide.NETTY, EchoSide.OPENSSL));
    }

    @Override
    public List<List<String>> noise() {
        return tables.noise("echo over TLS, CPU a message, ", loads());
    }
}
