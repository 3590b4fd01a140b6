package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.monitor.Event;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens on the machine: files, processes of others, checks. */
class MachineSourcesTest {
    @TempDir
    private Path directory;

    @Test
    void changesOfFilesAreTold() throws Exception {
        Path watch = Files.createDirectory(directory.resolve("w"));
        Path below = Files.createDirectory(watch.resolve("d"));
        String file = "[source.a]\npath = { watch = \"" + watch + "\", glob = \"*.csv\" }\n";
        try (Watched watched = Watched.of(directory, file)) {
            Files.writeString(below.resolve("x.csv"), "1");
            Files.writeString(below.resolve("x.txt"), "1");
            Event written = watched.await("a", "written");
            assertThat(written.fields())
                    .containsEntry("path", below.resolve("x.csv").toString());
            Files.move(below.resolve("x.csv"), watch.resolve("y.csv"));
            assertThat(watched.await("a", "renamed").fields())
                    .containsEntry("path", watch.resolve("y.csv").toString())
                    .containsEntry("from", below.resolve("x.csv").toString());
            assertThat(watched.fields("a", "path"))
                    .noneMatch(path -> path.toString().endsWith(".txt"));
        }
    }

    @Test
    void endOfAProcessOfOthersIsToldWithItsCause() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "read x; exit 7").start();
        String file = "[source.a]\nprocess = { pid = " + process.pid() + " }\n";
        try (Watched watched = Watched.of(directory, file)) {
            watched.await("a", "found");
            process.getOutputStream().close();
            Event exit = watched.await("a", "exit");
            assertThat(exit.fields()).containsEntry("pid", (int) process.pid());
            assertThat(exit.fields())
                    .satisfiesAnyOf(
                            fields -> assertThat(fields).containsEntry("code", 7),
                            fields -> assertThat(fields).containsEntry("cause", "unknown"));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void processThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> Watched.of(directory, "[source.a]\nprocess = { pid = 4194303 }\n"))
                .hasMessageContaining("there is no process");
    }

    @Test
    void whoIsNextInAFileIsFollowed() throws Exception {
        Path number = directory.resolve("it.pid");
        Process first = new ProcessBuilder("sleep", "1000").start();
        Process second = new ProcessBuilder("sleep", "1000").start();
        String file = "[source.a]\nprocess = { pid-file = \"" + number + "\" }\n";
        try (Watched watched = Watched.of(directory, file)) {
            Files.writeString(number, first.pid() + "\n");
            watched.await(0, "a", event -> event.fields().containsValue((int) first.pid()));
            first.destroyForcibly();
            watched.await("a", "exit");
            Path next = Files.writeString(directory.resolve("next"), second.pid() + "\n");
            Files.move(next, number, StandardCopyOption.ATOMIC_MOVE);
            watched.await(0, "a", event -> event.fields().containsValue((int) second.pid()));
            assertThat(watched.fields("a", "pid"))
                    .containsExactly((int) first.pid(), (int) first.pid(), (int) second.pid());
        } finally {
            first.destroyForcibly();
            second.destroyForcibly();
        }
    }

    @Test
    void checksTellByTheirExitCode() throws Exception {
        Path broken = Files.writeString(directory.resolve("broken"), "#!/nowhere\n");
        Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));
        try (Watched watched = Watched.of(directory, """
            [source.a]
            plugin = { run = ["sh", "-c", "echo 'DISK CRITICAL | /=95%'; exit 2"], every = "1 h" }
            [source.b]
            plugin = { run = ["sh", "-c", "sleep 1000 & sleep 1000"], every = "1 h", timeout = "200 ms" }
            [source.c]
            plugin = { run = ["PLUGIN"], every = "1 h" }
            [source.d]
            plugin = { run = ["sh", "-c", "exit 77"], every = "1 h" }
            """.replace("PLUGIN", broken.toString()))) {
            assertThat(watched.await("a", "plugin").fields())
                    .containsEntry("value", 2)
                    .containsEntry("status", "critical")
                    .containsEntry("text", "DISK CRITICAL")
                    .containsEntry("figures", "/=95%");
            assertThat(watched.await("b", "plugin").fields()).containsEntry("text", "it was ended after 200ms");
            watched.await("c", "plugin");
            assertThat(watched.fields("c", "text").toString()).contains("ENOENT");
            assertThat(watched.await("d", "plugin").fields()).containsEntry("status", "unknown");
        }
    }

    @Test
    void counterIsAddedToByName() throws Exception {
        try (Watched watched = Watched.of(directory, "[source.a]\ncounter = {}\n[source.b]\ntimer.every = \"1 h\"\n")) {
            assertThat(watched.monitor.add("a", 5)).isTrue();
            assertThat(watched.monitor.add("a", 2)).isTrue();
            assertThat(watched.await("a", "counted").fields()).containsEntry("value", 7L);
            assertThatThrownBy(() -> watched.monitor.add("b", 1)).hasMessageContaining("no counter");
            assertThatThrownBy(() -> watched.monitor.add("c", 1)).hasMessageContaining("no source c");
        }
    }

    @Test
    void whatTheKernelCountsOfACgroupIsTold() throws Exception {
        Path group = Files.createDirectory(directory.resolve("g"));
        Path counts = Files.writeString(group.resolve("memory.events"), "high 1\noom_kill 0\n");
        String file = "[source.a]\ncgroup-memory = { directory = \"" + group + "\" }\n";
        try (Watched watched = Watched.of(directory, file)) {
            Files.writeString(counts, "high 1\noom_kill 2\n");
            assertThat(watched.await("a", "oom-kill").fields())
                    .containsEntry("value", 2L)
                    .containsEntry("total", 2L);
        }
    }

    @Test
    void fileSystemIsSoFull() throws Exception {
        String file = "[source.a]\ndisk = { path = \"" + directory + "\", every = \"1 h\" }\n";
        try (Watched watched = Watched.of(directory, file)) {
            Event disk = watched.await("a", "disk");
            assertThat((Double) disk.fields().get("value")).isBetween(0.0, 100.0);
            assertThat(disk.fields()).containsEntry("unit", "%").containsKeys("free", "total");
        }
    }
}
