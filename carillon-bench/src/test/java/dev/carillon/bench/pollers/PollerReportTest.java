package dev.carillon.bench.pollers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.plot.Line;
import dev.carillon.bench.plot.Plot;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollerReportTest {
    private static final PollerCase SMALL = new PollerCase(1, 10);
    private static final PollerCase LARGE = new PollerCase(1, 10_000);

    private final Figures figures = new Figures(new Journal());
    private final PollerReport report = new PollerReport(figures);

    @Test
    void aPlotHasAPointForWhatRanAndForNothingElse() {
        add(SMALL, PollerSide.EPOLL, 500, 700, 600);
        add(LARGE, PollerSide.EPOLL, 620);
        add(SMALL, PollerSide.SELECT, 2000);
        add(new PollerCase(10, 10), PollerSide.EPOLL, 9000);
        Plot plot = report.plot("title", "turn", false);
        assertThat(points(plot, PollerSide.EPOLL))
                .containsExactly(new Line.Point(10, 0.5, 0.6, 0.7), new Line.Point(10_000, 0.62, 0.62, 0.62));
        assertThat(points(plot, PollerSide.SELECT)).containsExactly(new Line.Point(10, 2, 2, 2));
        assertThat(points(plot, PollerSide.POLL)).isEmpty();
        assertThat(plot.lines()).extracting(Line::name).doesNotContain(PollerSide.CONTROL.text());
    }

    @Test
    void aDifferenceIsNamedOnlyIfTheControlBearsItOut() {
        add(LARGE, PollerSide.EPOLL, 600, 600);
        add(LARGE, PollerSide.NIO, 660, 660);
        add(LARGE, PollerSide.POLL, 6000, 6000);
        assertThat(report.text()).doesNotContain("faster", "slower").contains("no control of two rounds");
        add(LARGE, PollerSide.CONTROL, 500, 600);
        assertThat(lineOf(PollerSide.NIO)).contains("0.91", "within noise (20 %)");
        assertThat(lineOf(PollerSide.POLL)).contains("0.10", "faster");
        assertThat(report.findings().getFirst()).contains("One of 10,000", "0.10 times", "carillon poll: faster");
        assertThat(report.noise().getFirst()).contains("pollers, CPU a turn, 1 of 10,000", "20.0 %");
    }

    @Test
    void whatDidNotRunIsNowhere() {
        assertThat(report.text()).isEmpty();
        assertThat(report.markdown()).isEmpty();
        assertThat(report.findings()).isEmpty();
        add(SMALL, PollerSide.EPOLL, 600);
        assertThat(report.text()).doesNotContain("java.nio", "10,000");
        assertThat(report.json()).asString().doesNotContain("java.nio");
    }

    @Test
    void selectEndsBelow1024AndTheLimitOfDescriptorsHolds() {
        assertThat(PollerSide.SELECT.whyNot(1000)).isEmpty();
        assertThat(PollerSide.SELECT.whyNot(10_000)).contains("1,024");
        assertThat(PollerSide.POLL.whyNot(10_000)).isEmpty();
        assertThat(LARGE.whyNot(20_000)).isEmpty();
        assertThat(new PollerCase(1, 100_000).whyNot(20_000)).contains("100,200", "ulimit -Hn", "20,000");
    }

    private static List<Line.Point> points(Plot plot, PollerSide side) {
        return plot.lines().stream()
                .filter(line -> line.name().equals(side.text()))
                .findFirst()
                .orElseThrow()
                .points();
    }

    private String lineOf(PollerSide side) {
        return report.text()
                .lines()
                .filter(line -> line.contains(side.text()))
                .findFirst()
                .orElseThrow();
    }

    private void add(PollerCase each, PollerSide side, double... nanos) {
        for (int i = 0; i < nanos.length; i++) {
            for (String what : PollerBench.MEASURED) {
                figures.add(PollerBench.name(what, each, side), new Figures.Figure(i + 1, nanos[i], Double.NaN));
            }
        }
    }
}
