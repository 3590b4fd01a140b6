package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a reload and a restart leave of rules. */
class RuleReplacementTest {
    @Test
    void anEqualRuleKeepsWhatItHasSeen() {
        Bench bench = new Bench(
                Bench.rule(new Condition.Count(2, Duration.ofMillis(100))).make());
        bench.value(10, 0);
        bench.rules.replace(List.of(
                Bench.rule(new Condition.Count(2, Duration.ofMillis(100))).make()));
        bench.value(20, 0);
        assertThat(bench.told()).containsExactly("20 RAISED");
    }

    @Test
    void anAlarmIsKeptIfTheChangedConditionStillHolds() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.value(10, 90);
        bench.rules.replace(List.of(Bench.above(85).make()));
        assertThat(bench.told()).containsExactly("10 RAISED");
        bench.value(20, 80);
        assertThat(bench.told.getFirst().alarm()).isEqualTo("r/1");
        assertThat(bench.told()).containsExactly("20 CLEAR");
    }

    @Test
    void anAlarmIsClearedIfTheChangedConditionDoesNotHold() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.value(10, 90);
        bench.rules.replace(List.of(Bench.above(95).make()));
        assertThat(bench.told()).containsExactly("10 RAISED", "10 CLEAR");
    }

    @Test
    void theAlarmOfARuleThatIsGoneIsCleared() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.value(10, 90);
        bench.rules.replace(List.of());
        bench.value(20, 90);
        assertThat(bench.told.getLast().message()).startsWith("over: the rule is no more");
        assertThat(bench.told()).containsExactly("10 RAISED", "10 CLEAR");
    }

    @Test
    void anAlarmOfBeforeARestartIsNotRaisedAgain() {
        RuleSettings rule = Bench.above(80).make();
        Bench before = new Bench(rule);
        before.value(10, 90);

        Bench after = new Bench(rule);
        after.rules.resume(before.rules.carried());
        after.value(20, 90).value(30, 10);

        assertThat(after.told.getFirst().alarm()).isEqualTo("r/1");
        assertThat(after.told()).containsExactly("30 CLEAR");
    }

    @Test
    void aWindowThatBeginsAnewDoesNotClearWhatItCanNotKnow() {
        RuleSettings rule =
                Bench.rule(new Condition.Count(3, Duration.ofMillis(100))).make();
        Bench before = new Bench(rule);
        before.value(10, 0).value(11, 0).value(12, 0);

        Bench after = new Bench(rule);
        after.rules.resume(before.rules.carried());
        after.value(50, 0).until(1000);

        assertThat(after.told()).containsExactly("100 CLEAR");
    }

    @Test
    void anAlarmOfBeforeWhoseRuleIsGoneIsCleared() {
        Bench before = new Bench(Bench.above(80).make());
        before.value(10, 90);
        Bench after = new Bench();
        after.until(20).rules.resume(before.rules.carried());
        assertThat(after.told()).containsExactly("20 CLEAR");
    }
}
