package dev.carillon.http.server;

import static dev.carillon.http.server.Site.body;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.LeakCheck;
import dev.carillon.testkit.Seeds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that become others while they are sent, and clients that go meanwhile. */
class StaticSendingTest {
    private static final int LARGE = 8 * 1024 * 1024;

    @TempDir
    private Path place;

    private Path large(Site site) throws IOException {
        return site.write("large", "0123456789abcdef".repeat(LARGE / 16));
    }

    /** Over TCP, where a reset differs from an end. */
    @Test
    void fileThatBecomesShorterBreaksTheConnectionOff() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS);
                Web web = Web.overTcp(site.files)) {
            Path file = large(site);
            Visitor visitor = web.visit().ask("GET /large");
            try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
                opened.setLength(LARGE / 2);
            }
            StringBuilder answer = new StringBuilder();
            web.loop.await(
                    () -> {
                        answer.append(visitor.read());
                        return visitor.sawReset() || visitor.sawEnd();
                    },
                    Duration.ofSeconds(10));
            assertThat(answer).contains("Content-Length: " + LARGE);
            assertThat(body(answer.toString()).length()).isLessThan(LARGE);
            assertThat(visitor.sawReset()).as("a reset").isTrue();
            assertThat(visitor.sawEnd()).as("an end that looks good").isFalse();
        }
    }

    /** Whatever is left of the first answer, the second never stands in its place. */
    @Test
    void fileThatBecomesShorterAnywhereIsNeverFollowedByAnotherAnswer() throws Exception {
        LeakCheck leaks = LeakCheck.start();
        try (Site site = new Site(place, StaticOptions.DEFAULTS);
                Web web = Web.overTcp(site.files)) {
            Seeds.forAll(20, seed -> {
                Random random = new Random(seed);
                Path file = large(site);
                site.write("small", "small");
                Visitor visitor = web.visit().ask("GET /large").ask("GET /small");
                visitor.take(random.nextInt(LARGE / 2));
                try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
                    opened.setLength(random.nextInt(4) == 0 ? 0 : random.nextInt(LARGE));
                }
                String rest = visitor.readUntil("small");
                assertThat(rest.contains("small")).as("the second answer").isNotEqualTo(visitor.wasBroken());
                visitor.close();
            });
            web.loop.await(() -> web.statistics().connections() == 0, Duration.ofSeconds(10));
            assertThat(web.statistics().inFlight()).isZero();
        }
        leaks.assertNothingLeft();
    }

    @Test
    void fileThatIsReplacedIsSentToItsEndAsItWas() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS)) {
            Path file = large(site);
            Visitor visitor = site.web.visit().ask("GET /large");
            Files.move(site.write("new", "new"), file, StandardCopyOption.REPLACE_EXISTING);
            String answer = visitor.read();
            assertThat(body(answer)).isEqualTo("0123456789abcdef".repeat(LARGE / 16));
            assertThat(body(visitor.ask("GET /large").read())).isEqualTo("new");
        }
    }

    @Test
    void fileThatBecomesLongerIsSentAsFarAsWasSaid() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS)) {
            Path file = large(site);
            Visitor visitor = site.web.visit().ask("GET /large");
            try (RandomAccessFile opened = new RandomAccessFile(file.toFile(), "rw")) {
                opened.setLength(2L * LARGE);
            }
            assertThat(body(visitor.read())).hasSize(LARGE);
            assertThat(body(visitor.ask("GET /nothing").read())).contains("404");
        }
    }

    @Test
    void answersToPipelinedRequestsComeInOrder() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS)) {
            large(site);
            site.write("small", "small");
            String get = "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n";
            String answers = site.web
                    .visit()
                    .send(String.format(Locale.ROOT, get + get + get, "small", "large", "small"))
                    .read();
            int second = answers.indexOf("HTTP/1.1", 1);
            int third = answers.indexOf("HTTP/1.1", second + 1);
            assertThat(body(answers.substring(0, second))).isEqualTo("small");
            assertThat(body(answers.substring(second, third))).hasSize(LARGE);
            assertThat(body(answers.substring(third))).isEqualTo("small");
        }
    }

    @Test
    void nothingStaysOpenWhoeverGoesWhen() throws IOException {
        LeakCheck leaks = LeakCheck.start();
        try (Site site =
                new Site(place, StaticOptions.DEFAULTS.withListings(true).withDisk(Runnable::run))) {
            large(site);
            site.write("small", "small");
            for (String request : new String[] {
                "GET /large",
                "GET /large HTTP/1.1\r\nRange: bytes=1-",
                "HEAD /large",
                "GET /small",
                "GET /",
                "GET /nothing"
            }) {
                site.web.visit().ask(request).close();
            }
            site.get("/large", "If-None-Match: *");
            site.get("/large", "If-Match: \"x\"");
            site.get("/large", "Range: bytes=" + LARGE + "-");
        }
        leaks.assertNothingLeft();
    }

    @Test
    void whatWasFoundForAClientThatIsGoneIsClosed() throws IOException {
        LeakCheck leaks = LeakCheck.start();
        Queue<Runnable> disk = new ArrayDeque<>();
        try (Site site =
                new Site(place, StaticOptions.DEFAULTS.withListings(true).withDisk(disk::add))) {
            large(site);
            site.write("dir/x", "x");
            for (String path : new String[] {"/large", "/dir", "/dir/", "/dir/x", "/nothing"}) {
                // What it has not read when it goes breaks the connection off.
                site.web.visit().ask("DELETE /").ask("GET " + path).close();
            }
            assertThat(disk).hasSize(5);
            while (!disk.isEmpty()) {
                disk.remove().run();
                site.web.loop.runUntilIdle();
            }
        }
        leaks.assertNothingLeft();
    }
}
