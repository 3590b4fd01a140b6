package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Commands that a monitor runs do not outlive it. */
class MonitorChildrenTest {
    private static final String STARTED = "started ";

    private static ChildJvm monitor(String command) {
        return MonitorJvm.with("--only", "signals", "--stats", "0", "--child", command)
                .start();
    }

    private static boolean isGone(String pid) throws IOException {
        Path stat = Path.of("/proc", pid, "stat");
        if (!Files.exists(stat)) {
            return true;
        }
        return Files.readString(stat).contains(") Z "); // dead, but its parent has not looked yet
    }

    @Test
    void whatTheyHaveStartedEndsWithThem() throws Exception {
        try (ChildJvm monitor = monitor("sleep 1000 & echo " + STARTED + "$$ $!; wait")) {
            String[] pids =
                    monitor.awaitLine(STARTED).substring(STARTED.length()).split(" ", -1);
            monitor.send(Signal.TERM);
            assertThat(monitor.awaitExit()).as(monitor.lines().toString()).isZero();
            assertThat(monitor.lines()).anyMatch(line -> line.contains("  child  ") && line.contains("signal=TERM"));
            assertThat(pids).hasSize(2);
            assertThat(isGone(pids[0])).isTrue();
            assertThat(isGone(pids[1])).isTrue();
        }
    }

    @Test
    void oneThatDoesNotHearTermIsKilled() throws Exception {
        try (ChildJvm monitor = monitor("trap '' TERM; echo " + STARTED + "$$; while :; do sleep 0.1; done")) {
            String pid = monitor.awaitLine(STARTED).substring(STARTED.length());
            monitor.send(Signal.TERM);
            assertThat(monitor.awaitExit()).as(monitor.lines().toString()).isZero();
            assertThat(monitor.lines()).anyMatch(line -> line.contains("  child  ") && line.contains("signal=KILL"));
            assertThat(isGone(pid)).isTrue();
        }
    }
}
