package dev.carillon.bench.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Journal;
import org.junit.jupiter.api.Test;

/** That every sentence follows from figures, and changes with them. */
class AdviceTest {
    private static final String EACH = "100 100 100 5";
    private static final String COUNTED = "100 20 100 5";
    private static final String LOST = "100 20 20 5";

    private final MechanismFigures figures = new MechanismFigures(new Journal());

    @Test
    void whatDidNotRunHasNoSentence() {
        assertThat(new Advice(figures).sentences()).isEmpty();
    }

    @Test
    void fasterThanAPipeIsSaidOfWhatIsFasterBeyondTheNoise() {
        control(1.1);
        add(Mechanism.PIPE_8, Layout.THREADS, "carillon", EACH, 2600, 2600);
        add(Mechanism.EVENTFD, Layout.THREADS, "carillon", COUNTED, 2000, 2000);
        assertThat(sentence(Mechanism.EVENTFD))
                .startsWith("eventfd: 2.0 us there and back, 1.30 x faster than a pipe here")
                .contains("merges events and tells how many they were (40 times told of 200)")
                .endsWith("take it where the number counts, and with it a sum of 64 bits.");
    }

    @Test
    void withinTheNoiseNothingIsFaster() {
        control(1.5);
        add(Mechanism.PIPE_8, Layout.THREADS, "carillon", EACH, 2600, 2600);
        add(Mechanism.EVENTFD, Layout.THREADS, "carillon", COUNTED, 2000, 2000);
        assertThat(sentence(Mechanism.EVENTFD))
                .contains("no different from a pipe here (0.77 x; the same twice: 1.50 x)")
                .doesNotContain("faster");
    }

    @Test
    void whatIsNotFasterInEveryRoundIsNotFaster() {
        control(1.1);
        add(Mechanism.PIPE_8, Layout.THREADS, "carillon", EACH, 2600, 2600, 2600);
        add(Mechanism.EVENTFD, Layout.THREADS, "carillon", COUNTED, 2000, 2000, 2700);
        assertThat(sentence(Mechanism.EVENTFD)).contains("no different from a pipe here");
    }

    @Test
    void withoutAControlRunNothingIsCompared() {
        add(Mechanism.PIPE_8, Layout.THREADS, "carillon", EACH, 2600);
        add(Mechanism.EVENTFD, Layout.THREADS, "carillon", COUNTED, 200);
        assertThat(sentence(Mechanism.EVENTFD))
                .contains("not compared with a pipe here for want of a control run of two rounds")
                .doesNotContain("faster");
    }

    @Test
    void whatLosesCountIsForFactsOnly() {
        add(Mechanism.SIGNALFD, Layout.THREADS, "carillon", LOST, 5000);
        assertThat(sentence(Mechanism.SIGNALFD))
                .contains("merges events without telling how many they were (20 times told of 100)")
                .contains("take it where only the fact counts");
        add(Mechanism.SIGNALFD_REAL_TIME, Layout.THREADS, "carillon", EACH, 5000);
        assertThat(sentence(Mechanism.SIGNALFD_REAL_TIME))
                .contains("delivers each event")
                .contains("take it where every event counts, and with it an int");
    }

    @Test
    void theFastestThatDoesTheSameIsNamed() {
        control(1.1);
        add(Mechanism.PIPE_8, Layout.THREADS, "carillon", EACH, 2000);
        add(Mechanism.QUEUE, Layout.THREADS, "java", EACH, 8000);
        assertThat(sentence(Mechanism.QUEUE)).endsWith("; the fastest that does so here is pipe, 8 B, by 4.00 x.");
        assertThat(sentence(Mechanism.PIPE_8)).doesNotContain("the fastest that does so");
    }

    @Test
    void whoUsesTheCpuWhileItWaitsIsCalledSo() {
        String spinning = "9 1000 1 1 1 2000 1 1 1 2000 0.01";
        figures.add(MechanismFigure.parse(
                new MechanismFigure.Who(Mechanism.MAILBOX_BUSY, Layout.THREADS, "carillon", 2), 1, spinning, EACH));
        String sleeping = "9 1000 1 1 1 2000 1 1 1 900 1.01";
        figures.add(MechanismFigure.parse(
                new MechanismFigure.Who(Mechanism.MAILBOX, Layout.THREADS, "carillon", 1), 1, sleeping, EACH));
        assertThat(sentence(Mechanism.MAILBOX_BUSY)).contains("takes a CPU of each end while it waits");
        assertThat(sentence(Mechanism.MAILBOX)).doesNotContain("takes a CPU");
    }

    @Test
    void whatHadMoreCpusIsNotCompared() {
        control(1.1);
        add(Mechanism.PIPE_8, Layout.THREADS, "carillon", EACH, 2600);
        figures.add(MechanismFigure.parse(
                new MechanismFigure.Who(Mechanism.MAILBOX_BUSY, Layout.THREADS, "carillon", 2),
                1,
                "9 100 1 1 1 200 1 1 1 100 0.01",
                EACH));
        assertThat(sentence(Mechanism.MAILBOX_BUSY))
                .contains("0.2 us there and back on two CPUs, a pipe takes 2.6 us on one CPU")
                .doesNotContain("faster");
        assertThat(sentence(Mechanism.PIPE_8)).doesNotContain("the fastest that does so");
    }

    @Test
    void processesAndCAreSetBesideIt() {
        control(1.1);
        add(Mechanism.DATAGRAM, Layout.THREADS, "carillon", EACH, 6000);
        add(Mechanism.DATAGRAM, Layout.THREADS, "C", EACH, 3000);
        add(Mechanism.DATAGRAM, Layout.PROCESSES, "carillon", EACH, 7000);
        assertThat(sentence(Mechanism.DATAGRAM))
                .contains("between processes 7.0 us there and back", "2.00 x slower than C's")
                .endsWith("and with it messages.");
    }

    @Test
    void aTimerIsLateAndComparedWithNothing() {
        figures.add(MechanismFigure.parse(
                new MechanismFigure.Who(Mechanism.TIMERFD, Layout.THREADS, "carillon", 1),
                1,
                "9 4000 9000 1 1 -1 -1 -1 -1 7 1",
                COUNTED));
        assertThat(sentence(Mechanism.TIMERFD))
                .startsWith("timerfd: 4.0 us late, one in a hundred 9.0 us")
                .contains("take it for points in time, and with it how often it has expired");
    }

    @Test
    void whatOnlyCHasIsCalledSo() {
        add(Mechanism.SIGNAL, Layout.THREADS, "C", LOST, 4000);
        assertThat(sentence(Mechanism.SIGNAL)).startsWith("standard signal, sigwaitinfo (only in C): 4.0 us");
    }

    private String sentence(Mechanism mechanism) {
        return new Advice(figures)
                .sentences().stream()
                        .filter(sentence -> sentence.startsWith(mechanism.text() + ":")
                                || sentence.startsWith(mechanism.text() + " ("))
                        .findFirst()
                        .orElseThrow();
    }

    /** Of processes, so that it is nobody's rival. */
    private void control(double noise) {
        add(Mechanism.SEMAPHORE, Layout.PROCESSES, "carillon", EACH, 1000, 1000);
        add(Mechanism.SEMAPHORE, Layout.PROCESSES, "carillon again", EACH, 1000, 1000 * noise);
    }

    private void add(Mechanism mechanism, Layout layout, String side, String flood, double... nanos) {
        for (int i = 0; i < nanos.length; i++) {
            String trips = "9 1000 1 1 1 " + nanos[i] + " 1 1 1 700 1";
            figures.add(
                    MechanismFigure.parse(new MechanismFigure.Who(mechanism, layout, side, 1), i + 1, trips, flood));
        }
    }
}
