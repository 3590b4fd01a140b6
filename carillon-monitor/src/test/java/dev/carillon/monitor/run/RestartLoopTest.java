package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.monitor.Event;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs that end again and again. Number 19 of the outsider's tests, but for ends by the kernel for want of memory. */
class RestartLoopTest {
    @TempDir
    private Path directory;

    private static List<Long> numbers(Watched watched, String field) {
        return watched.fields("a", field).stream()
                .map(value -> ((Number) value).longValue())
                .toList();
    }

    @Test
    void waitsGrowUpToTheLongestAndThenItIsGivenUpWhichIsAnAlarm() throws Exception {
        try (Watched watched = Watched.of(directory, """
            [source.a]
            child = { run = ["false"] }
            restart = { first = "10 ms", factor = 2, max = "40 ms", give-up = "6 in 10 m" }
            [rule.given-up]
            on = "a"
            kind = "gave-up"
            """)) {
            watched.await("monitor", "raised");
            assertThat(watched.await("a", "gave-up").fields()).containsEntry("starts", 6);
            List<Long> waits = numbers(watched, "inMillis");
            long[] expected = {10, 20, 40, 40, 40};
            assertThat(waits).hasSize(expected.length);
            for (int i = 0; i < expected.length; i++) {
                assertThat(waits.get(i)).isBetween(expected[i] * 8 / 10 - 1, expected[i] * 12 / 10);
            }
            assertThat(watched.events.stream().filter(event -> event.kind().equals("exit")))
                    .hasSize(6)
                    .allMatch(event -> Integer.valueOf(1).equals(event.fields().get("code")));
        }
    }

    @Test
    void oneThatWasHealthyBeginsAnew() throws Exception {
        try (Watched watched = Watched.of(directory, """
            [source.a]
            child = { run = ["sleep", "0.05"] }
            restart = { first = "1 ms", factor = 10, max = "1 h", healthy-after = "10 ms", give-up = "never" }
            """)) {
            watched.await(() -> numbers(watched, "failures").size() == 4);
            assertThat(numbers(watched, "failures")).containsOnly(1L);
        }
    }

    @Test
    void oneThatSomebodyHasKilledIsStartedAgainAndOneThatSucceededIsNot() throws Exception {
        try (Watched watched = Watched.of(directory, """
            [source.a]
            child = { run = ["sleep", "1000"] }
            restart = { first = "1 ms" }
            [source.b]
            child = { run = ["true"] }
            restart = { policy = "on-failure" }
            """)) {
            Event started = watched.await("a", "started");
            Signals.send(numbers(watched, "pid").getFirst(), Signal.KILL);
            assertThat(watched.await("a", "exit").fields())
                    .containsEntry("signal", "KILL")
                    .containsEntry("cause", "itself");
            Event again = watched.await(
                    0, "a", event -> Long.valueOf(2).equals(event.fields().get("count")));
            assertThat(again.fields().get("pid")).isNotEqualTo(started.fields().get("pid"));
            watched.await("b", "stopped");
            assertThat(watched.await("b", "exit").fields()).containsEntry("success", true);
        }
    }
}
