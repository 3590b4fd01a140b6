package dev.carillon.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.echo.EchoFigures;
import dev.carillon.bench.echo.EchoSide;
import dev.carillon.bench.echo.IdleBench;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.mechanism.Mechanism;
import dev.carillon.bench.mechanism.MechanismFigures;
import dev.carillon.bench.relay.RelayBench;
import dev.carillon.bench.relay.RelaySide;
import dev.carillon.bench.run.Course;
import dev.carillon.bench.run.Outputs;
import dev.carillon.bench.run.Settings;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the benchmarks run at all, with little to do; no figure is judged by its time. */
class NetworkBenchTest {
    private final Figures figures = new Figures();
    private final Course course = new Course(figures, new EchoFigures(), new MechanismFigures(), _ -> {});

    @Test
    void restingConnectionsAreMeasured() {
        Settings settings = settings(50, 1, Path.of("").toAbsolutePath());
        IdleBench bench = new IdleBench(settings, figures, course, () -> Long.MAX_VALUE, List.of(EchoSide.CARILLON));
        bench.run();
        assertThat(figures.sides())
                .as("%s", figures.failures())
                .containsOnlyKeys(
                        "idle heap carillon",
                        "idle native carillon",
                        "idle kernel carillon",
                        "idle cpu without carillon",
                        "idle cpu carillon");
        assertThat(bench.histograms()).hasSize(1);
        assertThat(bench.histograms().getFirst()).contains(" 1.0  dev.carillon.net.Connection");
    }

    @Test
    void relaysAreMeasuredAndAMissingOneIsNamedAndSkipped(@TempDir Path noSources) {
        Settings settings = settings(1, 16L << 20, noSources);
        List<RelaySide> sides = List.of(RelaySide.COPY, RelaySide.CARILLON);
        new RelayBench(settings, figures, course, () -> Long.MAX_VALUE, sides).run();
        assertThat(figures.failures()).containsKey("relay, C").containsEntry("relay, C, copy", "no C relays");
        assertThat(figures.sides())
                .as("%s", figures.failures())
                .containsKeys("relay cpu carillon relay", "relay rate carillon relay")
                .doesNotContainKey("relay cpu C, copy");
    }

    @Test
    void withoutTimeNothingIsMeasuredAndThatIsSaid(@TempDir Path noSources) {
        Settings settings = settings(1, 1, noSources);
        new RelayBench(settings, figures, course, () -> -1, List.of(RelaySide.CARILLON)).run();
        assertThat(figures.failures()).containsEntry("relay", "no time left for round 1 of 1");
        assertThat(figures.sides()).isEmpty();
    }

    private static Settings settings(int connections, long bytes, Path home) {
        return new Settings(
                1,
                Set.of(),
                true,
                List.of(),
                connections,
                bytes,
                EnumSet.allOf(Mechanism.class),
                0,
                false,
                Outputs.NONE,
                home);
    }
}
