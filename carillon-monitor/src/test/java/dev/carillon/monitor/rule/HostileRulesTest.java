package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests 9, 10 and 11 of a hostile outsider, in virtual time. */
class HostileRulesTest {
    private static final long HOUR = 3_600_000;

    /** 9: 79.9 and 80.1, ten times a second for an hour, and then 80.1. */
    private static List<String> flap(RuleSettings rule) {
        Bench bench = new Bench(rule);
        for (long at = 0; at < HOUR; at += 100) {
            bench.value(at, at / 100 % 2 == 0 ? 79.9 : 80.1);
        }
        bench.value(HOUR, 80.1).until(2 * HOUR);
        return bench.told();
    }

    @Test
    void flapping9WithAGapBetweenRaisingAndClearingThereIsOneNotice() {
        RuleSettings rule = Bench.rule(
                        new Condition.Threshold(Measure.VALUE, Duration.ZERO, new Limits(80.0, null, 75.0, null)))
                .flapping(6, 600_000)
                .make();
        assertThat(flap(rule)).containsExactly("100 RAISED");
    }

    @Test
    void flapping9WithoutOneThereAreSixThenOneThatItFlapsAndThenHowItStands() {
        List<String> told = flap(Bench.above(80).flapping(6, 600_000).make());
        assertThat(told)
                .containsExactly(
                        "100 RAISED",
                        "200 CLEAR",
                        "300 RAISED",
                        "400 CLEAR",
                        "500 RAISED",
                        "600 CLEAR",
                        "700 FLAPPING",
                        (HOUR - 400 + 600_000) + " RAISED");
    }

    /** 10: the clock on the wall goes where it will; windows and absences go by the time since the start. */
    @Test
    void clock10NoStepOfTheClockRaisesOrDelaysAnything() {
        List<Duration> steps = List.of(
                Duration.ofHours(1),
                Duration.ofHours(-1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(-1),
                Duration.ofDays(-400));
        List<String> straight = clock(Instant.parse("2026-03-29T00:59:00Z"), List.of());
        assertThat(clock(Instant.parse("2026-03-29T00:59:00Z"), steps)).isEqualTo(straight);
        assertThat(straight).containsExactly("absent 360000 RAISED", "absent 400000 CLEAR", "busy 400000 RAISED");
    }

    private static List<String> clock(Instant start, List<Duration> steps) {
        List<String> told = new ArrayList<>();
        Rules rules = new Rules(
                (transition, muted) ->
                        told.add(transition.rule() + " " + transition.boot().toMillis() + " " + transition.to()),
                Expressions.NONE,
                Duration.ZERO,
                start);
        rules.replace(List.of(
                Bench.rule(new Condition.Absent(Duration.ofSeconds(61)))
                        .named("absent")
                        .make(),
                Bench.threshold(Measure.AVG, 60_000, 8.0, null).named("busy").make()));
        Instant wall = start;
        for (int second = 0; second <= 400; second++) {
            if (second % 10 == 5 && second / 10 < steps.size()) {
                wall = wall.plus(steps.get(second / 10));
            }
            Duration boot = Duration.ofSeconds(second);
            if (second < 300 || second == 400) { // between them the machine was suspended, which counts
                double load = second < 300 ? 1 : 9;
                rules.accept(new Event(second + 1, boot, wall, "s", "line", Map.of("value", load)));
            }
            wall = wall.plusSeconds(1);
        }
        return told;
    }

    /** 11: what rules have to do with it; how many calls are made of it is tested with the actions. */
    @Test
    void storm11AThousandRulesTripInOneTurnAndClearASecondLater() {
        RuleSettings[] rules = IntStream.range(0, 1000)
                .mapToObj(i -> Bench.above(80).named("r" + i).make())
                .toArray(RuleSettings[]::new);
        Bench bench = new Bench(rules);
        bench.value(10, 81).value(1010, 10);
        Map<String, Integer> each = new LinkedHashMap<>();
        bench.told.forEach(transition -> each.merge(transition.rule(), 1, Integer::sum));
        assertThat(bench.told).hasSize(2000);
        assertThat(each).hasSize(1000).containsValue(2);
        assertThat(bench.rules.standing()).isEmpty();
    }
}
