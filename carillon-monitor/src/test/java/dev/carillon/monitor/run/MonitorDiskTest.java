package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.monitor.record.RecordReader;
import dev.carillon.testkit.ChildJvm;
import dev.carillon.testkit.Fifo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a monitor does where its state directory takes nothing, cannot be used, or goes while it runs. */
class MonitorDiskTest {
    @TempDir
    private Path directory;

    private static String file(Path state) {
        return """
            [monitor]
            state = "STATE"
            [source.boiler]
            fifo.path = "f"
            value = {}
            [rule.hot]
            on = "boiler"
            above = 80
            """.replace("STATE", state.toString());
    }

    /** On a small disk, which is full, or takes nothing; in a process that may mount one. */
    static final class SmallDisk {
        private SmallDisk() {}

        public static void main(String[] arguments) throws Exception {
            Path disk = Path.of(arguments[0]);
            Path directory = Path.of(arguments[1]);
            String file = file(disk.resolve("state"));
            try (Watched watched = Watched.of(directory, file)) {
                Fifo.write(directory.resolve("f"), "81\n");
                watched.await("monitor", "raised");
            }
            long used = lastNumber(disk.resolve("state"));
            mount("remount,ro", disk);
            start(directory, file, used);
            mount("remount,rw", disk);
            fill(disk.resolve("fill"));
            start(directory, file, used);
            Files.delete(disk.resolve("state/carillon.db"));
            fill(disk.resolve("fill2"));
            start(directory, file, used);
        }

        private static long lastNumber(Path state) throws IOException {
            AtomicLong last = new AtomicLong();
            RecordReader.read(state, event -> last.set(event.id()), problem -> {});
            return last.get();
        }

        private static void mount(String options, Path disk) throws Exception {
            new ProcessBuilder("mount", "-o", options, disk.toString())
                    .inheritIO()
                    .start()
                    .waitFor();
        }

        private static void fill(Path file) {
            try {
                Files.write(file, new byte[16 << 20]);
            } catch (IOException e) {
                // That it is full is what it is about.
            }
        }

        private static void start(Path directory, String file, long used) throws Exception {
            try (Watched watched = Watched.of(directory, file)) {
                Fifo.write(directory.resolve("f"), "82\n");
                watched.await("boiler", "line");
                System.out.println("alarms " + watched.monitor.standing().size() + " "
                        + watched.fields("monitor", "text").stream()
                                .filter(text -> text.toString().contains("file system"))
                                .toList()
                        + " "
                        + watched.events.stream()
                                .filter(event -> event.id() <= used)
                                .toList());
            }
        }
    }

    @Test
    void aDiskThatIsReadOnlyOrFullDoesNotKeepItFromStarting() throws Exception {
        Path disk = Files.createDirectory(directory.resolve("disk"));
        String script = "mount -t tmpfs -o size=4m none \"$0\" || exit 77; exec \"$@\"";
        List<String> lines;
        try (ChildJvm running = ChildJvm.of(SmallDisk.class)
                .through("unshare", "-rm", "sh", "-c", script, disk.toString())
                .arguments(disk.toString(), directory.toString())
                .start()) {
            int code = running.awaitExit();
            lines = running.lines();
            boolean isRefused = code == 77 || lines.stream().anyMatch(line -> line.startsWith("unshare: "));
            assumeTrue(!isRefused, "a tmpfs of its own is not allowed here");
        }
        List<String> alarms =
                lines.stream().filter(line -> line.startsWith("alarms ")).toList();
        assertThat(alarms)
                .as(lines.toString())
                .hasSize(3)
                .allMatch(line -> line.startsWith("alarms 1 "))
                .allMatch(line -> line.endsWith(" []")); // no number is used twice
        assertThat(alarms.getFirst()).contains("the file system of " + disk + "/state is read-only: what was kept");
        assertThat(alarms.getLast()).contains("the file system of " + disk + "/state is full: what was kept");
    }

    @Test
    void whatCannotBeUsedIsNamedAtOnce() throws Exception {
        Instant begin = Instant.now();
        Path state = directory.resolve("state");
        Files.createDirectories(state.resolve("carillon.db"));
        assertThatThrownBy(() -> Watched.of(directory, file(state)))
                .hasMessageContaining(state + " cannot be used: ")
                .hasMessageContaining("is a directory");
        Path plain = Files.createFile(directory.resolve("plain"));
        assertThatThrownBy(() -> Watched.of(directory, file(plain))).hasMessageContaining(plain + " cannot be used: ");
        Files.delete(state.resolve("carillon.db"));
        Files.createDirectories(state.resolve("carillon.db-wal"));
        Files.writeString(state.resolve("carillon.db-wal/x"), "");
        assertThatThrownBy(() -> Watched.of(directory, file(state))).hasMessageContaining(state + " cannot be used");
        assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5)); // nothing is waited for
    }

    @Test
    void aStateDirectoryThatIsMovedAwayIsToldAndMadeAnew() throws Exception {
        Path state = directory.resolve("state");
        try (Watched watched = Watched.of(directory, file(state))) {
            Fifo.write(directory.resolve("f"), "1\n2\n");
            watched.await(() -> watched.fields("boiler", "value").size() == 2);
            Path record = state.resolve("record");
            watched.await(() -> hasFiles(record));
            Files.move(state, directory.resolve("moved"));
            Fifo.write(directory.resolve("f"), "3\n");
            assertThat(watched.await("monitor", "record-gone").fields().get("text"))
                    .asString()
                    .contains(record.toString(), "was removed or moved");
            Fifo.write(directory.resolve("f"), "81\n");
            watched.await("monitor", "raised");
            assertThat(watched.await("monitor", "store-gone").fields().get("text"))
                    .asString()
                    .contains("was removed or moved");
            watched.await(() -> hasFiles(record) && Files.exists(state.resolve("carillon.db")));
            assertThat(watched.monitor.lost()).isPositive();
        }
        try (Watched watched = Watched.of(directory, file(state))) {
            assertThat(watched.monitor.standing()).hasSize(1);
        }
    }

    private static boolean hasFiles(Path record) {
        String[] names = record.toFile().list();
        return names != null && names.length > 0;
    }
}
