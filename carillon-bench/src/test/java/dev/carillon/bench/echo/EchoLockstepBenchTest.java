package dev.carillon.bench.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.run.Runs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That servers and load keep step; no figure is judged by its time. */
class EchoLockstepBenchTest {
    private final Figures missing = new Figures(new Journal());
    private final EchoLockstepFigures figures = new EchoLockstepFigures(new Journal());

    @Test
    void everyServerHasItsTurnsUnderEveryLoad() {
        List<EchoSide> sides = List.of(EchoSide.LEAN, EchoSide.LEAN_EDGE, EchoSide.LEAN_THREADS, EchoSide.CARILLON);
        new EchoLockstepBench(Runs.brief(missing), figures, sides).run();
        assumeTrue(!missing.failures().containsKey("echo in lockstep, C"), "no gcc");
        assertThat(figures.loads()).as("%s", missing.failures()).hasSize(5);
        for (EchoCase load : figures.loads()) {
            assertThat(figures.sides(load)).containsExactlyInAnyOrderElementsOf(sides);
            for (EchoSide side : sides) {
                assertThat(figures.of(load, side)).singleElement().satisfies(figure -> {
                    assertThat(figure.passes()).isPositive();
                    assertThat(figure.p10()).isPositive();
                    assertThat(figure.ratio()).isPositive();
                });
            }
            assertThat(figures.ratios(load, EchoSide.LEAN, EchoSide.LEAN)).containsExactly(1);
        }
    }

    @Test
    void withoutALoadNothingIsMeasuredAndThatIsSaid(@TempDir Path noSources) {
        new EchoLockstepBench(Runs.of(missing, noSources, Long.MAX_VALUE), figures, List.of(EchoSide.NIO)).run();
        assertThat(missing.failures()).containsKey("echo in lockstep, C");
        assertThat(figures.loads()).isEmpty();
    }
}
