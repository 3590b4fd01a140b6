package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import dev.carillon.monitor.record.RecordReader;
import dev.carillon.monitor.record.Replay;
import dev.carillon.monitor.rule.Expressions;
import dev.carillon.testkit.Fifo;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitor has recorded is all that happened, and replays as it was. */
class MonitorRecordTest {
    private static final String FILE = """
        [monitor]
        state = "state"
        [source.boiler]
        fifo.path = "f"
        value = {}
        [rule.too-hot]
        on = "boiler"
        above = 80
        clear-below = 75
        [rule.silent]
        on = "boiler"
        absent = "200 ms"
        """;

    @TempDir
    private Path directory;

    private void write(String text) {
        Fifo.write(directory.resolve("f"), text);
    }

    private void run(String lines, String kind) throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            write(lines);
            watched.await("monitor", kind);
            watched.await(0, "monitor", event -> "silent".equals(event.fields().get("rule")));
        }
    }

    @Test
    void aRecordOfTwoRunsHasEveryNumberOnceAndReplaysTheSame() throws Exception {
        run("79\n81\n82\n", "raised");
        run("83\n60\n", "cleared");

        List<Event> events = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        RecordReader.read(directory.resolve("state"), events::add, problems::add);
        Replay replay = new Replay(Optional.empty(), Expressions.NONE);
        events.forEach(replay::accept);
        Replay.Outcome outcome = replay.end();

        assertThat(problems).isEmpty();
        assertThat(events).extracting(Event::id).doesNotHaveDuplicates().isSorted();
        assertThat(events).filteredOn(event -> event.kind().equals("line")).hasSize(5);
        assertThat(outcome.differences()).as(outcome.summary()).isEmpty();
    }
}
