package dev.carillon.bench.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import java.util.List;
import org.junit.jupiter.api.Test;

class CostModelTest {
    @Test
    void aLoopThatIsLikeTheModelGivesBackItsConstants() {
        CostModel model = CostModel.fit(List.of(loop(1, 1000), loop(4, 1000), loop(64, 1000), loop(1000, 1000)));
        assertThat(model.iteration().turn()).isCloseTo(70, within(1e-6));
        assertThat(model.iteration().event()).isCloseTo(15, within(1e-6));
        assertThat(model.call().turn()).isCloseTo(500, within(1e-6));
        assertThat(model.call().event()).isCloseTo(120, within(1e-6));
        assertThat(model.handler()).isEqualTo(new CostModel.Term(0, 1000));
        assertThat(model.error(loop(128, 1000))).isCloseTo(0, within(1e-6));
        assertThat(model.eventsPerSecond(1)).isCloseTo(1e9 / 1705, within(1e-6));
    }

    @Test
    void theErrorIsWhatTheModelPromisesTooMuch() {
        CostModel model = CostModel.fit(List.of(loop(1, 1000), loop(1000, 1000)));
        assertThat(model.error(loop(100, 1500))).isPositive();
        assertThat(model.error(loop(100, 500))).isNegative();
        CostModel.Sample twiceAsSlow = new CostModel.Sample(100, 2 * model.turn(100), 1, 1);
        assertThat(model.error(twiceAsSlow)).isCloseTo(100, within(1e-6));
    }

    @Test
    void aLongTurnWeighsNoMoreThanAShortOne() {
        CostModel.Sample slow = new CostModel.Sample(1000, 2_000_000, 240_000, 1_000_000);
        CostModel model = CostModel.fit(List.of(loop(1, 1000), loop(2, 1000), loop(4, 1000), slow));
        assertThat(model.error(loop(1, 1000))).isCloseTo(0, within(15.0));
    }

    @Test
    void oneNumberOfEventsIsNoLine() {
        assertThatThrownBy(() -> CostModel.fit(List.of(loop(4, 1000), loop(4, 1000))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two different numbers");
    }

    @Test
    void modelAndMeasureAreInTheTableOnlyIfAllThatIsFittedRan() {
        Figures figures = new Figures(new Journal());
        CostReport report = new CostReport(figures);
        CostBench.FITTED.subList(1, CostBench.FITTED.size()).forEach(count -> add(figures, count));
        assertThat(report.text()).isEmpty();
        assertThat(report.findings()).isEmpty();
        add(figures, CostBench.FITTED.getFirst());
        CostBench.FORETOLD.forEach(count -> add(figures, count));
        assertThat(report.text())
                .contains("70 + 15.0 n ns (iteration) + 500 + 120.0 n ns (system call) + 1000 n ns (handlers)")
                .contains("fitted", "foretold", "+0.0 %");
        assertThat(report.findings().getLast()).contains("at most 0.0 %");
    }

    private static void add(Figures figures, int count) {
        CostModel.Sample sample = loop(count, 1000);
        double[] values = {count, sample.turn(), sample.call(), sample.handler()};
        for (int i = 0; i < values.length; i++) {
            figures.add(CostBench.name(CostBench.MEASURED.get(i), count), new Figures.Figure(1, values[i], Double.NaN));
        }
    }

    /** What a loop's statistics would say whose costs are these. */
    private static CostModel.Sample loop(int events, double handler) {
        double call = 500 + 120.0 * events;
        double handlers = handler * events;
        return new CostModel.Sample(events, 70 + 15.0 * events + call + handlers, call, handlers);
    }
}
