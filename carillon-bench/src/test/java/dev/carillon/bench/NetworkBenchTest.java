package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.echo.EchoSide;
import dev.carillon.bench.echo.IdleBench;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.relay.RelayBench;
import dev.carillon.bench.relay.RelaySide;
import dev.carillon.bench.run.Runs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run at all, with little to do; no figure is judged by its time. */
class NetworkBenchTest {
    private final Figures figures = new Figures(new Journal());

    @Test
    void restingConnectionsAreMeasured() {
        new IdleBench(Runs.brief(figures), 50, List.of(EchoSide.CARILLON)).run();
        assertThat(figures.sides())
                .as("%s", figures.failures())
                .containsOnlyKeys(
                        "idle heap carillon",
                        "idle native carillon",
                        "idle kernel carillon",
                        "idle cpu without carillon",
                        "idle cpu carillon");
        assertThat(figures.texts("idle")).singleElement().asString().contains(" 1.0  dev.carillon.net.Connection");
    }

    @Test
    void relaysAreMeasuredAndAMissingOneIsNamedAndSkipped(@TempDir Path noSources) {
        List<RelaySide> sides = List.of(RelaySide.COPY, RelaySide.CARILLON);
        new RelayBench(Runs.of(figures, noSources, Long.MAX_VALUE), 16L << 20, sides).run();
        assertThat(figures.failures()).containsKey("relay, C").containsEntry("relay, C, copy", "no C relays");
        assertThat(figures.sides())
                .as("%s", figures.failures())
                .containsKeys("relay cpu carillon relay", "relay rate carillon relay")
                .doesNotContainKey("relay cpu C, copy");
    }

    @Test
    void withoutTimeNothingIsMeasuredAndThatIsSaid(@TempDir Path noSources) {
        new RelayBench(Runs.of(figures, noSources, -1), 1, List.of(RelaySide.CARILLON)).run();
        assertThat(figures.failures()).containsEntry("relay", "no time left for round 1 of 1");
        assertThat(figures.sides()).isEmpty();
    }
}
