package dev.carillon.bench.mechanism;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.figures.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MechanismFiguresTest {
    private final MechanismFigures figures = new MechanismFigures(new Journal());

    @Test
    void answersOfAPeerAreFigures() {
        MechanismFigure figure = MechanismFigure.parse(
                new MechanismFigure.Who(Mechanism.EVENTFD, Layout.THREADS, "carillon", 1),
                2,
                "10 1 2 3 4 5 6 7 8 9.5 1.25",
                "100 20 99 12345.5");
        assertThat(figure)
                .isEqualTo(new MechanismFigure(
                        Mechanism.EVENTFD,
                        Layout.THREADS,
                        "carillon",
                        1,
                        2,
                        new MechanismFigure.Latency(1, 2, 3, 4),
                        new MechanismFigure.Latency(5, 6, 7, 8),
                        12345.5,
                        9.5,
                        1.25,
                        100,
                        20,
                        99));
    }

    @Test
    void whatWasNotedComesBack() {
        Journal journal = new Journal();
        MechanismFigures first = new MechanismFigures(journal);
        MechanismFigure.Who who = new MechanismFigure.Who(Mechanism.TIMERFD, Layout.THREADS, "carillon", 1);
        first.add(who, 2, "10 1 2 3 4 -1 -1 -1 -1 9.5 1.25", "100 20 99 12345.5");
        first.addSystemCalls(Mechanism.TIMERFD, Layout.THREADS, "carillon", 3.5);
        Journal other = new Journal();
        MechanismFigures second = new MechanismFigures(other);
        List<Map<?, ?>> noted = new ArrayList<>();
        journal.take().forEach(line -> noted.add(Json.read(line, Map.class)));
        assertThat(other.repeat(noted)).isTrue();
        assertThat(second.rounds()).isEqualTo(first.rounds()).hasSize(1);
        assertThat(second.summaries()).isEqualTo(first.summaries());
    }

    @Test
    void whatThereIsNoneOfIsNoNumber() {
        add(Mechanism.TIMERFD, "carillon", 1, "3 10 20 30 40 -1 -1 -1 -1 7 1", "5 4 5 6");
        MechanismSummary summary = figures.summaries().getFirst();
        assertThat(summary.roundTrip().values()).containsOnly(Double.NaN);
        assertThat(summary.systemCalls()).isNaN();
        assertThat(summary.latency()).isEqualTo(10);
        assertThat(summary.least()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1 2 3", "1 2 3 4 5", "1 2 3 x"})
    void otherAnswersAreRefused(String flood) {
        assertThatThrownBy(() -> add(Mechanism.EVENTFD, "C", 1, "3 10 20 30 40 1 1 1 1 7 1", flood))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSummaryHasMediansSpreadAndSums() {
        add(Mechanism.EVENTFD, "carillon", 1, "9 1 1 1 1 100 1 1 1 7 1", "100 10 100 5");
        add(Mechanism.EVENTFD, "carillon", 2, "9 3 1 1 1 300 1 1 1 8 1", "100 20 100 6");
        add(Mechanism.EVENTFD, "carillon", 3, "9 2 1 1 1 200 1 1 1 9 1", "100 30 90 7");
        figures.addSystemCalls(Mechanism.EVENTFD, Layout.THREADS, "carillon", 3.5);
        assertThat(figures.summaries()).hasSize(1);
        MechanismSummary summary = figures.summaries().getFirst();
        assertThat(summary.rounds()).isEqualTo(3);
        assertThat(summary.oneWay().p50()).isEqualTo(2);
        assertThat(summary.latency()).isEqualTo(200);
        assertThat(summary.least()).isEqualTo(100);
        assertThat(summary.most()).isEqualTo(300);
        assertThat(summary.systemCalls()).isEqualTo(3.5);
        assertThat(summary.sent()).isEqualTo(300);
        assertThat(summary.merged()).as("counted, but not each by itself").isEqualTo(230);
        assertThat(summary.lost()).as("not told of at all").isEqualTo(10);
    }

    @Test
    void theSlowestIsThatOfAllRounds() {
        add(Mechanism.EVENTFD, "carillon", 1, "9 1 1 1 40 1 1 1 60 7 1", "10 10 10 5");
        add(Mechanism.EVENTFD, "carillon", 2, "9 1 1 1 90 1 1 1 50 7 1", "10 10 10 5");
        add(Mechanism.EVENTFD, "carillon", 3, "9 1 1 1 30 1 1 1 20 7 1", "10 10 10 5");
        MechanismSummary summary = figures.summaries().getFirst();
        assertThat(summary.oneWay().max()).isEqualTo(90);
        assertThat(summary.roundTrip().max()).isEqualTo(60);
    }

    @Test
    void ratiosAreOfTheSameRoundOnly() {
        trip(Mechanism.EVENTFD, "carillon", 200, 300);
        trip(Mechanism.EVENTFD, "C", 100);
        assertThat(figures.ratios(Mechanism.EVENTFD, Layout.THREADS, "carillon", "C"))
                .containsExactly(2);
        assertThat(figures.ratios(Mechanism.EVENTFD, Layout.PROCESSES, "carillon", "C"))
                .isEmpty();
        assertThat(figures.ratios(Mechanism.PIPE_8, Layout.THREADS, "carillon", "C"))
                .isEmpty();
    }

    @Test
    void noiseIsHowFarTheSameThingDiffersInEitherDirection() {
        assertThat(figures.noise()).isNaN();
        trip(Mechanism.EVENTFD, "carillon", 100, 100, 100);
        trip(Mechanism.EVENTFD, "carillon again", 50, 80, 200);
        trip(Mechanism.EVENTFD, "C", 100, 100, 100);
        trip(Mechanism.EVENTFD, "C again", 101, 110, 120);
        assertThat(figures.noise()).as("once half, once twice").isCloseTo(2, within(1e-9));
    }

    @Test
    void roundsInTurnedOrderDoNotCancelNoise() {
        trip(Mechanism.EVENTFD, "carillon", 100, 150);
        trip(Mechanism.EVENTFD, "carillon again", 150, 100);
        assertThat(figures.noise()).isCloseTo(1.5, within(1e-9));
    }

    @Test
    void twoRunsThatAgreeByChanceAreNotWithoutNoiseAndOneRoundTellsNothing() {
        trip(Mechanism.EVENTFD, "carillon", 100);
        trip(Mechanism.EVENTFD, "carillon again", 130);
        assertThat(figures.noise()).isNaN();
        trip(Mechanism.PIPE_8, "carillon", 100, 100);
        trip(Mechanism.PIPE_8, "carillon again", 100, 101);
        assertThat(figures.noise()).isEqualTo(1.02);
    }

    @Test
    void oursStandsBeforeC() {
        trip(Mechanism.PIPE_8, "C", 1);
        trip(Mechanism.EVENTFD, "C", 1);
        trip(Mechanism.EVENTFD, "carillon again", 1);
        trip(Mechanism.EVENTFD, "carillon", 1);
        assertThat(figures.summaries())
                .extracting(summary -> summary.mechanism().word() + " " + summary.side())
                .containsExactly("eventfd carillon", "eventfd carillon again", "eventfd C", "pipe-8 C");
    }

    private void trip(Mechanism mechanism, String side, double... nanos) {
        for (int i = 0; i < nanos.length; i++) {
            add(mechanism, side, i + 1, "9 1 1 1 1 " + nanos[i] + " 1 1 1 7 1", "10 10 10 5");
        }
    }

    private void add(Mechanism mechanism, String side, int round, String trips, String flood) {
        figures.add(MechanismFigure.parse(
                new MechanismFigure.Who(mechanism, Layout.THREADS, side, 1), round, trips, flood));
    }
}
