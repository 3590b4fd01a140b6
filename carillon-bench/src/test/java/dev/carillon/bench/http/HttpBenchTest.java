package dev.carillon.bench.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.load.LockstepFigure;
import dev.carillon.bench.run.Runs;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That servers and loads get on with each other, with little to do; no figure is judged by its time. */
class HttpBenchTest {
    private static final List<HttpSide> SIDES = List.of(HttpSide.NETTY, HttpSide.CARILLON);
    private static final HttpCase PIPELINED = new HttpCase(Resource.PLAINTEXT, 3, 4);
    private static final HttpCase SHORT_LIVED = new HttpCase(Resource.PLAINTEXT, 3, 1, 2, false);

    private final Figures missing = new Figures(new Journal());

    @Test
    void everyServerAnswersUnderEveryLoadOfTheClosedLoop() {
        HttpFigures figures = new HttpFigures(new Journal());
        HttpCase overTls = new HttpCase(Resource.PLAINTEXT, 2, 1).overTls();
        List<HttpCase> loads = List.of(PIPELINED, SHORT_LIVED, overTls);
        new HttpBench(Runs.brief(missing), figures, SIDES, loads).run();
        assertThat(figures.loads()).as("%s", missing.failures()).containsExactlyElementsOf(loads);
        for (HttpCase load : loads) {
            for (HttpSide side : SIDES) {
                assertThat(figures.of(load, side))
                        .as("%s %s %s", load, side, missing.failures())
                        .singleElement()
                        .satisfies(figure -> {
                            assertThat(figure.rate()).isPositive();
                            assertThat(figure.cpu()).isPositive();
                            assertThat(figure.memory()).isPositive();
                        });
            }
        }
    }

    @Test
    void everyServerHasItsTurnsInLockstep() {
        HttpLockstepFigures figures = new HttpLockstepFigures(new Journal());
        List<HttpCase> loads = List.of(PIPELINED, SHORT_LIVED);
        new HttpLockstepBench(Runs.brief(missing), figures, SIDES, loads).run();
        assumeTrue(!missing.failures().containsKey("HTTP in lockstep, C"), "no gcc");
        assertThat(figures.loads()).as("%s", missing.failures()).containsExactlyElementsOf(loads);
        for (HttpCase load : loads) {
            assertThat(figures.sides(load)).containsExactlyInAnyOrderElementsOf(SIDES);
            assertThat(figures.of(load, HttpSide.CARILLON))
                    .singleElement()
                    .extracting(LockstepFigure::p10)
                    .satisfies(nanos -> assertThat(nanos).isPositive());
        }
    }

    @Test
    void nginxServesFilesAsOneProcess() {
        HttpLockstepFigures figures = new HttpLockstepFigures(new Journal());
        HttpCase file = new HttpCase(Resource.KIB_10, 2, 1);
        new HttpLockstepBench(Runs.brief(missing), figures, List.of(HttpSide.NGINX), List.of(file)).run();
        assumeTrue(missing.failures().keySet().stream().noneMatch(name -> name.endsWith(", nginx")), "no nginx");
        assertThat(figures.ratios(file, HttpSide.NGINX, HttpSide.NGINX))
                .as("%s", missing.failures())
                .containsExactly(1);
    }

    @Test
    void oursServesFilesAndByVirtualThreads() {
        HttpLockstepFigures figures = new HttpLockstepFigures(new Journal());
        List<HttpCase> loads = List.of(new HttpCase(Resource.KIB_10, 2, 1), new HttpCase(Resource.VIRTUAL, 2, 1));
        new HttpLockstepBench(Runs.brief(missing), figures, List.of(HttpSide.CARILLON), loads).run();
        assumeTrue(!missing.failures().containsKey("HTTP in lockstep, C"), "no gcc");
        assertThat(figures.loads()).as("%s", missing.failures()).containsExactlyElementsOf(loads);
    }

    @Test
    void restingConnectionsAndStartsAreMeasured() {
        new HttpIdleBench(Runs.brief(missing), 50).run();
        new HttpStartBench(Runs.brief(missing)).run();
        assertThat(missing.sides())
                .as("%s", missing.failures())
                .containsKeys("http rest carillon", "http rest Netty", "http start carillon", "http start hello world");
        assertThat(missing.median("http start carillon")).isPositive();
    }

    @Test
    void withoutALoadNothingIsMeasuredAndThatIsSaid(@TempDir Path noSources) {
        HttpLockstepFigures figures = new HttpLockstepFigures(new Journal());
        new HttpLockstepBench(Runs.of(missing, noSources, Long.MAX_VALUE), figures, SIDES).run();
        assertThat(missing.failures()).containsKey("HTTP in lockstep, C");
        assertThat(figures.loads()).isEmpty();
    }
}
