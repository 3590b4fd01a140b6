package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.record.RecordReader;
import dev.carillon.monitor.record.Replay;
import dev.carillon.monitor.rule.Expressions;
import dev.carillon.testkit.Fifo;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitor did of itself, and for people, is found again in its record; and what it says stays so meanwhile. */
class MonitorReplayTest {
    private static final String FILE = """
        [monitor]
        state = "state"
        [source.boiler]
        fifo.path = "f"
        value = {}
        [rule.hot]
        on = "boiler"
        above = 80
        clear-below = 75
        repeat = "100 ms"
        do = ["say"]
        [action.say]
        log = true
        """;

    private static final String CHANGED = FILE.replace("100 ms", "70 ms");

    @TempDir
    private Path directory;

    private Watched start(String file) throws Exception {
        return Watched.of(directory, file);
    }

    private void write(String text) {
        Fifo.write(directory.resolve("f"), text);
    }

    private static void awaitRepeats(Watched watched, int more) {
        long now = repeats(watched);
        watched.await(() -> repeats(watched) >= now + more);
    }

    private static long repeats(Watched watched) {
        return watched.events.stream()
                .filter(event -> event.kind().equals("repeated"))
                .count();
    }

    private static List<Object> messages(Watched watched) {
        return watched.fields("monitor", "message").stream().distinct().toList();
    }

    @Test
    void repeatsAcknowledgementsReloadsAndRestartsAreReplayedAsTheyWere() throws Exception {
        try (Watched watched = start(FILE)) {
            write("90\n");
            awaitRepeats(watched, 2);
            watched.reload(CHANGED);
            awaitRepeats(watched, 2);
        }
        try (Watched watched = start(CHANGED)) {
            awaitRepeats(watched, 2);
            String alarm = watched.monitor.standing().getFirst().alarm();
            watched.monitor.acknowledge(alarm, Optional.empty(), "ann", () -> {});
            watched.reload(FILE);
            write("85\n");
            watched.await(() -> watched.fields("boiler", "value").size() == 1);
        }
        try (Watched watched = start(FILE)) {
            write("60\n90\n");
            watched.await("monitor", "raised");
            awaitRepeats(watched, 1);
        }
        Replay replay = new Replay(Optional.empty(), Expressions.NONE);
        RecordReader.read(directory.resolve("state"), replay::accept, problem -> {});
        Replay.Outcome outcome = replay.end();
        assertThat(outcome.differences()).as(outcome.summary()).isEmpty();
    }

    @Test
    void whatAnAlarmSaysAndSinceWhenItIsStayOverReloadsRestartsAndRepeats() throws Exception {
        Instant since;
        try (Watched watched = start(FILE)) {
            write("90\n");
            awaitRepeats(watched, 1);
            since = watched.monitor.standing().getFirst().time();
            watched.reload(CHANGED);
            awaitRepeats(watched, 2);
            assertThat(messages(watched)).containsExactly("boiler: value 90 is above 80");
            assertThat(watched.monitor.standing().getFirst().time()).isEqualTo(since);
        }
        try (Watched watched = start(CHANGED)) {
            awaitRepeats(watched, 1);
            watched.reload(FILE);
            awaitRepeats(watched, 2);
            assertThat(messages(watched)).containsExactly("boiler: value 90 is above 80");
            assertThat(watched.monitor.standing().getFirst().time()).isEqualTo(since.truncatedTo(ChronoUnit.MICROS));
        }
    }
}
