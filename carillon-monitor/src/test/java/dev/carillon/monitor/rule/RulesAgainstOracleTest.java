package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Random rules and events: what is told is what a slow computation from all events says. */
class RulesAgainstOracleTest {
    private static final long END = 2000;
    private static final int ROUNDS = 60;

    private final Random seeds = new Random();

    @ParameterizedTest
    @EnumSource(Measure.class)
    void aMeasureIsComparedAsIfItWereComputedAnew(Measure measure) {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            check(seed, random, new Condition.Threshold(measure, window(measure, random), limits(measure, random)));
        }
    }

    @Test
    void countsAreExact() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            check(seed, random, new Condition.Count(1 + random.nextInt(20), millis(random, 300)));
        }
    }

    @Test
    void absenceIsExact() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            check(seed, random, new Condition.Absent(millis(random, 60)));
        }
    }

    @Test
    void anOccurrenceIsOverWhenThereWasNoneForAWhile() {
        for (int round = 0; round < ROUNDS; round++) {
            long seed = seeds.nextLong();
            Random random = new Random(seed);
            check(seed, random, new Condition.Occurrence(millis(random, 60), Optional.empty(), Optional.empty()));
        }
    }

    private static void check(long seed, Random random, Condition condition) {
        Bench.Settings settings = Bench.rule(condition);
        if (random.nextBoolean()) {
            settings.hold(random.nextInt(40), random.nextInt(40), false);
        }
        if (random.nextBoolean()) {
            settings.flapping(1 + random.nextInt(6), 50 + random.nextInt(400));
        }
        RuleSettings rule = settings.make();
        List<Oracle.Sample> samples = samples(random);

        Bench bench = new Bench(rule);
        samples.forEach(sample -> bench.value(sample.at(), sample.number()));
        bench.until(END);

        assertThat(bench.told())
                .as("seed %d: %s of %s", seed, rule, samples)
                .isEqualTo(new Oracle(rule).run(samples, END));
    }

    /** Bursts and pauses, with whole numbers: sums of them have no error. */
    private static List<Oracle.Sample> samples(Random random) {
        List<Oracle.Sample> samples = new ArrayList<>();
        int level = 50;
        long at = random.nextInt(100);
        while (at <= END) {
            level += random.nextInt(21) - 10;
            samples.add(new Oracle.Sample(at, level));
            at += random.nextInt(20) == 0 ? random.nextInt(400) : random.nextInt(12);
        }
        return samples;
    }

    private static Duration window(Measure measure, Random random) {
        return measure == Measure.VALUE ? Duration.ZERO : Duration.ofMillis(60L * (1 + random.nextInt(8)));
    }

    private static Limits limits(Measure measure, Random random) {
        double above = middle(measure) + random.nextInt(20);
        double below = above - 1 - random.nextInt(30);
        boolean hasAbove = random.nextInt(3) > 0;
        boolean hasBelow = !hasAbove || random.nextBoolean();
        return new Limits(
                hasAbove ? above : null,
                hasBelow ? below : null,
                hasAbove && random.nextBoolean() ? above - random.nextInt(10) : null,
                hasBelow && random.nextBoolean() ? below + random.nextInt(10) : null);
    }

    private static double middle(Measure measure) {
        return switch (measure) {
            case SUM -> 1500;
            case COUNT, RISE, FALL -> 10;
            case RATE -> 0;
            default -> 50;
        };
    }

    private static Duration millis(Random random, int most) {
        return Duration.ofMillis(1 + random.nextInt(most));
    }
}
