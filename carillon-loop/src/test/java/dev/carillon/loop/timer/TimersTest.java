package dev.carillon.loop.timer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Seeds;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
    private final List<Entry> fired = new ArrayList<>();

    private final class Entry extends Deadline {
        private final int order;

        private Entry(int order) {
            this.order = order;
        }

        @Override
        protected void due() {
            fired.add(this);
        }
    }

    @Test
    void deadlinesComeDueInOrderOfTimeAndThenOfAgeWhateverIsScheduledAndCancelled() {
        Seeds.forAll(200, seed -> {
            fired.clear();
            agreesWithAModel(new Random(seed));
        });
    }

    private void agreesWithAModel(Random random) {
        long now = random.nextLong(1L << random.nextInt(1, 50));
        Timers timers = new Timers(now);
        List<Entry> model = new ArrayList<>();
        for (int step = 0; step < 300; step++) {
            int action = random.nextInt(10);
            if (action < 6) {
                Entry entry = new Entry(step);
                timers.schedule(entry, now + random.nextLong(1L << random.nextInt(1, 44)), (byte) 0);
                model.add(entry);
            } else if (action < 8 && !model.isEmpty()) {
                assertThat(timers.cancel(model.remove(random.nextInt(model.size()))))
                        .isTrue();
            } else {
                now += random.nextLong(1L << random.nextInt(1, 44));
                expireBoth(timers, model, now);
            }
            assertThat(timers.size()).isEqualTo(model.size());
            long earliest = model.stream().mapToLong(entry -> entry.when).min().orElse(Timers.NEVER);
            assertThat(timers.next()).isLessThanOrEqualTo(earliest);
        }
    }

    private void expireBoth(Timers timers, List<Entry> model, long now) {
        fired.clear();
        List<Entry> expected = model.stream()
                .filter(entry -> entry.when <= now)
                .sorted(Comparator.<Entry>comparingLong(entry -> entry.when).thenComparingInt(entry -> entry.order))
                .toList();
        timers.expire(now);
        assertThat(fired).containsExactlyElementsOf(expected);
        model.removeAll(expected);
    }

    @Test
    void aLookAsLateAsSomeDeadlineMayWaitIsToleratedAndNoLaterOne() {
        Seeds.forAll(2000, seed -> {
            Random random = new Random(seed);
            long now = random.nextLong(1L << random.nextInt(1, 50));
            Timers timers = new Timers(now);
            List<Entry> model = new ArrayList<>();
            for (int i = 0; i < random.nextInt(1, 8); i++) {
                Entry entry = new Entry(i);
                byte bits = (byte) random.nextInt(0, 34);
                timers.schedule(entry, now + (2L << 20) + random.nextLong(1L << random.nextInt(1, 40)), bits);
                model.add(entry);
            }
            long late = timers.next() + random.nextLong(1L << random.nextInt(1, 36));
            assertThat(timers.tolerate(late))
                    .isEqualTo(model.stream().allMatch(entry -> entry.when > late || entry.latest() >= late));
        });
    }

    @Test
    void nextIsExactWithoutCancellationsSoALoneTimerCostsOneWakeUp() {
        Timers timers = new Timers(0);
        timers.schedule(new Entry(1), 3_000_000_000L, (byte) 0);
        assertThat(timers.next()).isEqualTo(3_000_000_000L);
    }

    @Test
    void aMillionDeadlinesAllComeDue() {
        Timers timers = new Timers(0);
        Random random = new Random(1);
        for (int i = 0; i < 1_000_000; i++) {
            timers.schedule(new Entry(i), random.nextLong(10_000_000_000L), (byte) 0);
        }
        timers.expire(10_000_000_000L);
        assertThat(fired).hasSize(1_000_000);
        assertThat(timers.next()).isEqualTo(Timers.NEVER);
    }

    @Test
    void oneThatIsNotScheduledCannotBeCancelled() {
        Timers timers = new Timers(0);
        Entry entry = new Entry(1);
        assertThat(timers.cancel(entry)).isFalse();
        timers.schedule(entry, 5, (byte) 0);
        assertThat(entry.isScheduled()).isTrue();
        assertThat(timers.cancel(entry)).isTrue();
        assertThat(timers.cancel(entry)).isFalse();
        assertThat(entry.isScheduled()).isFalse();
        timers.schedule(entry, 5, (byte) 0);
        timers.expire(5);
        assertThat(timers.cancel(entry)).isFalse();
        assertThat(entry.when()).isEqualTo(5);
        assertThat(timers.size()).isZero();
    }

    @Test
    void ofOnesThatWereCancelledNothingIsLeftToLookFor() {
        for (int bit = 0; bit < 60; bit++) {
            Timers timers = new Timers(0);
            Entry entry = new Entry(bit);
            timers.schedule(entry, 1L << bit, (byte) 0);
            assertThat(timers.next()).isEqualTo(1L << bit);
            timers.cancel(entry);
            assertThat(timers.next()).isEqualTo(Timers.NEVER);
        }
    }

    @Test
    void oneThatIsDueAtThePresentIsDueNotALittleLater() {
        for (int bit = 0; bit < 60; bit++) {
            Timers timers = new Timers(0);
            timers.schedule(new Entry(bit), 1L << bit, (byte) 0);
            timers.expire((1L << bit) - 1);
            assertThat(fired).hasSize(bit);
            timers.expire(1L << bit);
            assertThat(fired).hasSize(bit + 1);
        }
    }

    @Test
    void nothingIsToleratedWithinATickAndEverythingWithoutADeadline() {
        Timers timers = new Timers(0);
        assertThat(timers.tolerate(Long.MAX_VALUE)).isTrue();
        timers.schedule(new Entry(1), 1, (byte) 40);
        assertThat(timers.tolerate(2)).isFalse();
    }

    @Test
    void anAccuracyThatReachesBeyondTheEndOfTimeWaitsUntilThen() {
        Timers timers = new Timers(0);
        Entry entry = new Entry(1);
        timers.schedule(entry, Long.MAX_VALUE - 5, (byte) 40);
        assertThat(entry.latest()).isEqualTo(Long.MAX_VALUE);
        Entry exact = new Entry(2);
        timers.schedule(exact, 1L << 30, (byte) 0);
        assertThat(exact.latest()).isEqualTo(1L << 30);
        Entry coarse = new Entry(3);
        timers.schedule(coarse, 1L << 30, (byte) 4);
        assertThat(coarse.latest()).isEqualTo((1L << 30) + 16);
    }
}
