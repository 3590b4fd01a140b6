package dev.carillon.http.server;

import static dev.carillon.http.server.Site.body;
import static dev.carillon.http.server.Site.field;
import static dev.carillon.http.server.Site.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small files in memory: that they are sent from there, that they do not grow old there, and that it has its bounds. */
class StaticCacheTest {
    @TempDir
    private Path place;

    @Test
    void fileInMemoryCostsNoCallOfTheKernelBeyondThoseOfTheConnection() throws Exception {
        try (Site site = new Site(place, StaticOptions.DEFAULTS)) {
            site.write("a", "hello");
            site.write("dir/index.html", "index");
            site.get("/a");
            site.get("/dir/");
            ScriptedKernel kernel = ScriptedKernel.seeded(1);
            kernel.run(() -> {
                assertThat(body(site.get("/a"))).isEqualTo("hello");
                assertThat(body(site.get("/dir/"))).isEqualTo("index");
            });
            for (String call : new String[] {"openat2", "statx", "read", "pread", "sendfile"}) {
                assertThat(kernel.calls(call))
                        .as(call + ": " + kernel.describe())
                        .isZero();
            }
            assertThat(site.files.statistics().hits()).isEqualTo(2);
        }
    }

    @Test
    void changedFileIsSeenWhenItIsLookedAtAgain() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS.withStaleness(Duration.ofSeconds(10)))) {
            site.write("a", "first");
            String tag = field(site.get("/a"), "ETag");
            site.write("a", "other");
            assertThat(body(site.get("/a"))).as("for a while").isEqualTo("first");
            site.pass(Duration.ofSeconds(11));
            assertThat(body(site.get("/a"))).as("of the same length and date").isEqualTo("other");
            Files.move(site.write("b", "third, longer"), site.root.resolve("a"), StandardCopyOption.REPLACE_EXISTING);
            site.pass(Duration.ofSeconds(11));
            String answer = site.get("/a");
            assertThat(body(answer)).isEqualTo("third, longer");
            assertThat(field(answer, "ETag")).isNotEqualTo(tag);
            Files.delete(site.root.resolve("a"));
            site.pass(Duration.ofSeconds(11));
            assertThat(status(site.get("/a"))).isEqualTo(404);
            assertThat(site.files.statistics().entries()).isZero();
        }
    }

    @Test
    void unchangedFileIsNotReadAgain() throws Exception {
        try (Site site = new Site(place, StaticOptions.DEFAULTS.withStaleness(Duration.ZERO))) {
            site.write("a", "hello");
            site.get("/a");
            ScriptedKernel kernel = ScriptedKernel.seeded(1);
            kernel.run(() -> assertThat(body(site.get("/a"))).isEqualTo("hello"));
            assertThat(kernel.calls("openat2")).isEqualTo(1);
            assertThat(kernel.calls("statx")).isEqualTo(1);
            assertThat(kernel.calls("sendfile")).isZero();
        }
    }

    @Test
    void clockThatIsSetBackMakesNothingFresh() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS)) {
            site.write("a", "first");
            site.get("/a");
            site.write("a", "other");
            site.pass(Duration.ofMinutes(-30));
            assertThat(body(site.get("/a"))).isEqualTo("other");
        }
    }

    @Test
    void fileThatWasJustWrittenIsNotKept() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS)) {
            site.write("a", "first");
            site.present();
            assertThat(body(site.get("/a"))).isEqualTo("first");
            site.write("a", "other");
            assertThat(body(site.get("/a"))).isEqualTo("other");
            assertThat(site.files.statistics().entries()).isZero();
        }
    }

    @Test
    void fileThatChangesWhileItIsReadIsReadAgain() throws Exception {
        try (Site site = new Site(place, StaticOptions.DEFAULTS)) {
            Path file = site.write("a", "x".repeat(6000));
            ScriptedKernel kernel = ScriptedKernel.seeded(1).before("read", new Once(() -> cut(file)));
            kernel.run(() -> assertThat(body(site.get("/a"))).isEqualTo("short"));
        }
    }

    private static void cut(Path file) {
        try {
            Files.writeString(file, "short");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first time only. */
    private static final class Once implements Runnable {
        private final Runnable action;
        private boolean done;

        Once(Runnable action) {
            this.action = action;
        }

        @Override
        public void run() {
            if (!done) {
                done = true;
                action.run();
            }
        }
    }

    @Test
    void memoryHasItsBoundAndWhoWasAskedForStays() throws IOException {
        int room = 10 * (512 + 1000 + 10);
        try (Site site = new Site(place, StaticOptions.DEFAULTS.withCacheBytes(room))) {
            for (int i = 0; i < 50; i++) {
                site.write("f" + i, Integer.toString(i % 10).repeat(1000));
                assertThat(body(site.get("/f" + i)))
                        .startsWith(Integer.toString(i % 10))
                        .hasSize(1000);
                assertThat(body(site.get("/f0"))).startsWith("0");
                assertThat(site.files.statistics().bytes()).isLessThanOrEqualTo(room);
            }
            StaticStatistics statistics = site.files.statistics();
            assertThat(statistics.entries()).isEqualTo(10);
            assertThat(statistics.evicted()).isEqualTo(40);
            assertThat(statistics.hits()).as("f0 each time").isEqualTo(50);
        }
    }

    @Test
    void fileLongerThanTheBoundIsSentByTheKernel() throws Exception {
        try (Site site = new Site(place, StaticOptions.DEFAULTS.withCachedFileBytes(100))) {
            site.write("small", "s".repeat(100));
            site.write("large", "l".repeat(101));
            ScriptedKernel kernel = ScriptedKernel.seeded(1);
            kernel.run(() -> {
                assertThat(body(site.get("/small"))).hasSize(100);
                assertThat(body(site.get("/large"))).hasSize(101);
            });
            assertThat(kernel.calls("sendfile")).isEqualTo(1);
            assertThat(site.files.statistics().entries()).isEqualTo(1);
        }
    }

    @Test
    void namesOfNothingAreNotKept() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS.withPrecompressed(true))) {
            for (int i = 0; i < 100; i++) {
                assertThat(status(site.get("/nothing" + i, "Accept-Encoding: gzip")))
                        .isEqualTo(404);
            }
            assertThat(site.files.statistics().bytes()).isLessThan(100_000);
        }
    }
}
