package dev.carillon.monitor.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.action.Attempt.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile test 15: bad actions. */
class RunTargetTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    private static ActionSettings.Run run(Duration time, int atOnce, String... command) {
        return new ActionSettings.Run("it", Set.of(Occasion.RAISED), List.of(command), time, atOnce, 2);
    }

    private static ActionSettings.Run shell(Duration time, String script) {
        return run(time, 1, "/bin/sh", "-c", script);
    }

    @Test
    void programGetsTheAlarmInItsEnvironmentAndItsOutputIsKept() {
        try (Bench bench =
                new Bench(shell(LONG, "echo \"$CARILLON_ID $CARILLON_RULE $CARILLON_CAUSES\"; echo bad >&2"))) {
            bench.take(Changes.raised("hot", "it is hot"), "it");
            bench.untilDone();
            assertThat(bench.outcomes()).containsExactly(Outcome.STARTED, Outcome.DELIVERED);
            assertThat(bench.last().answer()).isEqualTo("exited with code 0\nhot/1:clear-raised hot 7 9\nbad");
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1, 1, 0, 0, 0));
        }
    }

    @Test
    void valuesStayLiteral() {
        String nasty = "$(touch " + directory.resolve("ran") + ")\n`id`; rm -rf \"$HOME\" '";
        try (Bench bench = new Bench(run(LONG, 1, "printenv", "CARILLON_MESSAGE"))) {
            bench.take(Changes.raised("hot", nasty + "\0end"), "it");
            bench.untilDone();
            assertThat(bench.last().answer()).isEqualTo("exited with code 0\n" + nasty + "\\0end");
            assertThat(directory.resolve("ran")).doesNotExist();
        }
    }

    @Test
    void argumentsAreThoseOfTheFile() {
        try (Bench bench = new Bench(run(LONG, 1, "printf", "%s|", "$(reboot)", "a\nb", "$CARILLON_ID"))) {
            bench.take(Changes.raised("hot", "it is hot"), "it");
            bench.untilDone();
            assertThat(bench.last().answer()).isEqualTo("exited with code 0\n$(reboot)|a\nb|$CARILLON_ID|");
        }
    }

    @Test
    void programThatHangsIsEndedAtItsTime() {
        try (Bench bench = new Bench(shell(Duration.ofMillis(200), "echo begun; exec sleep 1000"))) {
            bench.take(Changes.raised("hot", "it is hot"), "it");
            bench.untilDone();
            assertThat(bench.outcomes()).containsExactly(Outcome.STARTED, Outcome.GIVEN_UP);
            assertThat(bench.last().answer()).isEqualTo("ended after 200ms: killed by TERM\nbegun");
        }
    }

    @Test
    void groupThatIgnoresTermAndHoldsTheOutputIsKilled() throws Exception {
        Path number = directory.resolve("pid");
        String script = "trap '' TERM; (trap '' TERM; sleep 1000) & echo $! > " + number + "; exit 0";
        try (Bench bench = new Bench(shell(Duration.ofMillis(200), script))) {
            bench.take(Changes.raised("hot", "it is hot"), "it");
            bench.untilDone();
            assertThat(bench.last().outcome()).isEqualTo(Outcome.GIVEN_UP);
            long left = Long.parseLong(Files.readString(number).strip());
            bench.until(() -> !isAlive(left));
        }
    }

    @Test
    void whoHasLeftTheGroupAndHoldsTheOutputIsNotWaitedFor() throws Exception {
        Path number = directory.resolve("pid");
        String script = "setsid sh -c 'echo $$ > " + number + "; exec sleep 1000' & exit 0";
        try (Bench bench = new Bench(shell(Duration.ofMillis(200), script))) {
            bench.take(Changes.raised("hot", "it is hot"), "it");
            bench.untilDone();
            assertThat(bench.last().answer()).startsWith("ended after 200ms: exited with code 0");
        } finally {
            ProcessHandle.of(Long.parseLong(Files.readString(number).strip()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void atMost64KiBOfAGigabyteAreKept() {
        try (Bench bench = new Bench(shell(LONG, "head -c 1073741824 /dev/zero | tr '\\0' x"))) {
            bench.take(Changes.raised("hot", "it is hot"), "it");
            bench.untilDone();
            assertThat(bench.last().outcome()).isEqualTo(Outcome.DELIVERED);
            assertThat(bench.last().answer()).hasSizeLessThan(64 * 1024 + 100).endsWith("… and 1073676288 bytes");
        }
    }

    @Test
    void missingProgramIsGivenUpWithTheReason() {
        try (Bench bench = new Bench(run(LONG, 1, "/nowhere/program"))) {
            bench.take(Changes.raised("hot", "it is hot"), "it");
            assertThat(bench.outcomes()).containsExactly(Outcome.GIVEN_UP);
            assertThat(bench.last().answer())
                    .contains("posix_spawnp(/nowhere/program)")
                    .contains("ENOENT");
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1, 0, 0, 0, 1));
        }
    }

    @Test
    void ofAThousandAtOnceOneRunsAndSomeWaitAndTheOthersAreCounted() {
        try (Bench bench = new Bench(shell(LONG, "true"))) {
            for (int i = 0; i < 1000; i++) {
                bench.take(Changes.raised("hot" + i, "it is hot"), "it");
            }
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1000, 0, 0, 3, 997));
            bench.untilDone();
            assertThat(bench.ledger()).isEqualTo(new ActionLedger(1000, 3, 0, 0, 997));
            assertThat(bench.ledger().open()).isZero();
            assertThat(bench.actions.reactions().byRule()).containsOnlyKeys("hot0");
        }
    }

    @Test
    void whatWaitsIsToldAsGivenUpByTheEndAndGoesOnWithAChangedAction() {
        ActionSettings.Run changed = shell(LONG, "exit 0");
        try (Bench bench = new Bench(shell(LONG, "exec sleep 1000"))) {
            bench.take(Changes.raised("one", "it is hot"), "it");
            bench.take(Changes.raised("two", "it is hot"), "it");
            bench.actions.replace(List.of(changed));
            bench.untilDone();
            assertThat(bench.last().notices().getFirst().transition().rule()).isEqualTo("two");
            assertThat(bench.last().outcome()).isEqualTo(Outcome.DELIVERED);
        }
        Bench bench = new Bench(shell(LONG, "exec sleep 1000"));
        bench.take(Changes.raised("one", "it is hot"), "it");
        bench.take(Changes.raised("two", "it is hot"), "it");
        bench.close();
        assertThat(bench.attempts).anyMatch(attempt -> attempt.answer().equals("the monitor ends"));
    }

    @Test
    void closingEndsWhatRuns() throws Exception {
        Path number = directory.resolve("pid");
        String script = "echo $$ > " + number + ".new; mv " + number + ".new " + number + "; exec sleep 1000";
        Bench bench = new Bench(shell(LONG, script));
        bench.take(Changes.raised("hot", "it is hot"), "it");
        bench.until(() -> Files.exists(number));
        bench.close();
        assertThat(bench.outcomes()).containsExactly(Outcome.STARTED, Outcome.GIVEN_UP);
        assertThat(isAlive(Long.parseLong(Files.readString(number).strip()))).isFalse();
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent();
    }
}
