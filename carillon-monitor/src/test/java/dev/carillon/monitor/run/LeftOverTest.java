package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.PidFd;
import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.file.MonitorFile;
import dev.carillon.monitor.source.Remains;
import dev.carillon.monitor.source.SourceSettings;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that an earlier monitor has left has its grace, whatever becomes of its source meanwhile. */
class LeftOverTest {
    private static final String FILE = """
        [source.a]
        child = { run = ["sleep", "1000"], grace = "1 h" }
        """;

    @TempDir
    private Path directory;

    private final List<String> kinds = new ArrayList<>();

    /** Programs that still run, by their sources. */
    private record Left(Map<String, Former> programs) implements Remains {
        @Override
        public void started(String source, Former program) {
            // It is not looked for again.
        }

        @Override
        public void ended(String source, int pid) {
            // It is not looked for again.
        }

        @Override
        public Optional<Former> take(String source) {
            return Optional.ofNullable(programs.remove(source));
        }
    }

    private List<SourceSettings> sources(String text) throws Exception {
        return MonitorFile.read(Files.writeString(directory.resolve("m.toml"), text))
                .sources();
    }

    @Test
    void whatReplacesItsSourceMeanwhileWaitsForItsEnd() throws Exception {
        // Of a group of its own, as those of a monitor are.
        Process left = new ProcessBuilder("setsid", "sh", "-c", "trap '' TERM; echo up; cat").start();
        assertThat(left.inputReader().readLine()).isEqualTo("up");
        int pid = (int) left.pid();
        Remains.Former former = new Remains.Former(pid, PidFd.startTicks(pid).orElseThrow());
        Remains remains = new Left(new HashMap<>(Map.of("a", former)));
        Writer end = left.outputWriter();
        try (EventLoop loop = EventLoop.open("test")) {
            LiveSources live =
                    new LiveSources(loop, (source, kind, fields) -> kinds.add(kind), new SignalHub(Set.of()), remains);
            live.replace(sources(FILE));
            loop.turn(Duration.ZERO);
            live.replace(sources(FILE.replace("1000", "1001")));
            loop.turn(Duration.ZERO);
            loop.turn(Duration.ZERO);
            assertThat(kinds).containsExactly("left-over");
            end.close();
            while (!kinds.contains("started")) {
                loop.turn(Duration.ofSeconds(20));
            }
            live.close();
        }
        assertThat(left.waitFor()).isZero();
    }
}
