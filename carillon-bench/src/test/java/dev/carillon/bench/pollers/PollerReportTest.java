package dev.carillon.bench.pollers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.echo.EchoFigures;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.loop.CostBench;
import dev.carillon.bench.mechanism.Mechanism;
import dev.carillon.bench.mechanism.MechanismFigures;
import dev.carillon.bench.plot.Line;
import dev.carillon.bench.plot.Plot;
import dev.carillon.bench.run.Course;
import dev.carillon.bench.run.Outputs;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollerReportTest {
    private static final PollerCase SMALL = new PollerCase(1, 10);
    private static final PollerCase LARGE = new PollerCase(1, 10_000);

    private final Figures figures = new Figures();
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

    @Test
    void pollersAreMeasuredAndAMissingOneIsNamed(@TempDir Path noSources) {
        Settings settings = new Settings(
                1,
                Settings.BRIEF,
                true,
                List.of(),
                1,
                1,
                EnumSet.allOf(Mechanism.class),
                0,
                false,
                Outputs.NONE,
                noSources);
        Course course = new Course(figures, new EchoFigures(), new MechanismFigures(), _ -> {});
        List<PollerSide> sides = List.of(PollerSide.SELECT, PollerSide.NIO, PollerSide.C_POLL);
        new PollerBench(settings, figures, course, () -> Long.MAX_VALUE, sides).run();
        assertThat(figures.failures()).containsKey("pollers, C").containsEntry("pollers, C poll", "no C pollers");
        for (PollerCase each : PollerCase.all(true, true)) {
            for (PollerSide side : List.of(PollerSide.SELECT, PollerSide.NIO)) {
                assertThat(figures.values(PollerBench.name("turn", each, side)))
                        .as("%s of %s, %s", each, side, figures.failures())
                        .hasSize(1)
                        .doesNotContain(0);
            }
        }
        assertThat(figures.sides().keySet()).noneMatch(name -> name.endsWith("C poll"));
    }

    @Test
    void withoutTimeNothingIsMeasuredAndThatIsSaid(@TempDir Path noSources) {
        Settings settings = new Settings(
                1, Set.of(), true, List.of(), 1, 1, EnumSet.allOf(Mechanism.class), 0, false, Outputs.NONE, noSources);
        Course course = new Course(figures, new EchoFigures(), new MechanismFigures(), _ -> {});
        new PollerBench(settings, figures, course, () -> -1, List.of(PollerSide.EPOLL)).run();
        new CostBench(settings, figures, course, () -> -1).run();
        assertThat(figures.failures())
                .containsAllEntriesOf(
                        Map.of("pollers", "no time left for round 1 of 1", "cost", "no time left for round 1 of 1"));
        assertThat(figures.sides()).isEmpty();
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
