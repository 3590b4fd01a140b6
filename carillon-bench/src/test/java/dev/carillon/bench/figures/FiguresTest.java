package dev.carillon.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FiguresTest {
    private final Figures figures = new Figures(new Journal());

    @Test
    void medianIsTheMiddleOrBetweenTheTwoInTheMiddle() {
        assertThat(Figures.median(new double[] {9, 1, 5})).isEqualTo(5);
        assertThat(Figures.median(new double[] {9, 1, 5, 6})).isEqualTo(5.5);
        assertThat(Figures.median(new double[] {3})).isEqualTo(3);
    }

    @Test
    void ratiosAreOfTheSameRoundAndSorted() {
        add("ours", 8, 3, 4);
        add("peer", 2, 1, 4, 100);
        assertThat(figures.ratios("ours", "peer")).containsExactly(1, 3, 4);
    }

    @Test
    void thereIsNoRatioToWhatDidNotRunOrIsNothing() {
        add("ours", 8);
        add("nothing", 0);
        figures.add("later", new Figures.Figure(2, 1, Double.NaN));
        assertThat(figures.ratios("ours", "missing")).isEmpty();
        assertThat(figures.ratios("ours", "nothing")).isEmpty();
        assertThat(figures.ratios("ours", "later")).isEmpty();
    }

    @Test
    void nothingIsTakenAfterTheEnd() {
        add("ours", 1);
        figures.failed("peer", "first");
        figures.failed("peer", "second");
        figures.end();
        add("ours", 3);
        figures.failed("other", "late");
        assertThat(figures.median("ours")).isEqualTo(1);
        assertThat(figures.failures()).containsOnlyKeys("peer").containsEntry("peer", "first");
    }

    private void add(String side, double... values) {
        for (int i = 0; i < values.length; i++) {
            figures.add(side, new Figures.Figure(i + 1, values[i], Double.NaN));
        }
    }
}
