package dev.carillon.bench.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
import dev.carillon.bench.figures.Json;
import dev.carillon.bench.plot.Page;
import dev.carillon.bench.run.Run;
import dev.carillon.bench.run.Runs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That every mechanism runs, with little to do; no figure is judged by its time. */
class MechanismBenchTest {
    private final Figures missing = new Figures(new Journal());
    private final MechanismFigures figures = new MechanismFigures(new Journal());

    @Test
    void everyMechanismIsMeasuredInJavaAndInCWhereThereIsGcc() {
        MechanismBench bench = bench(Path.of("").toAbsolutePath(), Long.MAX_VALUE);
        bench.run();
        assertThat(figures.summaries().stream().map(MechanismBenchTest::name))
                .as("%s", missing.failures())
                .containsExactlyInAnyOrderElementsOf(expected());
        for (MechanismSummary summary : figures.summaries()) {
            assertThat(summary.oneWay().p50()).as(name(summary)).isPositive();
            assertThat(summary.delivered()).as(name(summary)).isPositive().isLessThanOrEqualTo(summary.units());
            assertThat(summary.lost()).as(name(summary)).isBetween(0L, losable(summary));
            if (summary.mechanism() == Mechanism.MAILBOX_BUSY) {
                assertThat(summary.systemCalls()).as(name(summary)).isNaN();
            }
        }
        MechanismReport report = new MechanismReport(figures);
        assertThat(report.text())
                .contains("Selector.wakeup", "No control run of two rounds: nothing is called faster.");
        assertThat(report.markdown())
                .contains("| eventfd | processes | carillon again |")
                .contains("\n\nNo control run of two rounds: nothing is called faster.\n\n- ");
        assertThat(Json.pretty(report.json())).contains("\"mechanism\" : \"eventfd-edge-unread\"", "\"advice\" : [");
        assertThat(report.noise()).allSatisfy(row -> assertThat(row.getFirst()).startsWith("eventfd, "));
        Page page = new Page("Measured");
        report.addTo(page);
        assertThat(page.html())
                .contains("<li>eventfd: ", "<td class=\"l\">Selector.wakeup</td>", "Between processes, there and back")
                .contains(
                        "<figcaption>Pipes and sockets, between processes: ",
                        "<figcaption>Queues, wake-ups and the mailbox, ")
                .doesNotContain("could not be drawn");
    }

    @Test
    void aMissingPeerIsNamedAndTheRestGoesOn(@TempDir Path noSources) {
        Set<Mechanism> some = EnumSet.of(Mechanism.EVENTFD, Mechanism.PIPE_8);
        Run run = Runs.of(missing, noSources, Long.MAX_VALUE);
        new MechanismBench(run, figures, new MechanismBench.Options(some, 2, false)).run();
        assertThat(missing.failures()).containsKey("mechanisms, C");
        assertThat(figures.summaries())
                .isNotEmpty()
                .noneMatch(summary -> summary.side().startsWith("C"));
    }

    @Test
    void whoIsToldAsksAgainAndAgainAndVirtualThreadsAreLeftOut() {
        Set<Mechanism> some =
                EnumSet.of(Mechanism.SIGNAL, Mechanism.RENDEZVOUS, Mechanism.QUEUE, Mechanism.FUTEX, Mechanism.VIRTUAL);
        new MechanismBench(Runs.brief(missing), figures, new MechanismBench.Options(some, 2, true)).run();
        assertThat(missing.failures()).containsKey("mechanisms, virtual threads (park/unpark)");
        assertThat(figures.summaries())
                .extracting(MechanismSummary::mechanism)
                .as("%s", missing.failures())
                .contains(Mechanism.RENDEZVOUS, Mechanism.QUEUE, Mechanism.FUTEX)
                .doesNotContain(Mechanism.VIRTUAL);
    }

    @Test
    void theControlGoesThereAndBackInJavaIfAnyDoes() {
        assertThat(MechanismBench.control(EnumSet.allOf(Mechanism.class))).isEqualTo(Mechanism.EVENTFD);
        assertThat(MechanismBench.control(EnumSet.of(Mechanism.SIGNAL, Mechanism.TIMERFD, Mechanism.PIPE_8)))
                .isEqualTo(Mechanism.PIPE_8);
        assertThat(MechanismBench.control(EnumSet.of(Mechanism.SIGNAL))).isEqualTo(Mechanism.SIGNAL);
        assertThat(MechanismBench.control(EnumSet.noneOf(Mechanism.class))).isNull();
    }

    @Test
    void withoutTimeNothingIsMeasuredAndThatIsSaid(@TempDir Path noSources) {
        MechanismBench bench = bench(noSources, -1);
        bench.run();
        assertThat(missing.failures()).containsEntry("mechanisms", "no time left for round 1 of 1");
        assertThat(new MechanismReport(figures).text()).isEmpty();
        assertThat(new MechanismReport(figures).markdown()).isEmpty();
    }

    @Test
    void noneIsBegunThatWouldNotEndInTime(@TempDir Path noSources) {
        bench(noSources, TimeUnit.MILLISECONDS.toNanos(8) - 1).run();
        assertThat(missing.failures())
                .containsEntry("mechanisms, eventfd, threads, carillon", "no time left in round 1");
        assertThat(figures.summaries()).isEmpty();
    }

    private MechanismBench bench(Path home, long nanosLeft) {
        Set<Mechanism> all = EnumSet.allOf(Mechanism.class);
        return new MechanismBench(
                Runs.of(missing, home, nanosLeft), figures, new MechanismBench.Options(all, 2, false));
    }

    /** A timer's due expirations are reckoned, and the last may not have come; others lose only what cannot be queued. */
    private static long losable(MechanismSummary summary) {
        return switch (summary.mechanism()) {
            case SIGNAL, SIGNALFD, EDGE_UNREAD, FUTEX, VIRTUAL, WAKEUP, TIMERFD -> summary.sent();
            default -> 0;
        };
    }

    private static String name(MechanismSummary summary) {
        return summary.mechanism() + " " + summary.layout() + " " + summary.side();
    }

    private List<String> expected() {
        boolean c = !missing.failures().containsKey("mechanisms, C"); // no gcc here
        List<String> names = new ArrayList<>();
        for (Mechanism mechanism : Mechanism.values()) {
            for (Layout layout : mechanism.layouts()) {
                for (String again : mechanism == Mechanism.EVENTFD ? List.of("", " again") : List.of("")) {
                    if (mechanism.side() != Mechanism.Side.NONE) {
                        names.add(mechanism + " " + layout + " "
                                + mechanism.side().text() + again);
                    }
                    if (c && !mechanism.peer().isEmpty()) {
                        names.add(mechanism + " " + layout + " C" + again);
                    }
                }
            }
        }
        return names;
    }
}
