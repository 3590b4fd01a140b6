package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An alarm for each value of a field, and no more of them than there may be. */
class RuleKeysTest {
    private static Bench bench(int most, Condition condition) {
        Selection by = new Selection(
                "s",
                Optional.empty(),
                Field.VALUE,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.of(new Selection.By(new Field("host"), most)));
        return new Bench(Bench.rule(condition).select(by).make());
    }

    private static Condition above(double above) {
        return new Condition.Threshold(Measure.VALUE, Duration.ZERO, new Limits(above, null, null, null));
    }

    private static void value(Bench bench, long at, Object host, double value) {
        bench.at(at, "s", Map.of("host", host, "value", value));
    }

    @Test
    void eachKeyHasAnAlarmOfItsOwn() {
        Bench bench = bench(10, above(80));
        value(bench, 1, "a", 81);
        value(bench, 2, "b", 81);
        value(bench, 3, "a", 0);
        value(bench, 4, 7, 81);
        assertThat(bench.told()).containsExactly("1 RAISED a", "2 RAISED b", "3 CLEAR a", "4 RAISED 7");
    }

    @Test
    void theKeyThatIsAtRestForLongestMakesRoom() {
        Bench bench = bench(2, new Condition.Count(2, Duration.ofSeconds(1)));
        value(bench, 1, "a", 0);
        value(bench, 2, "b", 0);
        value(bench, 3, "a", 0); // a is raised, and at rest is b only
        value(bench, 4, "c", 0);
        value(bench, 5, "c", 0);
        assertThat(bench.told()).containsExactly("3 RAISED a", "5 RAISED c");
        assertThat(bench.figures().left()).isOne();
        assertThat(bench.overflows).containsExactly("r 1 0");
    }

    @Test
    void noKeyIsLetInWhereAllOthersAreRaised() {
        Bench bench = bench(2, above(80));
        value(bench, 1, "a", 81);
        value(bench, 2, "b", 81);
        value(bench, 3, "c", 81);
        assertThat(bench.told()).containsExactly("1 RAISED a", "2 RAISED b");
        assertThat(bench.figures().refused()).isOne();

        value(bench, 4, "a", 0);
        value(bench, 5, "c", 81);
        assertThat(bench.told()).containsExactly("4 CLEAR a", "5 RAISED c");
    }

    @Test
    void anOverflowIsToldAtOnceAndThenAfterLongerAndLongerRests() {
        Bench bench = bench(1, new Condition.Absent(Duration.ofDays(1)));
        for (int i = 0; i < 120; i++) {
            value(bench, 1000L * i, "key" + i, 0);
        }
        assertThat(bench.overflows).containsExactly("r 1 0", "r 60 0");
        assertThat(bench.rules.next()).contains(Duration.ofSeconds(181));
        bench.until(181_000);
        assertThat(bench.overflows).containsExactly("r 1 0", "r 60 0", "r 119 0");
    }

    @Test
    void allOfAStormThatRaisedNothingIsToldInTheEnd() {
        Bench bench = bench(1, above(80));
        for (int i = 0; i < 20; i++) {
            value(bench, i, "key" + i, 81);
        }
        bench.until(60_000);
        assertThat(bench.overflows).containsExactly("r 0 1");
        bench.until(600_000);
        assertThat(bench.overflows).containsExactly("r 0 1", "r 0 19");
        assertThat(bench.rules.next()).isEmpty();
    }

    @Test
    void anExpressionThatFailsIsCountedAndToldAsOften() {
        Expressions failing = text -> (event, failures) -> {
            failures.accept("no such overload");
            return false;
        };
        Bench bench = new Bench(
                failing,
                Bench.rule(above(80))
                        .select(new Selection(
                                "s",
                                Optional.empty(),
                                Field.VALUE,
                                Optional.empty(),
                                Optional.of("k.startsWith('a')"),
                                false,
                                Optional.empty(),
                                Optional.empty()))
                        .make());
        for (int i = 0; i < 20; i++) {
            bench.value(i, 81);
        }
        bench.until(600_000);
        assertThat(bench.failures).containsExactly("r 1 no such overload", "r 20 no such overload");
        assertThat(bench.figures().failed()).isEqualTo(20);
        assertThat(bench.told()).isEmpty();
    }

    @Test
    void whatHasLeftIsNotMissed() {
        Bench bench = bench(1, new Condition.Absent(Duration.ofMillis(100)));
        value(bench, 1, "a", 0);
        value(bench, 2, "b", 0);
        bench.until(1000);
        assertThat(bench.told()).containsExactly("102 RAISED b");
    }

    @Test
    void anEventWithoutTheKeyIsCounted() {
        Bench bench = bench(1, above(80));
        bench.value(1, 81);
        assertThat(bench.figures().unfit()).isOne();
    }
}
