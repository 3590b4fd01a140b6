package dev.carillon.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Figures figures = new Figures(new Journal());

    @Test
    void aRowHasMedianRatioAndSpread() {
        add("relay cpu carillon relay", 100, 110, 120);
        add("relay cpu socat", 400, 220, 480);
        assertThat(lineOf("relay, CPU a GiB / socat "))
                .containsSubsequence("110.0 ms", "400.0 ms", "0.25", "0.25 .. 0.50", "< 1", "yes");
    }

    @Test
    void aTargetThatIsMissedSaysSo() {
        add("relay cpu carillon relay", 500);
        add("relay cpu socat", 400);
        assertThat(lineOf("relay, CPU a GiB / socat ")).contains("1.25").endsWith("NO          -          -");
    }

    @Test
    void aPeerThatDidNotRunHasNoFigure() {
        add("relay cpu carillon relay", 500);
        figures.failed("relay, socat", "socat is not installed");
        assertThat(lineOf("relay, CPU a GiB / socat ")).contains("did not run", "unknown");
        assertThat(report().text()).contains("relay, socat: socat is not installed");
    }

    @Test
    void whatDidNotRunIsNoRow() {
        assertThat(report().text()).isEqualToIgnoringWhitespace("");
    }

    @Test
    void aRestingConnectionIsJudgedByItsOwnBytes() {
        add("heap carillon", 400, 399, 402);
        assertThat(lineOf("resting connection, heap / Netty")).contains("<= 400 B", "yes");
        add("heap carillon", 401, 401, 401, 401);
        assertThat(lineOf("resting connection, heap / Netty")).contains("NO");
    }

    @Test
    void whatMoreIsBetterOfIsThePeersByOurs() {
        add("ready carillon", 105, 106);
        add("ready C", 100, 100);
        assertThat(lineOf("ready eventfds")).contains("0.95", ">= 0.95", "NO");
        add("ready carillon", 100, 100, 100);
        add("ready C", 100, 100, 100);
        assertThat(lineOf("ready eventfds")).contains("1.00", "yes");
    }

    @Test
    void jsonHasEveryRoundAndTheTable() {
        add("heap carillon", 300, 301);
        figures.note("idle", "of one connection");
        String json = report().json("./carillon bench idle", Map.of("cpus", 2));
        assertThat(json)
                .contains("\"value\" : [ 300.0, 301.0 ]", "\"what / peer\" : \"resting connection, heap / Netty\"");
        assertThat(report().markdown("./carillon bench idle", Map.of("cpus", 2)))
                .contains(
                        "Repeat with `./carillon bench idle`",
                        "- cpus: 2",
                        "| 300.5 B | did not run |",
                        "of one connection");
    }

    private Report report() {
        return new Report(
                List.of(
                        new Row(
                                "relay, CPU a GiB / socat",
                                "ms",
                                "relay cpu carillon relay",
                                "relay cpu socat",
                                Target.AHEAD),
                        new Row("ready eventfds", "ns", "ready carillon", "ready C", Target.EVENTS),
                        new Row("resting connection, heap / Netty", "B", "heap carillon", "heap Netty", Target.SMALL)),
                figures,
                List.of());
    }

    private String lineOf(String beginning) {
        return report().text()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .findFirst()
                .orElseThrow()
                .stripTrailing();
    }

    private void add(String side, double... values) {
        for (int i = 0; i < values.length; i++) {
            figures.add(side, new Figures.Figure(i + 1, values[i], Double.NaN));
        }
    }
}
