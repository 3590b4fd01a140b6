package dev.carillon.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.run.Runs;
import org.junit.jupiter.api.Test;

/** Each event reaches every client, of every server; anything else would be a failure. */
class HttpFanOutBenchTest {
    private final Figures missing = new Figures(new Journal());

    @Test
    void anEventReachesAllClients() {
        new HttpFanOutBench(Runs.brief(missing), 20).run();
        assertThat(missing.sides())
                .as("%s", missing.failures())
                .containsKeys("http event cpu carillon", "http event cpu Netty", "http event p99 carillon again");
        assertThat(missing.median("http event cpu carillon")).isPositive();
    }
}
