package dev.carillon.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.bench.figures.Figures;
import dev.carillon.bench.figures.Journal;
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
    @TempDir
    private Path directory;

    private Path file;

    /** A run, or the run that goes on with it. */
    private static final class Steps {
        private final Journal journal = new Journal();
        private final Figures figures = new Figures(journal);
        private final List<String> said = new ArrayList<>();
        private final Course course = new Course(journal, figures, said::add);
    }

    @BeforeEach
    void nameTheFile() {
        file = directory.resolve("made/steps.jsonl");
    }

    @Test
    void noMoreIsSaidToBeLeftThanTheLimitAllows() {
        Steps run = new Steps();
        run.course.plan(Integer.MAX_VALUE);
        run.course.take("one", () -> {});
        run.course.say("two");
        assertThat(run.said.getLast()).doesNotContain(", 0 min left");
        run.course.endAfter(Duration.ZERO);
        run.course.say("three");
        assertThat(run.said.getLast()).contains(", 0 min left");
    }

    @Test
    void figuresWordsAndFailuresComeBack() throws Exception {
        Steps first = begin();
        first.course.take("loop", () -> {
            first.figures.add("eventfd C", new Figures.Figure(2, 1.25));
            first.figures.note("idle", "two\nlines, \"quoted\"");
            first.figures.failed("socat", "not installed");
        });
        Steps second = begin();
        assertThat(second.figures.sides()).isEqualTo(first.figures.sides()).hasSize(1);
        assertThat(second.figures.texts("idle")).containsExactly("two\nlines, \"quoted\"");
        assertThat(second.figures.failures()).containsExactly(Map.entry("socat", "not installed"));
    }

    @Test
    void aStepWithSomethingThatNobodyKnowsIsTakenAgain() throws Exception {
        begin();
        String strange = """
            {"begun": "two"}
            {"figure": {"side": "b", "figure": {"round": 1, "value": 8.0, "allocated": null}}}
            {"of another version": 1}
            {"done": "two"}
            """;
        Files.writeString(file, strange, StandardOpenOption.APPEND);
        Steps second = begin();
        assertThat(second.course.isDone("two")).isFalse();
        assertThat(second.figures.sides()).isEmpty();
    }

    @Test
    void aStepIsTakenOnce() throws Exception {
        begin().course.take("one", () -> {});
        Steps second = begin();
        second.course.take("one", () -> {
            throw new AssertionError("taken again");
        });
        assertThat(second.course.takenOver()).isOne();
    }

    @Test
    void whatWasNotDoneCountsForNothing() throws Exception {
        Steps first = begin();
        first.course.take("one", () -> first.figures.add("a", new Figures.Figure(1, 1, 1)));
        String cutOff = """
            {"begun": "two"}
            {"figure": {"side": "b", "figure": {"round": 1, "value": 8.0, "allocated": 1.0}}}
            {"figure": {"side": "b", \
            """;
        Files.writeString(file, cutOff, StandardOpenOption.APPEND);
        Steps second = begin();
        assertThat(second.figures.sides()).containsOnlyKeys("a");
        assertThat(second.course.isDone("two")).isFalse();
        second.course.take("two", () -> second.figures.add("b", new Figures.Figure(1, 2, 1)));
        Steps third = begin();
        assertThat(third.figures.values("b")).containsExactly(2);
        assertThat(third.course.isDone("two")).isTrue();
    }

    @Test
    void aStepThatWasCutShortIsTakenAgain() throws Exception {
        Steps first = begin();
        first.course.take("one", () -> {
            first.figures.add("a", new Figures.Figure(1, 1, 1));
            first.course.cutShort();
        });
        first.course.take("two", () -> {});
        assertThat(first.figures.sides()).containsOnlyKeys("a");
        Steps second = begin();
        assertThat(second.figures.sides()).isEmpty();
        assertThat(second.course.isDone("one")).isFalse();
        assertThat(second.course.isDone("two")).isTrue();
    }

    @Test
    void nothingIsKeptAfterTheEnd() throws Exception {
        Steps first = begin();
        first.course.take("one", () -> {
            first.course.end();
            first.figures.failed("C", "its process has ended");
        });
        assertThat(begin().course.isDone("one")).isFalse();
    }

    @Test
    void aStepThatFailsWhileTheRunEndsIsNotDoneAndNoneIsBegunAfterIt() throws Exception {
        Steps first = begin();
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
        Steps second = begin();
        assertThat(second.course.isDone("one")).isFalse();
        assertThat(second.course.isDone("two")).isFalse();
        assertThat(second.figures.failures()).isEmpty();
    }

    @Test
    void whatCannotBeKeptIsMeasuredAllTheSameAndThatIsSaidOnce() throws Exception {
        Steps run = begin();
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
        Steps run = new Steps();
        assertThatThrownBy(() -> run.course.keepIn(directory, "loop")).isInstanceOf(IOException.class);
        assertThat(run.course.file()).isNull();
    }

    @Test
    void theBarShowsHowMuchIsDoneOfWhatIsPlanned() throws Exception {
        Steps run = begin();
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
        assertThatThrownBy(() -> new Steps().course.keepIn(file, "relay --rounds 5"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is of another run, \"loop --rounds 2\", and not of \"relay --rounds 5\"");
        Files.writeString(file, "words\n");
        assertThatThrownBy(this::begin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no file of a run");
    }

    private Steps begin() throws IOException {
        Steps run = new Steps();
        run.course.keepIn(file, "loop --rounds 2");
        return run;
    }
}
