package dev.carillon.monitor.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.loop.EventLoop;
import dev.carillon.monitor.rule.Carried;
import dev.carillon.monitor.rule.Silence;
import dev.carillon.monitor.store.Bucket;
import dev.carillon.monitor.store.Kept;
import dev.carillon.monitor.store.KeptTry;
import dev.carillon.monitor.store.Origin;
import dev.carillon.monitor.store.Store;
import dev.carillon.testkit.Fifo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that is broken or gone is made anew from the record: what it says is what it said before. */
class MonitorRefillTest {
    private static final String FILE = """
        [monitor]
        state = "state"
        [source.boiler]
        fifo.path = "f"
        value = {}
        [rule.hot]
        on = "boiler"
        above = 80
        clear-below = 75
        do = ["say", "far"]
        [rule.warm]
        on = "boiler"
        above = 40
        do = ["say"]
        [action.say]
        log = true
        [action.far]
        webhook.url = "http://127.0.0.1:9/"
        retry = { first = "5 m" }
        """;

    @TempDir
    private Path directory;

    /** What the database says, but for since when notices wait. */
    private record Content(Carried carried, List<Kept> kept, List<KeptTry> tries, List<Bucket> figures) {}

    private Content content() {
        try (EventLoop loop = EventLoop.open("test")) {
            loop.turn(Duration.ZERO);
            Store.Settings settings = new Store.Settings(state(), Duration.ofSeconds(1), Duration.ofDays(1));
            try (Store store = new Store(loop, settings, Origin.NONE, (kind, text) -> {})) {
                Carried carried = store.carried().join();
                String alarm = carried.alarms().getLast().alarm();
                List<Bucket> figures =
                        store.figures("boiler", 3600, Instant.EPOCH).join();
                return new Content(
                        carried,
                        store.kept().join().stream()
                                .map(kept -> new Kept(kept.action(), kept.notice(), Instant.EPOCH))
                                .toList(),
                        store.tries(alarm).join().stream()
                                .map(MonitorRefillTest::toTheMillisecond)
                                .toList(),
                        figures);
            }
        }
    }

    private static KeptTry toTheMillisecond(KeptTry tried) {
        return new KeptTry(
                tried.time(),
                tried.action(),
                tried.id(),
                tried.alarm(),
                tried.outcome(),
                tried.number(),
                tried.answer(),
                Duration.ofMillis(tried.took().toMillis()));
    }

    private Path state() {
        return directory.resolve("state");
    }

    private void write(String text) {
        Fifo.write(directory.resolve("f"), text);
    }

    private void live() throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            write("85\n60\n81\n");
            watched.await(0, "monitor", event -> "failed".equals(event.fields().get("outcome")));
            watched.await(() -> watched.monitor.actions().getLast().ledger().waiting() == 3);
            String alarm = watched.monitor.standing().getFirst().alarm();
            watched.monitor.acknowledge(alarm, Optional.empty(), "ann", () -> {});
            watched.monitor.silence(Silence.of("warm", "", "bob", Duration.ofHours(1)), () -> {});
        }
    }

    private void noise() throws IOException {
        byte[] noise = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);
        Files.write(state().resolve("carillon.db"), noise);
    }

    private void remove() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(state(), "carillon.db*")) {
            for (Path file : files) {
                Files.delete(file);
            }
        }
    }

    /** Starts once more with a database that is no good. */
    private void expectAsBefore(Content before) throws Exception {
        try (Watched watched = Watched.of(directory, FILE)) {
            assertThat(watched.await("monitor", "store-refilled").fields().get("text"))
                    .asString()
                    .contains(" changes of alarms, ", " tries, 3 to be told");
            assertThat(watched.monitor.standing()).hasSize(2);
            assertThat(watched.monitor.silences()).isEqualTo(before.carried.silences());
            assertThat(watched.lines).isEmpty();
        }
        Content after = content();
        expectSame(after.carried, before.carried);
        expectSame(after.kept, before.kept);
        assertThat(after.kept).hasSize(3);
        assertThat(after.tries)
                .containsAll(before.tries)
                .doesNotHaveDuplicates()
                .isNotEmpty();
        assertThat(after.figures).isEqualTo(before.figures).hasSize(1);
    }

    /** But for what the record's two clocks differ by between two events of a turn. */
    private static void expectSame(Object after, Object before) {
        assertThat(after)
                .usingRecursiveComparison()
                .withEqualsForType(
                        (one, other) -> Duration.between(one, other).abs().toMillis() < 100, Instant.class)
                .isEqualTo(before);
    }

    @Test
    void afterNoise() throws Exception {
        live();
        Content before = content();
        noise();
        expectAsBefore(before);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(state(), "carillon.db.broken-*")) {
            assertThat(files).isNotEmpty();
        }
    }

    @Test
    void afterItsRemovalAndTwice() throws Exception {
        live();
        Content before = content();
        remove();
        expectAsBefore(before);
        Content again = content();
        remove();
        expectAsBefore(again);
    }

    /** It was for another action when its alarm was told. */
    @Test
    void whatWaitsForAnActionThatWasRenamed() throws Exception {
        String renamed = FILE.replace("\"far\"", "\"farther\"").replace("[action.far]", "[action.farther]");
        try (Watched watched = Watched.of(directory, FILE)) {
            write("85\n");
            watched.await(0, "monitor", event -> "failed".equals(event.fields().get("outcome")));
            watched.reload(renamed);
        }
        List<Kept> before = content().kept;
        remove();
        try (Watched watched = Watched.of(directory, renamed)) {
            watched.await("monitor", "store-refilled");
        }
        expectSame(content().kept, before);
        assertThat(before).extracting(Kept::action).containsExactly("farther");
    }

    @Test
    void whileTheMonitorRuns() throws Exception {
        live();
        Content before = content();
        try (Watched watched = Watched.of(directory, FILE)) {
            try (RandomAccessFile file =
                    new RandomAccessFile(state().resolve("carillon.db").toFile(), "rw")) {
                file.write(new byte[(int) file.length()]);
            }
            remove(state().resolve("carillon.db-wal"));
            write("82\n60\n83\n");
            watched.await("monitor", "store-refilled");
        }
        Content after = content();
        assertThat(after.carried.alarms()).hasSize(2);
        assertThat(after.carried.silences()).isEqualTo(before.carried.silences());
        assertThat(after.tries).doesNotHaveDuplicates();
    }

    private static void remove(Path file) throws IOException {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "rw")) {
            log.setLength(0);
        }
    }
}
