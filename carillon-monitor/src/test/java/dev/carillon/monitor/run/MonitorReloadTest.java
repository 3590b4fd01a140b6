package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.Signal;
import dev.carillon.linux.Signals;
import dev.carillon.linux.StreamFd;
import dev.carillon.monitor.Event;
import dev.carillon.testkit.Fifo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reload changes what differs, and nothing if it cannot be done. Number 7 of the outsider's tests, within a process. */
class MonitorReloadTest {
    private static final String FILE = """
        [source.lines]
        fifo.path = "f"
        [source.child]
        child = { run = ["sleep", "1000"] }
        [source.signals]
        signals = ["WINCH"]
        """;

    @TempDir
    private Path directory;

    /** Without it the kernel would have it opened again after each write. */
    private @Nullable StreamFd writer;

    private void write(String text) {
        StreamFd open = writer;
        if (open == null) {
            writer = open = Pipe.openFifoForWriting(directory.resolve("f"));
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        open.write(ByteBuffer.allocateDirect(bytes.length).put(bytes).flip());
    }

    @AfterEach
    void closeWriter() {
        if (writer != null) {
            writer.close();
        }
    }

    private static int startedChild(Watched watched) {
        return watched.await("child", "started").fields().get("pid") instanceof Integer pid ? pid : 0;
    }

    private boolean isOfWriter(Path descriptor) {
        return writer != null && descriptor.endsWith(Integer.toString(writer.number()));
    }

    /** Descriptors by number, as the kernel names what they lead to. */
    private SortedSet<String> descriptors() throws IOException {
        SortedSet<String> found = new TreeSet<>();
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all.toList()) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    if (isOfWriter(descriptor)) {
                        continue;
                    }
                    if (target.endsWith("/f") || target.contains("pidfd")) {
                        found.add(descriptor.getFileName() + " " + target);
                    }
                } catch (IOException e) {
                    // That of this listing.
                }
            }
        }
        return found;
    }

    @Test
    void whatIsTheSameGoesOnWithItsDescriptorAndItsChild() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            int pid = startedChild(watched);
            write("one\nhal");
            watched.await("lines", "line");
            SortedSet<String> before = descriptors();
            watched.reload(FILE + "[source.new]\ntimer.every = \"1 h\"\n");
            write("f\n");
            watched.await(() -> watched.fields("lines", "line").contains("half"));
            assertThat(descriptors()).isEqualTo(before);
            assertThat(ProcessHandle.of(pid)).isPresent();
            assertThat(watched.events.stream().filter(event -> event.source().equals("child")))
                    .hasSize(1);
            assertThat(watched.await("monitor", "reloaded").fields())
                    .containsEntry("text", "3 kept, 0 changed, 1 new, 0 gone");
        }
    }

    @Test
    void anotherValueOrLimitLeavesTheDescriptorAsItIs() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            watched.await("child", "started");
            SortedSet<String> before = descriptors();
            watched.reload(FILE.replace("fifo.path = \"f\"", "fifo.path = \"f\"\nvalue.field = 1"));
            write("7\n");
            assertThat(watched.await("lines", "line").fields()).containsEntry("value", 7.0);
            assertThat(descriptors()).isEqualTo(before);
        }
    }

    @Test
    void whatIsGoneIsClosedAndWhatIsOtherIsOpenedAnew() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            int pid = startedChild(watched);
            ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
            watched.reload("[source.named]\nsignals = [\"WINCH\", \"URG\"]\n");
            child.onExit().join();
            assertThatThrownBy(() -> Fifo.write(directory.resolve("f"), "x")).hasMessageContaining("ENXIO");
            Signals.send(ProcessHandle.current().pid(), Signal.WINCH);
            assertThat(watched.await("named", "signal").fields()).containsEntry("signal", "WINCH");
        }
    }

    @Test
    void aWrongFileOrOneThatCannotBeOpenedChangesNothing() throws Exception {
        Files.createDirectory(directory.resolve("d"));
        List<String> wrong = List.of(
                "[source.x\n",
                FILE + "[source.x]\nstdn = {}\n",
                FILE + "[source.x]\ntimer.every = \"1 fortnight\"\n",
                FILE + "[source.x]\nchild.run = [\"/no/such\"]\n",
                FILE + "[monitor]\nmetrics = \"${NO_SUCH_SECRET}\"\n",
                "include = [\"m.toml\"]\n" + FILE,
                FILE + "x = " + "[".repeat(10_000),
                "",
                "#".repeat(300_000),
                FILE + "[source.x]\nfifo.path = \"d\"\n",
                "[source.other]\nsignals = [\"WINCH\"]\n[source.x]\nfifo.path = \"d\"\n");
        try (Watched watched = Watched.of(directory, FILE)) {
            int pid = startedChild(watched);
            SortedSet<String> before = descriptors();
            for (int i = 0; i < wrong.size(); i++) {
                String file = wrong.get(i);
                assertThatThrownBy(() -> watched.reload(file))
                        .as(file.substring(0, Math.min(200, file.length())))
                        .isInstanceOfAny(WrongConfiguration.class, IOException.class);
                write(i + "\n");
            }
            int count = wrong.size();
            watched.await(() -> watched.fields("lines", "line").size() == count);
            assertThat(watched.fields("lines", "line"))
                    .isEqualTo(IntStream.range(0, count)
                            .<Object>mapToObj(Integer::toString)
                            .toList());
            assertThat(descriptors()).isEqualTo(before);
            assertThat(ProcessHandle.of(pid)).isPresent();
            Signals.send(ProcessHandle.current().pid(), Signal.WINCH);
            Event signal = watched.await("signals", "signal");
            assertThat(signal.fields()).containsEntry("signal", "WINCH");
        }
    }
}
