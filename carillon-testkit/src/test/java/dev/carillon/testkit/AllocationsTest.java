package dev.carillon.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AllocationsTest {
    private Object kept = "";
    private int runs;

    @Test
    void countsWhatEachRunAllocates() throws Exception {
        assertThat(Allocations.whenWarm(() -> kept = new byte[1000])).isBetween(1000L, 1100L);
        assertThat(kept).isInstanceOf(byte[].class);
    }

    @Test
    void doesNotCountWhatOnlyTheFirstRunAllocates() throws Exception {
        assertThat(Allocations.whenWarm(() -> {
                    if (runs++ == 0) {
                        kept = new byte[1000];
                    }
                }))
                .isZero();
        assertThat(runs).isGreaterThan(1);
    }
}
