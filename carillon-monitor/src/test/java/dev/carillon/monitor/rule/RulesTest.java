package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.monitor.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which events a rule looks at, and what it tells of them. */
class RulesTest {
    private static final Condition ONCE =
            new Condition.Occurrence(Duration.ofSeconds(1), Optional.of("up"), Optional.empty());

    private static Selection selection(Optional<String> kind, Optional<String> match, Optional<Selection.Near> near) {
        return new Selection("s", kind, Field.VALUE, match, Optional.empty(), false, near, Optional.empty());
    }

    @Test
    void aPatternPicksLinesAndAnotherEndsTheAlarm() {
        Bench bench = new Bench(Bench.rule(ONCE)
                .select(selection(Optional.empty(), Optional.of("link .*down"), Optional.empty()))
                .make());

        bench.line(10, "link eth0 up")
                .line(20, "link eth0 down")
                .line(30, "link eth1 down")
                .line(40, "link up");

        assertThat(bench.told()).containsExactly("20 RAISED", "40 CLEAR");
    }

    @Test
    void whatNobodyEndsIsOverAfterAWhile() {
        Bench bench = new Bench(Bench.rule(ONCE).make());
        bench.line(10, "down").line(500, "down").until(5000);
        assertThat(bench.told()).containsExactly("10 RAISED", "1500 CLEAR");
    }

    @Test
    void aKindPicksEvents() {
        Bench bench = new Bench(Bench.rule(ONCE)
                .select(selection(Optional.of("exit"), Optional.empty(), Optional.empty()))
                .make());
        bench.line(10, "down");
        bench.rules.accept(bench.event(20, "s", "exit", Map.of()));
        assertThat(bench.told()).containsExactly("20 RAISED");
    }

    @Test
    void anEventCountsOnlySoonAfterOneOfAnotherSource() {
        Bench bench = new Bench(Bench.rule(ONCE)
                .select(selection(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new Selection.Near("memory", Duration.ofMillis(5)))))
                .make());

        bench.line(10, "a").at(20, "memory", Map.of()).line(26, "b");
        assertThat(bench.told()).isEmpty();
        bench.at(30, "memory", Map.of()).line(35, "c");

        assertThat(bench.told.getFirst().causes()).as("the stall and the line").containsExactly(4L, 5L);
    }

    @Test
    void onlyAChangeCountsWhereChangesAreAskedFor() {
        Selection changed = new Selection(
                "s",
                Optional.empty(),
                new Field("/link/state"),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty());
        Bench bench = new Bench(Bench.rule(new Condition.Count(2, Duration.ofMillis(100)))
                .select(changed)
                .make());
        for (String state : List.of("up", "up", "down", "down", "up")) {
            bench.at(10, "s", Map.of("link", Map.of("state", state)));
        }
        assertThat(bench.told()).containsExactly("10 RAISED");
        assertThat(bench.figures().passed()).isEqualTo(2);
    }

    @Test
    void anExpressionPicksEvents() {
        Selection when = new Selection(
                "s",
                Optional.empty(),
                Field.VALUE,
                Optional.empty(),
                Optional.of("uid == 0"),
                false,
                Optional.empty(),
                Optional.empty());
        Bench bench = new Bench(
                text -> (event, failures) ->
                        Integer.valueOf(0).equals(event.fields().get("uid")),
                Bench.rule(ONCE).select(when).make());
        bench.at(10, "s", Map.of("uid", 1000)).at(20, "s", Map.of("uid", 0));
        assertThat(bench.told()).containsExactly("20 RAISED");
    }

    @Test
    void anEventWithoutTheNumberIsLeftOutAndCounted() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.line(10, "no number")
                .at(20, "s", Map.of())
                .value(30, Double.POSITIVE_INFINITY)
                .value(40, 81);
        assertThat(bench.told()).containsExactly("40 RAISED");
        assertThat(bench.figures().unfit()).isEqualTo(3);
    }

    @Test
    void whatIsDueIsToldWithTheTimeAtWhichItWasDueAndBeforeTheNextEvent() {
        Bench bench = new Bench(Bench.above(80).hold(100, 0, false).make());
        bench.value(10, 81).value(500, 10);

        assertThat(bench.told.getFirst().time()).isEqualTo(Bench.WALL.plusMillis(110));
        assertThat(bench.told()).containsExactly("110 RAISED", "500 CLEAR");
    }

    @Test
    void itSaysWhenItWantsToBeCalledAgainAndNotBefore() {
        Bench bench = new Bench(
                Bench.rule(new Condition.Absent(Duration.ofMillis(100))).make());
        for (long at = 0; at < 1000; at += 10) {
            bench.value(at, 1);
        }
        assertThat(bench.rules.next()).contains(Duration.ofMillis(1090));
        bench.until(1090);
        assertThat(bench.told()).containsExactly("1090 RAISED");
        assertThat(bench.rules.next()).isEmpty();
    }

    @Test
    void aTransitionNamesTheEventsThatRaisedIt() {
        Bench bench = new Bench(
                Bench.rule(new Condition.Count(3, Duration.ofMillis(100))).make());
        bench.value(0, 1).value(10, 1).value(220, 1).value(230, 1);
        assertThat(bench.told).isEmpty();
        bench.value(240, 1);
        assertThat(bench.told.getFirst().causes()).containsExactly(3L, 4L, 5L);
    }

    @Test
    void noAlarmHasTheIdOfAnother() {
        Bench bench = new Bench(Bench.above(80).make());
        bench.value(1, 81).value(2, 0).value(3, 81).value(4, 0);
        assertThat(bench.told.stream().map(Transition::alarm)).containsExactly("r/1", "r/1", "r/3", "r/3");
    }

    @Test
    void itIsToldAgainUntilSomebodyHasAcknowledgedIt() {
        Bench bench = new Bench(Bench.above(80).repeat(100).make());
        bench.value(10, 81).until(250);
        assertThat(bench.told()).containsExactly("10 RAISED", "110 RAISED", "210 RAISED");

        bench.acknowledge(600);
        bench.until(650);
        assertThat(bench.told()).containsExactly("600 RAISED");

        bench.acknowledge(-1);
        bench.until(5000);
        assertThat(bench.told()).isEmpty();
    }

    @Test
    void itStaysUntilSomebodyHasAcknowledgedItWhereThatIsAskedFor() {
        Bench bench = new Bench(Bench.above(80).hold(0, 0, true).make());
        bench.value(10, 81).value(20, 0).until(1000);
        assertThat(bench.told()).containsExactly("10 RAISED");
        bench.acknowledge(-1);
        assertThat(bench.told()).containsExactly("1000 CLEAR");
    }

    @Test
    void aMessageHasTheFieldsThatItNames() {
        Bench bench = new Bench(
                Bench.above(80).message("{{{rule}}} {value} {unit} {none}").make());
        bench.at(10, "s", Map.of("value", 80.5, "unit", "°C"));
        assertThat(bench.told.getFirst().message()).isEqualTo("{r} 80.5 °C -");
    }

    @Test
    void aMessageHasNumbersOfHundredsOfDigitsWithAnExponent() {
        Bench bench = new Bench(Bench.above(80).message("{value} {least}").make());
        bench.at(10, "s", Map.of("value", 1e308, "least", 1e-300));
        assertThat(bench.told.getFirst().message()).isEqualTo("1.0E308 1.0E-300");
    }

    @Test
    void aMessageIsMadeUpWhereThereIsNone() {
        Bench bench = new Bench(
                Bench.threshold(Measure.P95, 6000, 8.0, null).hold(10, 0, false).make());
        bench.value(10, 9).until(30).value(7000, 1);
        assertThat(bench.told.stream().map(Transition::message))
                .containsExactly("s: p95 of 6s 9 is above 8 for 10ms", "over: s: nothing to compare any more");
    }

    /** What the monitor records of a transition is an event, and that may raise another alarm: but not for ever. */
    @Test
    void aRuleThatFeedsItselfIsStopped() {
        List<Transition> told = new ArrayList<>();
        Rules[] rules = new Rules[1];
        RuleListener listener = (transition, muted) -> {
            told.add(transition);
            rules[0].accept(new Event(
                    told.size(),
                    transition.boot(),
                    transition.time(),
                    Rules.MONITOR,
                    "raised",
                    Map.of(Rules.DEPTH, rules[0].depth())));
        };
        Selection each = new Selection(
                Rules.MONITOR,
                Optional.empty(),
                Field.VALUE,
                Optional.empty(),
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty());
        Condition always = new Condition.Occurrence(Duration.ofMillis(1), Optional.empty(), Optional.of("true"));
        rules[0] = new Rules(listener, text -> (event, failures) -> told.size() % 2 == 1, Duration.ZERO, Bench.WALL);
        rules[0].replace(List.of(Bench.rule(always).select(each).make()));

        rules[0].accept(new Event(0, Duration.ZERO, Bench.WALL, Rules.MONITOR, "reload", Map.of()));

        assertThat(told).hasSize(Rules.DEEPEST);
        assertThat(rules[0].tooDeep()).isOne();
    }

    @Test
    void aListenerCanNotChangeTheRulesThatTellIt() {
        Rules[] rules = new Rules[1];
        rules[0] = new Rules(
                (transition, muted) -> rules[0].replace(List.of()), Expressions.NONE, Duration.ZERO, Bench.WALL);
        rules[0].replace(List.of(Bench.above(1).make()));
        Event event = new Event(1, Duration.ZERO, Bench.WALL, "s", "line", Map.of("value", 2));
        assertThat(catchThrowable(() -> rules[0].accept(event))).isInstanceOf(IllegalStateException.class);
    }
}
