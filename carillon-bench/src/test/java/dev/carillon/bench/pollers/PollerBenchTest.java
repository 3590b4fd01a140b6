package dev.carillon.bench.pollers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.run.Runs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That pollers are measured at all; no figure is judged by its time. */
class PollerBenchTest {
    private final Figures figures = new Figures(new Journal());

    @Test
    void pollersAreMeasuredAndAMissingOneIsNamed(@TempDir Path noSources) {
        List<PollerSide> sides = List.of(PollerSide.SELECT, PollerSide.NIO, PollerSide.C_POLL);
        new PollerBench(Runs.of(figures, noSources, Long.MAX_VALUE), sides).run();
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
        new PollerBench(Runs.of(figures, noSources, -1), List.of(PollerSide.EPOLL)).run();
        assertThat(figures.failures()).containsEntry("pollers", "no time left for round 1 of 1");
        assertThat(figures.sides()).isEmpty();
    }
}
