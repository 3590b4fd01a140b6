package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.EventFd;
import dev.carillon.linux.Signal;
import dev.carillon.monitor.action.Attempt.Outcome;
import dev.carillon.monitor.rule.AlarmState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalTargetsTest {
    private static final Set<Occasion> ALL = EnumSet.allOf(Occasion.class);

    @TempDir
    Path directory;

    @Test
    void lineOfALogHasNothingThatATerminalObeys() {
        try (Bench bench = new Bench(new ActionSettings.Log("it", ALL))) {
            bench.take(Changes.raised("hot", "red\u001b[31m\nnew \u202e line"), "it");
            assertThat(bench.lines).containsExactly("critical hot raised: red\\u001B[31m\\u000Anew \\u202E line");
        }
    }

    @Test
    void actionIsForItsOccasionsOnly() {
        try (Bench bench = new Bench(new ActionSettings.Log("it", Set.of(Occasion.CLEARED)))) {
            bench.take(Changes.raised("hot", "hot"), "it");
            bench.take(Changes.change("hot", 1, AlarmState.RAISED, AlarmState.FLAPPING, "comes and goes"), "it");
            bench.take(Changes.cleared("hot", "cold"), "it", "nobody");
            assertThat(bench.lines).containsExactly("critical hot clear: cold");
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1, 1, 0, 0, 0));
        }
    }

    @Test
    void equalActionsGoOnWithTheirFigures() {
        ActionSettings it = new ActionSettings.Log("it", ALL);
        try (Bench bench = new Bench(it)) {
            bench.take(Changes.raised("hot", "hot"), "it");
            bench.actions.replace(
                    java.util.List.of(new ActionSettings.Log("new", ALL), new ActionSettings.Log("it", ALL)));
            assertThat(bench.actions.status()).extracting(ActionStatus::name).containsExactly("new", "it");
            assertThat(bench.actions.status().getLast().ledger().raised()).isEqualTo(1);
        }
    }

    @Test
    void counterOfAnotherProgramIsAddedTo() {
        try (EventFd counter = EventFd.open();
                Bench bench = new Bench(new ActionSettings.Counter("it", ALL, counter.number(), 5))) {
            bench.take(Changes.raised("hot", "hot"), "it");
            bench.take(Changes.cleared("hot", "cold"), "it");
            assertThat(counter.read()).isEqualTo(10);
            assertThat(bench.outcomes()).containsExactly(Outcome.DELIVERED, Outcome.DELIVERED);
        }
    }

    @Test
    void whatIsNoCounterIsNotWrittenTo() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        try (var open = new java.io.RandomAccessFile(file.toFile(), "rw");
                Bench bench = new Bench(new ActionSettings.Counter("it", ALL, numberOf(file), 5))) {
            bench.take(Changes.raised("hot", "hot"), "it");
            assertThat(bench.last().outcome()).isEqualTo(Outcome.GIVEN_UP);
            assertThat(bench.last().answer()).endsWith("is no eventfd");
            assertThat(open.length()).isEqualTo(4);
        }
    }

    private static int numberOf(Path file) throws IOException {
        try (var links = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path link : links) {
                if (Files.isSymbolicLink(link) && Files.readSymbolicLink(link).equals(file.toRealPath())) {
                    return Integer.parseInt(link.getFileName().toString());
                }
            }
        }
        throw new AssertionError(file + " is not open");
    }

    private ActionSettings.Kill kill(String program) {
        return new ActionSettings.Kill("it", ALL, Signal.USR1, directory.resolve("pid"), Optional.of(program));
    }

    @Test
    void signalEndsTheProcessOfTheFile() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "1000").start();
        Files.writeString(directory.resolve("pid"), sleeper.pid() + "\n");
        try (Bench bench = new Bench(kill("sleep"))) {
            bench.take(Changes.raised("hot", "hot"), "it");
            bench.untilDone();
            assertThat(bench.last().answer()).isEqualTo("USR1 to process " + sleeper.pid());
            assertThat(sleeper.waitFor()).isEqualTo(128 + Signal.USR1.number());
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void processOfAnotherNameIsNotHit() throws Exception {
        Process sleeper = new ProcessBuilder("sleep", "1000").start();
        Files.writeString(directory.resolve("pid"), sleeper.pid() + "\n");
        try (Bench bench = new Bench(kill("nginx"))) {
            bench.take(Changes.raised("hot", "hot"), "it");
            bench.untilDone();
            assertThat(bench.last().outcome()).isEqualTo(Outcome.GIVEN_UP);
            assertThat(bench.last().answer()).endsWith("is sleep, not nginx");
            assertThat(sleeper.isAlive()).isTrue();
        } finally {
            sleeper.destroyForcibly();
        }
    }

    @Test
    void numberThatIsNoneIsNotTaken() throws Exception {
        for (String text : new String[] {"", "-1", "0", "1 2", "99999999999"}) {
            Files.writeString(directory.resolve("pid"), text);
            try (Bench bench = new Bench(kill("sleep"))) {
                bench.take(Changes.raised("hot", "hot"), "it");
                bench.untilDone();
                assertThat(bench.last().answer()).as(text).endsWith("has no number of a process in it");
            }
        }
    }
}
