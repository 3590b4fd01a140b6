package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signals by the thousand, and signals before a monitor is there. Numbers 8 and 19 (kill -9) of the outsider's tests. */
class SignalStormTest {
    private static final int STARTS = 6;

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
