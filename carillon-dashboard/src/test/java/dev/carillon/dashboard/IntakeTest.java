package dev.carillon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.dashboard.board.News;
import dev.carillon.dashboard.board.Occurrence;
import dev.carillon.dashboard.board.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntakeTest {
    private static final Instant TICK = Instant.ofEpochSecond(1_800_000_000);

    private final Intake intake = new Intake();
    private final List<News> told = new ArrayList<>();
    private long lastId;

    private Occurrence put(String source, Instant time, double value) {
        lastId++;
        Occurrence occurrence = new Occurrence(lastId, time, source, "line", Map.of("value", value, "unit", "bar"));
        intake.put(occurrence);
        return occurrence;
    }

    private List<News> drained() {
        told.clear();
        intake.drain(told::add);
        return told;
    }

    private static Instant after(long millis) {
        return TICK.plus(Duration.ofMillis(millis));
    }

    @Test
    void eachOfFewEventsCrossesWhole() {
        for (int i = 0; i < 10 * Thinning.WHOLE; i++) {
            put("pump", after(i * 4L), i);
        }
        assertThat(drained()).hasSize(10 * Thinning.WHOLE).allMatch(Occurrence.class::isInstance);
    }

    @Test
    void ofManyInATickTheFirstAndTheLastCrossWholeAndTheOthersAreCounted() {
        for (int i = 1; i <= 1000; i++) {
            put("pump", TICK, i);
        }
        assertThat(drained()).hasSize(Thinning.WHOLE);
        Occurrence other = put("valve", TICK, 1);
        Occurrence next = put("pump", after(250), 7);
        assertThat(drained()).hasSize(4).startsWith(other).endsWith(next);
        assertThat(told.get(1))
                .isEqualTo(new Tally(TICK, "pump", 999 - Thinning.WHOLE, Thinning.WHOLE + 1, 999, 999, "bar"));
        assertThat(((Occurrence) told.get(2)).id()).isEqualTo(1000);
    }

    /** What was the cause of an alarm can be looked at. */
    @Test
    void whatTheMonitorSaysComesAfterTheLastEventOfEach() {
        for (int i = 0; i < 1000; i++) {
            put("pump", TICK, i);
        }
        Occurrence cause = put("pump", TICK, 81);
        intake.put(new Occurrence(lastId + 1, TICK, Occurrence.MONITOR, "raised", Map.of()));
        assertThat(drained().subList(Thinning.WHOLE + 1, told.size()))
                .hasSize(2)
                .first()
                .isEqualTo(cause);
    }

    @Test
    void nothingIsCountedTwiceOrLeftOut() {
        for (int i = 0; i < 5000; i++) {
            put(i % 3 == 0 ? "valve" : "pump", after(i / 10), i % 7);
        }
        intake.put(new Occurrence(lastId + 1, TICK, Occurrence.MONITOR, "report", Map.of()));
        long all = drained().stream()
                .mapToLong(news -> news instanceof Tally tally ? tally.count() : 1)
                .sum();
        assertThat(all).isEqualTo(5001);
    }
}
