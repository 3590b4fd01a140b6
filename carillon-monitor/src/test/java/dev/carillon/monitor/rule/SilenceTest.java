package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A silence stops actions and no record, and nothing is lost with it. */
class SilenceTest {
    private static Bench silent() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.until(5);
        bench.silence(100);
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
        bench.silence(100);
        bench.value(10, 0).until(1000);
        assertThat(bench.heard()).containsExactly("1 RAISED", "100 CLEAR");
    }

    @Test
    void anotherAlarmThanThatWhichWasHeardOfIsToldAtTheEnd() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.value(1, 81);
        bench.silence(100);
        bench.value(10, 0).value(20, 81).until(1000);
        assertThat(bench.heard.stream().map(Transition::alarm)).containsExactly("r/1", "r/1", "r/3");
        assertThat(bench.heard()).containsExactly("1 RAISED", "100 CLEAR", "100 RAISED");
    }

    @Test
    void itCanBeEnded() {
        Bench bench = silent();
        bench.value(10, 81);
        bench.silence(0);
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

    private static List<Silence> silences(Bench bench) {
        return bench.rules.silences();
    }

    @Test
    void itSaysWhoWantsItAndUntilWhen() {
        assertThat(silences(silent())).containsExactly(new Silence("r", "", "ann", Bench.WALL.plusMillis(100)));
        assertThat(silences(silent().until(100))).isEmpty();
    }

    @Test
    void itOutlivesARestartAndEndsAtTheSameTime() {
        Bench before = silent().value(10, 81);
        Bench bench = new Bench(before, 50, Bench.above(80).make());
        assertThat(silences(bench)).hasSize(1);
        bench.until(1000);
        assertThat(bench.heard()).containsExactly("100 RAISED");
    }

    @Test
    void afterARestartItHidesWhatComesAsWell() {
        Bench bench = new Bench(silent(), 50, Bench.above(80).make());
        bench.value(60, 81).until(1000);
        assertThat(bench.heard()).containsExactly("100 RAISED");
    }

    @Test
    void whatItHidIsToldAtARestartAfterItsEnd() {
        Bench before = silent().value(10, 81);
        Bench bench = new Bench(before, 150, Bench.above(80).make());
        assertThat(bench.heard()).containsExactly("150 RAISED");
    }

    @Test
    void theEndThatItHidIsToldAfterARestart() {
        Bench before =
                new Bench(Bench.above(80).make()).value(1, 81).silence(100).value(10, 0);
        assertThat(new Bench(before, 50, Bench.above(80).make()).until(1000).heard())
                .containsExactly("100 CLEAR");
    }

    @Test
    void theEndThatItHidIsToldWhenItsRuleChanges() {
        Bench bench =
                new Bench(Bench.above(80).make()).value(1, 81).silence(100).value(10, 0);
        bench.rules.replace(List.of(Bench.above(70).make()));
        bench.until(1000);
        assertThat(bench.heard()).containsExactly("1 RAISED", "100 CLEAR");
    }

    @Test
    void whoHeardOfAnAlarmHearsThatItsRuleIsNoMore() {
        Bench bench = new Bench(Bench.above(80).make())
                .value(1, 81)
                .silence(100)
                .value(10, 0)
                .value(20, 81);
        bench.rules.replace(List.of());
        assertThat(bench.heard.stream().map(Transition::alarm)).containsExactly("r/1", "r/1");
    }

    @Test
    void anAlarmThatNobodyHeardOfIsOverWithoutAWordWhenItsRuleIsGoneAtARestart() {
        Bench before = silent().value(10, 81);
        assertThat(new Bench(before, 50).heard()).isEmpty();
        Bench heard = new Bench(Bench.above(80).make()).value(1, 81).silence(100);
        assertThat(new Bench(heard, 50).heard()).containsExactly("50 CLEAR");
    }

    @Test
    void whoSeesToAnAlarmHearsOnlyOfItsEnd() {
        Bench bench = new Bench(Bench.above(80).flapping(3, 1000).make());
        bench.value(1, 81).value(2, 0).value(3, 81).value(4, 0).acknowledge(-1).value(5, 81);
        assertThat(bench.heard()).last().isEqualTo("4 FLAPPING");
        bench.told();
        bench.until(10_000);
        assertThat(bench.rules.standing()).hasSize(1);
        bench.value(10_001, 0).until(20_000);
        assertThat(bench.told()).hasSize(2).first().asString().endsWith("RAISED");
        assertThat(bench.heard()).containsExactly("10001 CLEAR");
    }
}
