package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals by the thousand, and signals before a monitor is there. Numbers 3, 8 and 19 (kill -9) of the outsider's tests. */
class SignalStormTest {
    private static final int STARTS = 6;
    private static final int QUEUED = 1000;
    private static final int PLAIN = 10_000;
    /** Nobody. */
    private static final long STRANGER = 65_534;

    @TempDir
    private Path directory;

    private ChildJvm start() {
        return MonitorJvm.with("-c", directory.resolve("m.toml").toString(), "--json", "--control", "none")
                .start();
    }

    private void file(String text) throws IOException {
        Path part = Files.writeString(directory.resolve("part"), text);
        Files.move(part, directory.resolve("m.toml"), StandardCopyOption.ATOMIC_MOVE);
    }

    private static String version(int number) {
        return "[source.tick]\ntimer.every = \"1 h\"\n[source.v" + number + "]\ntimer.every = \"1 h\"\n";
    }

    @Test
    void ofAThousandHangUpsTheLastFileIsTheOneThatRuns() throws Exception {
        file(version(0));
        try (ChildJvm jvm = start()) {
            jvm.awaitLine("\"kind\":\"ready\"");
            for (int i = 1; i <= 1000; i++) {
                if (i % 10 == 0) {
                    file(version(i));
                }
                jvm.send(Signal.HUP);
            }
            file(version(1001));
            jvm.send(Signal.HUP);
            do {
                jvm.send(Signal.USR1);
            } while (!jvm.awaitLine("report", line -> line.contains("\"kind\":\"report\""))
                            .contains("v1001")
                    && jvm.lines().stream().noneMatch(line -> line.contains("\"source\":\"v1001\"")));
            assertThat(jvm.lines()).noneMatch(line -> line.contains("reload-failed"));
            long reloads = jvm.lines().stream()
                    .filter(line -> line.contains("\"kind\":\"reloaded\""))
                    .count();
            assertThat(reloads).isBetween(1L, 1001L);
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
        }
    }

    /** One by one, each at another moment of the start. */
    @Test
    void signalsBeforeItIsReadyWaitUntilItIs() throws Exception {
        file(version(0));
        for (int i = 0; i < STARTS; i++) {
            try (ChildJvm jvm = start()) {
                CompletableFuture.delayedExecutor(20L * i, TimeUnit.MILLISECONDS)
                        .execute(() -> {
                            jvm.send(Signal.HUP);
                            jvm.send(Signal.USR1);
                            jvm.send(Signal.TERM);
                        });
                assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
            }
        }
    }

    /** Queued ones wait one by one in the kernel, with who sent them; of plain ones it keeps that there was one. */
    @Test
    void eachQueuedSignalOfAnotherUserIsToldInOrderAndOfPlainOnesNoMoreThanWereSent() throws Exception {
        file("[source.operator]\nsignals = [\"RTMIN\", \"USR1\"]\n");
        try (ChildJvm jvm = start()) {
            jvm.awaitLine("\"kind\":\"ready\"");
            Process sender = new ProcessBuilder(
                            "setpriv",
                            "--reuid=" + STRANGER,
                            "--inh-caps=+kill",
                            "--ambient-caps=+kill",
                            "sh",
                            "-c",
                            "i=0; while [ $i -lt " + QUEUED + " ]; do " + "env kill -q $i -s RTMIN " + jvm.pid()
                                    + " || exit; i=$((i + 1)); done")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(sender.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assumeTrue(sender.waitFor() == 0, "another user's queued signals cannot be sent here: " + said);
            for (int i = 0; i < QUEUED; i++) {
                assertThat(MonitorJvm.awaitKind(jvm, "signal"))
                        .containsEntry("signal", "RTMIN")
                        .containsEntry("uid", STRANGER)
                        .containsEntry("value", (long) i);
            }
            for (int i = 0; i < PLAIN; i++) {
                jvm.send(Signal.USR1);
            }
            jvm.send(Signal.TERM);
            assertThat(jvm.awaitExit()).isZero();
            assertThat(jvm.lines().stream().filter(line -> line.contains("\"signal\":\"USR1\"")))
                    .hasSizeBetween(1, PLAIN);
        }
    }

    @Test
    void aProgramEndsWithTheMonitorAlsoByKill() throws Exception {
        file("[source.a]\nchild.run = [\"sleep\", \"1000\"]\n");
        try (ChildJvm jvm = start()) {
            long pid = MonitorJvm.number(
                    MonitorJvm.objects(List.of(jvm.awaitLine("\"kind\":\"started\"")))
                            .getFirst(),
                    "pid");
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            jvm.send(Signal.KILL);
            child.onExit().join();
            assertThat(jvm.awaitExit()).isNotZero();
        }
    }
}
