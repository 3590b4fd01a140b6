package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.linux.Pipe;
import dev.carillon.monitor.Event;
import dev.carillon.testkit.Fifo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** FIFOs that come, go, and are written to by whoever. Number 13 of the outsider's tests. */
class FifoSourceTest {
    private static final String FILE = """
        [source.a]
        fifo = { path = "f", mode = "0620" }
        """;

    @TempDir
    private Path directory;

    private Path fifo = Path.of("");

    @BeforeEach
    void name() {
        fifo = directory.resolve("f");
    }

    private void write(byte[] bytes) {
        Fifo.write(fifo, bytes);
    }

    private void write(String text) {
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void itIsMadeWithItsPermissionsAndStaysWhoeverGoes() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fifo)))
                    .isEqualTo("rw--w----");
            write("one\n");
            write("two\r\nthr");
            write("ee\n");
            watched.await(() -> watched.fields("a", "line").size() == 3);
            assertThat(watched.fields("a", "line")).containsExactly("one", "two", "three");
            assertThat(watched.ledger("a").waiting()).isZero();
        }
    }

    @Test
    void whatIsNoWholeLineOfTextIsFlagged() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            String half = "x".repeat(40 * 1024);
            write(half);
            watched.loop.turn(Duration.ofSeconds(1));
            write(half + "\n");
            write(new byte[] {'a', (byte) 0xff, '\n', 0, '\n'});
            write("\ufffd\nend");
            watched.await(() -> watched.events.size() >= 5);
            watched.monitor.close();
            List<Event> lines =
                    watched.events.stream().filter(e -> e.kind().equals("line")).toList();
            assertThat(lines).hasSize(6);
            assertThat(lines.get(0).fields()).containsEntry("cut", true);
            assertThat(lines.get(1).fields()).containsEntry("cut", true);
            assertThat(lines.get(2).fields()).containsEntry("line", "a\ufffd").containsEntry("notUtf8", true);
            assertThat(lines.get(3).fields()).containsOnlyKeys("line").containsEntry("line", "\0");
            assertThat(lines.get(4).fields()).containsOnlyKeys("line").containsEntry("line", "\ufffd");
            assertThat(lines.get(5).fields()).containsEntry("line", "end").containsEntry("unfinished", true);
        }
    }

    @Test
    void oneThatIsReplacedFiveHundredTimesLosesNoLine() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            for (int i = 0; i < 500; i++) {
                write("old " + i + "\n");
                Files.delete(fifo);
                Pipe.makeFifo(fifo, 0600);
                int count = i + 1;
                watched.await(() -> watched.fields("a", "path").size() == count);
                write("new " + i + "\n");
            }
            watched.await(() -> watched.fields("a", "line").size() == 1000);
            assertThat(watched.fields("a", "line"))
                    .isEqualTo(IntStream.range(0, 500)
                            .boxed()
                            .flatMap(i -> List.<Object>of("old " + i, "new " + i).stream())
                            .toList());
            assertThat(watched.fields("a", "unfinished")).isEmpty();
        }
    }

    @Test
    void oneThatIsRemovedIsMadeAgainAndWhatIsNoneIsLeftAlone() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            Files.delete(fifo);
            watched.await("a", "replaced");
            write("again\n");
            watched.await("a", "line");
            Files.delete(fifo);
            Files.createDirectory(fifo);
            assertThat(watched.await("a", "refused").fields())
                    .containsEntry("text", fifo + " is a directory, and no FIFO");
            Files.delete(fifo);
            Path other = directory.resolve("g");
            Pipe.makeFifo(other, 0600);
            int before = watched.events.size();
            Files.createSymbolicLink(fifo, other);
            watched.await(before, "a", event -> event.fields().containsValue(fifo + " is a link, and no FIFO"));
            Files.delete(fifo);
            watched.await(before, "a", event -> event.kind().equals("replaced"));
            write("back\n");
            watched.await(() -> watched.fields("a", "line").contains("back"));
        }
    }

    @Test
    void oneThatCannotBeOpenedKeepsTheMonitorFromStarting() throws IOException {
        Files.createDirectory(fifo);
        assertThatThrownBy(() -> Watched.of(directory, FILE))
                .isInstanceOf(IOException.class)
                .hasMessage("source.a: " + fifo + " is a directory, and no FIFO");
    }
}
