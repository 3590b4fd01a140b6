package dev.carillon.bench.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.figures.Json;
import dev.carillon.bench.load.Calls;
import dev.carillon.bench.load.LoadTls;
import dev.carillon.bench.machine.CallCount;
import dev.carillon.bench.plot.Page;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TlsReportTest {
    private static final EchoCase LOAD = new EchoCase(50, 64, 1);

    private final EchoFigures figures = new EchoFigures(new Journal());
    private final TlsReport report = new TlsReport(figures);

    @Test
    void tlsHasTablesOfItsOwnWithTheRatiosToNetty() {
        add(LOAD.overTls(), EchoSide.CARILLON, 6000);
        add(LOAD.overTls(), EchoSide.NETTY, 8000);
        figures.add(List.of(new JsseAlone.Cost(64, false, 1500, 2928)));
        for (String text : List.of(report.text(), report.markdown())) {
            assertThat(text)
                    .contains("TLS 50 x 64 B x 1", "0.75 (0.75 .. 0.75)", "did not run", "2928", LoadTls.CIPHER_SUITE)
                    .doesNotContain("geometric mean");
        }
        assertThat(Json.pretty(report.json())).contains("\"TLS 50 x 64 B x 1\" : {", "\"JSSE alone\" : [");
    }

    @Test
    void thePageHasItToo() {
        add(LOAD.overTls(), EchoSide.CARILLON, 6000);
        add(LOAD.overTls(), EchoSide.CONTROL, 6000);
        add(LOAD.overTls(), EchoSide.OPENSSL, 3000);
        figures.add(List.of(new JsseAlone.Cost(64, false, 1500, 2928)));
        Page page = new Page("Measured");
        report.addTo(page);
        assertThat(page.html())
                .contains(
                        "Echo over TLS</h2>",
                        "<td>2.00 (2.00 .. 2.00)</td>",
                        "<td>2928</td>",
                        "TLS 50 x 64 B x 1: round trip")
                .doesNotContain("could not be drawn");
        assertThat(report.findings()).hasSize(1).first().asString().startsWith("Echo over TLS, CPU time");
        assertThat(report.noise()).hasSize(1);
    }

    @Test
    void tlsDoesNotMixWithPlain() {
        add(LOAD, EchoSide.CARILLON, 3000);
        add(LOAD, EchoSide.NETTY, 6000);
        add(LOAD, EchoSide.LEAN, 5700);
        add(LOAD.overTls(), EchoSide.CARILLON, 9000);
        add(LOAD.overTls(), EchoSide.NETTY, 9000);
        assertThat(report.text())
                .contains("echo over TLS", "1.00 (1.00 .. 1.00)")
                .doesNotContain("\n50 x 64 B x 1");
        EchoReport plain = new EchoReport(figures);
        assertThat(plain.text())
                .contains(" 0.50 x Netty yes", "leanest C, beside: 0.95 x Netty;")
                .doesNotContain("TLS");
        assertThat(Json.pretty(plain.json())).contains("\"50 x 64 B x 1\"").doesNotContain("TLS");
    }

    @Test
    void withoutTlsThereIsNothingOfIt() {
        add(LOAD, EchoSide.CARILLON, 3000);
        assertThat(report.text()).isEmpty();
        assertThat(report.markdown()).isEmpty();
        figures.add(LOAD.overTls(), EchoSide.CARILLON, new Calls(1, new CallCount(Map.of(), 0)));
        assertThat(report.text()).isEmpty();
    }

    private void add(EchoCase load, EchoSide side, double cpu) {
        figures.add(load, side, new EchoFigures.Figure(1, 1000, 10, 20, 30, cpu, 0, 0.5, 0.5, 0.5, 2000));
    }
}
