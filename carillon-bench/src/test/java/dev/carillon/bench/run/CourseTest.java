package dev.carillon.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bench.echo.EchoCase;
import dev.carillon.bench.echo.EchoFigures;
import dev.carillon.bench.echo.EchoSide;
import dev.carillon.bench.echo.JsseAlone;
import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.mechanism.Layout;
import dev.carillon.bench.mechanism.Mechanism;
import dev.carillon.bench.mechanism.MechanismFigure;
import dev.carillon.bench.mechanism.MechanismFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CourseTest {
    private static final EchoCase LOAD = new EchoCase(50, 64, 1);

    @TempDir
    private Path directory;

    private Path file;

    /** A run, or the run that goes on with it. */
    private static final class Run {
        private final Figures figures = new Figures();
        private final EchoFigures echo = new EchoFigures();
        private final MechanismFigures mechanisms = new MechanismFigures();
        private final List<String> said = new ArrayList<>();
        private final Course course = new Course(figures, echo, mechanisms, said::add);
    }

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("made/steps.jsonl");
    }

    @Test
    void noMoreIsSaidToBeLeftThanTheLimitAllows() {
        Run run = new Run();
        run.course.plan(Integer.MAX_VALUE);
        run.course.take("one", () -> {});
        run.course.say("two");
        assertThat(run.said.getLast()).doesNotContain(", 0 min left");
        run.course.endAfter(Duration.ZERO);
        run.course.say("three");
        assertThat(run.said.getLast()).contains(", 0 min left");
    }

    @Test
    void figuresOfEveryKindComeBack() throws Exception {
        Run first = begin();
        first.course.take("loop", () -> {
            first.figures.add("eventfd C", new Figures.Figure(2, 1.25, Double.NaN));
            first.figures.note("idle", "two\nlines, \"quoted\"");
            first.figures.failed("socat", "not installed");
        });
        first.course.take("echo", () -> {
            first.echo.add(LOAD, EchoSide.NETTY, echoed(1));
            first.echo.add(LOAD.overTls(), EchoSide.OPENSSL, echoed(2));
            first.echo.add(LOAD.overTls(), EchoSide.NETTY, new EchoFigures.Calls(10, Map.of("read", 11L), 1));
            first.echo.add(List.of(new JsseAlone.Cost(64, true, 1500.5, 2928)));
        });
        first.course.take("mechanisms", () -> addMechanism(first));

        Run second = begin();
        assertThat(second.figures.sides()).isEqualTo(first.figures.sides());
        assertThat(second.figures.texts("idle")).containsExactly("two\nlines, \"quoted\"");
        assertThat(second.figures.failures()).containsExactly(Map.entry("socat", "not installed"));
        assertThat(second.echo.loads()).containsExactly(LOAD);
        assertThat(second.echo.of(LOAD, EchoSide.NETTY)).containsExactly(echoed(1));
        assertThat(second.echo.of(LOAD.overTls(), EchoSide.OPENSSL)).containsExactly(echoed(2));
        assertThat(second.echo.callsOf(LOAD.overTls(), EchoSide.NETTY))
                .isEqualTo(first.echo.callsOf(LOAD.overTls(), EchoSide.NETTY));
        assertThat(second.echo.jsseAlone()).isEqualTo(first.echo.jsseAlone());
        assertThat(second.mechanisms.rounds()).isEqualTo(first.mechanisms.rounds());
        assertThat(second.mechanisms.summaries()).isEqualTo(first.mechanisms.summaries());
    }

    @Test
    void aStepIsTakenOnce() throws Exception {
        begin().course.take("one", () -> {});
        Run second = begin();
        second.course.take("one", () -> {
            throw new AssertionError("taken again");
        });
        assertThat(second.course.takenOver()).isOne();
    }

    @Test
    void whatWasNotDoneCountsForNothing() throws Exception {
        Run first = begin();
        first.course.take("one", () -> first.figures.add("a", new Figures.Figure(1, 1, 1)));
        String cutOff = """
            {"begun": "two"}
            {"side": "b", "round": 1, "value": 8.0, "allocated": 1.0}
            {"side": "b", "round": 2, \
            """;
        Files.writeString(file, cutOff, StandardOpenOption.APPEND);
        Run second = begin();
        assertThat(second.figures.sides()).containsOnlyKeys("a");
        assertThat(second.course.isDone("two")).isFalse();
        second.course.take("two", () -> second.figures.add("b", new Figures.Figure(1, 2, 1)));
        Run third = begin();
        assertThat(third.figures.values("b")).containsExactly(2);
        assertThat(third.course.isDone("two")).isTrue();
    }

    @Test
    void aStepThatWasCutShortIsTakenAgain() throws Exception {
        Run first = begin();
        first.course.take("one", () -> {
            first.figures.add("a", new Figures.Figure(1, 1, 1));
            first.course.cutShort();
        });
        first.course.take("two", () -> {});
        assertThat(first.figures.sides()).containsOnlyKeys("a");
        Run second = begin();
        assertThat(second.figures.sides()).isEmpty();
        assertThat(second.course.isDone("one")).isFalse();
        assertThat(second.course.isDone("two")).isTrue();
    }

    @Test
    void nothingIsKeptAfterTheEnd() throws Exception {
        Run first = begin();
        first.course.take("one", () -> {
            first.course.end();
            first.figures.failed("C", "its process has ended");
        });
        assertThat(begin().course.isDone("one")).isFalse();
    }

    @Test
    void aStepThatFailsWhileTheRunEndsIsNotDoneAndNoneIsBegunAfterIt() throws Exception {
        Run first = begin();
        Thread running = Thread.currentThread();
        Thread ending = Thread.ofPlatform().daemon().unstarted(() -> {
            while (running.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            first.course.end();
        });
        first.course.take("one", () -> {
            first.figures.failed("relay", "its peer got the same Ctrl-C");
            ending.start();
        });
        first.course.take("two", () -> first.figures.add("a", new Figures.Figure(1, 1, 1)));
        assertThat(first.figures.sides()).isEmpty();
        Run second = begin();
        assertThat(second.course.isDone("one")).isFalse();
        assertThat(second.course.isDone("two")).isFalse();
        assertThat(second.figures.failures()).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsMeasuredAllTheSameAndThatIsSaidOnce() throws Exception {
        Run run = begin();
        Files.delete(file);
        Files.createDirectory(file);
        run.course.take("one", () -> run.figures.add("a", new Figures.Figure(1, 1, 1)));
        run.course.take("two", () -> run.figures.add("b", new Figures.Figure(1, 1, 1)));
        assertThat(run.figures.sides()).containsOnlyKeys("a", "b");
        assertThat(run.figures.failureCount()).isOne();
        assertThat(run.figures.failures().get("--resume")).startsWith("no more steps are kept in " + file);
        assertThat(run.course.file()).isNull();
    }

    @Test
    void aFileThatCannotBeReadIsNoneToGoOnWith() {
        Run run = new Run();
        assertThatThrownBy(() -> run.course.keepIn(directory, "loop")).isInstanceOf(IOException.class);
        assertThat(run.course.file()).isNull();
    }

    @Test
    void theBarShowsHowMuchIsDoneOfWhatIsPlanned() throws Exception {
        Run run = begin();
        run.course.plan(4);
        run.course.take("one", () -> {});
        run.course.take("two", () -> {});
        assertThat(run.said.getFirst()).startsWith("[....................]   0 %: one");
        assertThat(run.said.getLast())
                .startsWith("[#####...............]  25 %")
                .endsWith("two");
    }

    @Test
    void aFileOfAnotherRunIsRefused() throws Exception {
        begin();
        assertThatThrownBy(() -> new Run().course.keepIn(file, "relay --rounds 5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is of another run, \"loop --rounds 2\", and not of \"relay --rounds 5\"");
        Files.writeString(file, "words\n");
        assertThatThrownBy(this::begin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no file of a run");
    }

    private Run begin() throws IOException {
        Run run = new Run();
        run.course.keepIn(file, "loop --rounds 2");
        return run;
    }

    private static EchoFigures.Figure echoed(int round) {
        return new EchoFigures.Figure(round, 1000, 10, 20, 30, 0.1, 0, 0.5, 0.5, 0.5, Double.NaN);
    }

    private static void addMechanism(Run run) {
        run.mechanisms.add(
                new MechanismFigure.Who(Mechanism.TIMERFD, Layout.THREADS, "carillon", 1),
                2,
                "10 1 2 3 4 -1 -1 -1 -1 9.5 1.25",
                "100 20 99 12345.5");
        run.mechanisms.addSystemCalls(Mechanism.TIMERFD, Layout.THREADS, "carillon", 3.5);
    }
}
