package dev.carillon.bench.echo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.figures.Json;
import dev.carillon.bench.load.LockstepFigure;
import dev.carillon.bench.plot.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EchoLockstepReportTest {
    private static final EchoCase LOAD = EchoCase.USUAL;

    private final Journal journal = new Journal();
    private final EchoLockstepFigures figures = new EchoLockstepFigures(journal);
    private final EchoLockstepReport report = new EchoLockstepReport(figures);

    @Test
    void aRatioIsOfTheSamePassAndTheMedianOfThem() {
        List<double[]> base =
                List.of(new double[] {100, 110, 90}, new double[] {200, 200, 200}, new double[] {50, 50, 50});
        List<double[]> ours =
                List.of(new double[] {120, 900, 110}, new double[] {220, 220, 220}, new double[] {90, 10, 55});
        LockstepFigure figure = LockstepFigure.of(3, ours, base);
        assertThat(figure.ratio()).isEqualTo(1.1);
        assertThat(figure.round()).isEqualTo(3);
        assertThat(figure.passes()).isEqualTo(3);
        assertThat(figure.p50()).isEqualTo(120);
        assertThat(LockstepFigure.of(3, ours, List.of()).ratio()).isNaN();
    }

    @Test
    void threePercentAreToldApartWhereTheSameServerTwiceDiffersByOne() {
        fill(1.03, 1.01);
        assertThat(lineOf("carillon  ")).contains("1.030", "slower", "<= 1.08 yes", "0.936 x Netty <= 0.95 yes");
        assertThat(report.findings())
                .containsExactly(
                        "Echo in lockstep, 50 x 64 B x 1: carillon takes 1.03 times the CPU time of C, leanest:"
                                + " slower.");
        assertThat(report.noise()).hasSize(2);
    }

    @Test
    void theyAreNotWhereItDiffersByFive() {
        fill(1.03, 1.05);
        assertThat(lineOf("carillon  ")).contains("1.030", "within noise");
        assertThat(lineOf("  Netty ")).contains("1.100", "slower");
    }

    @Test
    void nothingIsToldApartByOneRound() {
        add(1, EchoSide.CARILLON, 1.3);
        add(1, EchoSide.CONTROL, 1.3);
        add(1, EchoSide.LEAN, 1);
        add(1, EchoSide.LEAN_CONTROL, 1);
        assertThat(lineOf("carillon  ")).contains("no control of two rounds");
    }

    @Test
    void aTargetThatIsMissedSaysSo() {
        fill(1.09, 1.01);
        assertThat(lineOf("carillon  ")).contains("<= 1.08 NO", "0.991 x Netty <= 0.95 NO");
    }

    @Test
    void pageAndJsonHaveItToo() {
        fill(1.03, 1.01);
        Page page = new Page("Measured");
        report.addTo(page);
        assertThat(page.html())
                .contains("Echo in lockstep</h2>", "CPU time by that of C, leanest", "by quantile")
                .doesNotContain("could not be drawn");
        assertThat(Json.pretty(report.json())).contains("\"lockstep\"", "\"50 x 64 B x 1\"", "\"p10\" : ");
        assertThat(report.markdown()).contains("| 50 x 64 B x 1 | carillon |");
    }

    @Test
    void whatDidNotRunIsNowhere() {
        assertThat(report.text()).isEmpty();
        assertThat(report.markdown()).isEmpty();
        assertThat(report.findings()).isEmpty();
        assertThat(report.json()).isEmpty();
    }

    @Test
    void whatWasNotedComesBack() {
        fill(1.03, 1.01);
        Journal other = new Journal();
        EchoLockstepFigures again = new EchoLockstepFigures(other);
        List<Map<?, ?>> noted = new ArrayList<>();
        journal.take().forEach(line -> noted.add(Json.read(line, Map.class)));
        assertThat(other.repeat(noted)).isTrue();
        assertThat(again.of(LOAD, EchoSide.CARILLON))
                .isEqualTo(figures.of(LOAD, EchoSide.CARILLON))
                .hasSize(2);
    }

    private void fill(double ours, double control) {
        for (int round = 1; round <= 2; round++) {
            add(round, EchoSide.CARILLON, ours);
            add(round, EchoSide.CONTROL, ours * control);
            add(round, EchoSide.LEAN, 1);
            add(round, EchoSide.LEAN_CONTROL, 1.005);
            add(round, EchoSide.NETTY, 1.1);
        }
    }

    private void add(int round, EchoSide side, double ratio) {
        double nanos = 6000 * ratio;
        figures.add(LOAD, side, new LockstepFigure(round, 100, nanos, nanos, nanos, nanos, nanos, ratio));
    }

    private String lineOf(String server) {
        return report.text()
                .lines()
                .filter(line -> line.contains(server))
                .findFirst()
                .orElseThrow();
    }
}
