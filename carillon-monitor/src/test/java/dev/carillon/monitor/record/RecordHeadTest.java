package dev.carillon.monitor.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.monitor.Event;
import dev.carillon.testkit.ChildJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A segment has its beginning or is not there, also where there is only room for what comes after it. */
class RecordHeadTest {
    private static final RecordSettings SMALL =
            new RecordSettings(1000, Duration.ofDays(1), 1 << 20, Duration.ofDays(1), Duration.ofMillis(10), 1 << 16);

    @TempDir
    private Path directory;

    /** Records events, some of them while no file may have more than 4 KiB. */
    static final class Recording {
        private final Recorder recorder;

        private Recording(Recorder recorder) {
            this.recorder = recorder;
        }

        public static void main(String[] arguments) throws Exception {
            try (Recorder recorder = new Recorder(Path.of(arguments[0]), SMALL, (kind, text) -> {})) {
                Recording main = new Recording(recorder);
                main.record(1, "monitor", RulesEvent.KIND, Map.of("text", "x".repeat(12_000)));
                limit("4096:");
                main.record(2, "boiler", "line", Map.of("line", "too early"));
                main.record(3, "boiler", "line", Map.of("line", "too early"));
                limit("unlimited:");
                main.record(4, "boiler", "line", Map.of("line", "in time"));
                System.out.println("written " + recorder.written() + ", lost " + recorder.lost());
            }
        }

        private static void limit(String bytes) throws Exception {
            String own = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("prlimit", "--pid", own, "--fsize=" + bytes)
                    .inheritIO()
                    .start()
                    .waitFor();
        }

        /** And waits until it is written, or cannot be. */
        private void record(long id, String source, String kind, Map<String, Object> fields) {
            recorder.record(new Event(id, Duration.ofSeconds(id), Instant.EPOCH, source, kind, fields));
            while (recorder.written() + recorder.lost() < id) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whatCannotBeginAFileIsNotInOneWithoutABeginning() throws Exception {
        try (ChildJvm recording =
                ChildJvm.of(Recording.class).arguments(directory.toString()).start()) {
            int code = recording.awaitExit();
            assertThat(code).as(recording.lines().toString()).isZero();
            assertThat(recording.lines()).contains("written 2, lost 2");
        }
        List<Path> segments = Segment.all(directory);
        assertThat(segments).hasSize(2);
        assertThat(Files.readAllLines(segments.getLast()).getFirst()).contains("\"kind\":\"rules\"", "\"again\":");
        List<Long> ids = new ArrayList<>();
        RecordReader.read(directory, event -> ids.add(event.id()), problem -> {});
        assertThat(ids).containsExactly(1L, 4L);
    }
}
