package dev.carillon.dashboard.board;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A board that is looked at for hours, in virtual time. {@code CARILLON_TICKS=345600} is a day: {@code build/page-cost.sh} has it so. */
class DayTest {
    private static final long TICKS = Day.ticks(7200);
    /** More than the ten minutes that are kept, and the hour of alarms. */
    private static final long WARM = Math.min(TICKS / 2, 20_000);

    /** Characters. */
    private static final int LONGEST = 16_000;

    private static final long MOST_GROWTH = 10L * 1024 * 1024;

    @Test
    void neitherMemoryNorTicksGrowHoweverLongItIsLookedAt() {
        try (Day day = new Day()) {
            for (long tick = 0; tick < WARM; tick++) {
                day.tick();
            }
            int longest = 0;
            long before = used();
            int snapshot = day.snapshot().length();
            for (long tick = WARM; tick < TICKS; tick++) {
                longest = Math.max(longest, day.tick().length());
            }
            long growth = used() - before;
            System.out.println(
                    "page-cost: " + TICKS + " ticks of a board: heap grew by " + growth / 1024 + " KiB after the first "
                            + WARM + "; the longest tick has " + longest + " characters, all of it " + snapshot);
            assertThat(longest).isLessThan(LONGEST);
            assertThat(growth).isLessThan(MOST_GROWTH);
            assertThat(day.snapshot().length()).isLessThan(snapshot + snapshot / 2);
        }
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
