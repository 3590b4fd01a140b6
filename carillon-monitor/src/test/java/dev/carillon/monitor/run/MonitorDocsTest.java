package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Fifo;
import dev.carillon.testkit.InstalledServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files in {@code docs/monitor.md} and {@code docs/fleet.md} do what is said there. */
class MonitorDocsTest {
    private static final Pattern BLOCK = Pattern.compile("```toml\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path directory;

    private static List<String> files() throws IOException {
        return files("monitor.md");
    }

    private static List<String> files(String page) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("..", "docs", page)))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @Test
    void theFirstRaisesItsAlarmAndStartsItsProgram() throws Exception {
        Path marker = directory.resolve("cooling");
        String file = files().getFirst().replaceFirst("\"cooling\"", Matcher.quoteReplacement("\"" + marker + "\""));
        try (Watched watched = Watched.of(directory, file)) {
            Fifo.write(directory.resolve("boiler.fifo"), "81\n");
            assertThat(watched.await("monitor", "raised").fields()).containsEntry("rule", "too-hot");
            watched.await(() -> Files.exists(marker));
            assertThat(watched.lines).isNotEmpty();
        }
    }

    @Test
    void theOthersRun() throws Exception {
        assertThat(files()).hasSize(4);
        for (String file : files()) {
            try (Watched watched = Watched.of(directory, file)) {
                assertThat(watched.monitor.ledgers()).hasSize(1);
            }
        }
    }

    /** Its commands have such files, with a name. */
    @Test
    void thatOfAFleetRunsWithoutItsServerToo() throws Exception {
        String file = files("fleet.md").getFirst().replace("4222", Integer.toString(InstalledServer.freePort()));
        try (Watched watched = Watched.of(directory, file)) {
            assertThat(watched.await("monitor", "fleet-unreached").text("text")).contains("Connection refused");
            Fifo.write(directory.resolve("boiler.fifo"), "81\n");
            watched.await("monitor", "raised");
        }
    }
}
