package dev.carillon.bench.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.run.Runs;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That what happens reaches the programs that are measured; no figure is judged by its time. */
class MonitorBenchTest {
    private final Figures figures = new Figures(new Journal());

    @Test
    void whatNeedsNothingInstalledIsMeasuredForAllThatItDoes() {
        new MonitorBench(Runs.brief(figures), List.of(MonitorSide.LEAN, MonitorSide.SHELL)).run();
        assumeTrue(!figures.failures().containsKey("monitor, C"), "no gcc");
        assertThat(figures.failures()).isEmpty();
        for (Trial trial : Trial.values()) {
            assertThat(figures.median(MonitorBench.name("p50", "", trial, MonitorSide.LEAN)))
                    .isPositive();
        }
        assertThat(figures.median(MonitorBench.name("p90", "busy ", Trial.LINE, MonitorSide.SHELL)))
                .isPositive();
        String report = new MonitorReport(figures).text();
        assertThat(report)
                .containsPattern("crash to new process +C, epoll +[0-9.]+")
                .containsPattern("sh +[0-9.]+");
        assertThat(new MonitorReport(new Figures(new Journal())).text()).isEmpty();
    }
}
