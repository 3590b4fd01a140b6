package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.config.WrongConfiguration;
import dev.carillon.linux.Pipe;
import dev.carillon.linux.StreamFd;
import dev.carillon.monitor.Event;
import dev.carillon.testkit.Fifo;
import java.io.IOException;
import java.nio.ByteBuffer;
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
            write("two\r\nthree\n");
            watched.await(() -> watched.fields("a", "line").size() == 3);
            assertThat(watched.fields("a", "line")).containsExactly("one", "two", "three");
            assertThat(watched.ledger("a").waiting()).isZero();
        }
    }

    @Test
    void whatIsNoWholeLineOfTextIsFlagged() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            String half = "x".repeat(40 * 1024);
            try (StreamFd writer = Pipe.openFifoForWriting(fifo)) {
                writer.write(bytes(half));
                watched.loop.turn(Duration.ofSeconds(1));
                writer.write(bytes(half + "\n"));
                watched.await(() -> watched.events.size() >= 2);
            }
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

    private static ByteBuffer bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void whatTheLastWriterLeftOfALineIsNotPutBeforeTheLineOfTheNext() throws Exception {
        try (Watched watched = Watched.of(directory, FILE + "value = {}\n")) {
            for (int i = 1; i <= 3; i++) {
                write("noeol");
                int count = 2 * i - 1;
                watched.await(() -> watched.fields("a", "line").size() == count);
                write("70\n");
                watched.await(() -> watched.fields("a", "line").size() == count + 1);
            }
            assertThat(watched.fields("a", "line")).containsExactly("noeol", "70", "noeol", "70", "noeol", "70");
            assertThat(watched.fields("a", "unfinished")).containsExactly(true, true, true);
            assertThat(watched.fields("a", "value")).containsExactly(70.0, 70.0, 70.0);
        }
    }

    @Test
    void aWriterThatStaysKeepsItsLineWhenAnotherGoes() throws Exception {
        try (Watched watched = Watched.of(directory, FILE);
                StreamFd writer = Pipe.openFifoForWriting(fifo)) {
            write("one\n");
            writer.write(bytes("tw"));
            watched.await("a", "line");
            writer.write(bytes("o\n"));
            watched.await(() -> watched.fields("a", "line").size() == 2);
            assertThat(watched.fields("a", "line")).containsExactly("one", "two");
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
            assertThat(watched.await("a", "gone").fields()).containsEntry("text", fifo + " was removed or moved away");
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
                .isInstanceOf(WrongConfiguration.class)
                .hasMessageContaining("source.a.fifo.path: " + fifo + " is a directory, and no FIFO");
    }
}
