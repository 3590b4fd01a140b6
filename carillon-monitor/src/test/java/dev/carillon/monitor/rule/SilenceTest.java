package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A silence stops actions and no record, and nothing is lost with it. */
class SilenceTest {
    private static Bench silent() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.until(5);
        bench.rules.silence("r", "", Duration.ofMillis(100));
        return bench;
    }

    @Test
    void whatChangesIsToldAsMuted() {
        Bench bench = silent();
        bench.value(10, 81).value(20, 0).until(1000);
        assertThat(bench.told()).containsExactly("10 RAISED", "20 CLEAR");
        assertThat(bench.heard()).isEmpty();
    }

    @Test
    void whatIsStillSoIsToldAtTheEnd() {
        Bench bench = silent();
        bench.value(10, 81).until(1000);
        assertThat(bench.heard()).containsExactly("100 RAISED");
    }

    @Test
    void theEndOfWhatWasHeardOfIsToldAtTheEnd() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.value(1, 81);
        bench.rules.silence("r", "", Duration.ofMillis(100));
        bench.value(10, 0).until(1000);
        assertThat(bench.heard()).containsExactly("1 RAISED", "100 CLEAR");
    }

    @Test
    void anotherAlarmThanThatWhichWasHeardOfIsToldAtTheEnd() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.value(1, 81);
        bench.rules.silence("r", "", Duration.ofMillis(100));
        bench.value(10, 0).value(20, 81).until(1000);
        assertThat(bench.heard.stream().map(Transition::alarm)).containsExactly("r/1", "r/1", "r/3");
        assertThat(bench.heard()).containsExactly("1 RAISED", "100 CLEAR", "100 RAISED");
    }

    @Test
    void itCanBeEnded() {
        Bench bench = silent();
        bench.value(10, 81);
        bench.rules.silence("r", "", Duration.ZERO);
        bench.value(20, 0);
        assertThat(bench.heard()).containsExactly("10 RAISED", "20 CLEAR");
    }

    @Test
    void itOutlivesAReload() {
        Bench bench = silent();
        bench.rules.replace(List.of(Bench.above(70).make()));
        bench.value(10, 71).until(1000);
        assertThat(bench.heard()).containsExactly("100 RAISED");
    }
}
