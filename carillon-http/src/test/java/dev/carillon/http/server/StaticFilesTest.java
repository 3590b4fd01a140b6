package dev.carillon.http.server;

import static dev.carillon.http.server.Site.body;
import static dev.carillon.http.server.Site.field;
import static dev.carillon.http.server.Site.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.MediaTypes;
import dev.carillon.linux.Errno;
import dev.carillon.testkit.Logged;
import dev.carillon.testkit.ScriptedKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StaticFilesTest {
    @TempDir
    private Path place;

    private Site site(StaticOptions options) throws IOException {
        Site site = new Site(place, options);
        site.write("a.txt", "hello");
        site.write("dir/index.html", "<p>index</p>");
        site.write("dir/two words.txt", "2");
        site.write("empty/sub/x", "x");
        site.write(".hidden", "h");
        site.write(".git/config", "g");
        site.write(".well-known/acme", "token");
        Files.writeString(place.resolve("secret"), "secret");
        return site;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void fileIsSentWithWhatIsSaidOfIt(long cacheBytes) throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS.withCacheBytes(cacheBytes).withCacheControl("max-age=60"))) {
            for (int i = 0; i < 2; i++) {
                assertThat(site.get("/a.txt"))
                        .isEqualTo("HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
                                + "ETag: \"ae1b981bc490a00-5\"\r\nLast-Modified: " + Site.LAST_MODIFIED
                                + "\r\nAccept-Ranges: bytes\r\nCache-Control: max-age=60\r\nContent-Length: 5\r\n"
                                + "Date: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\nhello");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void headIsThatOfTheFileWithoutIt(long cacheBytes) throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS.withCacheBytes(cacheBytes))) {
            String whole = site.get("/a.txt");
            assertThat(site.ask("HEAD /a.txt") + "hello").isEqualTo(whole);
            assertThat(site.ask("HEAD /a.txt", "Range: bytes=0-1") + "hello").isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void otherMethodsAreNotAllowed(String method) throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS)) {
            String answer = site.ask(method + " /a.txt", "Content-Length: 0");
            assertThat(status(answer)).isEqualTo(405);
            assertThat(field(answer, "Allow")).isEqualTo("GET, HEAD");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing, 404",
        "/a.txt/, 404",
        "/a.txt/x, 404",
        "/dir/nothing, 404",
        "/empty/, 404",
        "/../secret, 400",
        "/dir/../../secret, 400",
        "/%2e%2e/secret, 400",
        "/..%2fsecret, 400",
        "/a.txt%00.html, 400",
        "/.hidden, 404",
        "/.git/config, 404",
        "/dir/.hidden, 404",
        "/.well-known/.x, 404"
    })
    void whatIsNotToBeFoundIsNot(String target, int status) throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS.withLinks(true))) {
            String answer = site.get(target);
            assertThat(status(answer)).isEqualTo(status);
            assertThat(answer).doesNotContain("secret");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "//a.txt, hello",
        "/dir/../a.txt, hello",
        "/dir//two%20words.txt, 2",
        "/.well-known/acme, token",
        "/a.txt?v=1, hello"
    })
    void pathMayBeWrittenInOtherWays(String target, String content) throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS)) {
            assertThat(body(site.get(target))).isEqualTo(content);
        }
    }

    @Test
    void namesThatAreTooLongAreNotFound() throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS)) {
            assertThat(status(site.get("/" + "x".repeat(300)))).isEqualTo(404);
            assertThat(status(site.get("/" + "x/".repeat(3000)))).isEqualTo(404);
        }
    }

    @Test
    void dotFilesAreServedIfTheyAreMeantToBe() throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS.withDotFiles(true))) {
            assertThat(body(site.get("/.hidden"))).isEqualTo("h");
            assertThat(body(site.get("/.git/config"))).isEqualTo("g");
        }
    }

    @Test
    void indexStandsForItsDirectory() throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS)) {
            String answer = site.get("/dir/");
            assertThat(body(answer)).isEqualTo("<p>index</p>");
            assertThat(field(answer, "Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(site.get("/dir/")).as("from memory").isEqualTo(answer);
        }
        try (Site site = site(StaticOptions.DEFAULTS.withIndexes("nothing", "two words.txt"))) {
            assertThat(body(site.get("/dir/"))).isEqualTo("2");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/dir, /dir/",
        "/dir?a=b%20c, /dir/?a=b%20c",
        "//dir, /dir/",
        "//empty//sub, /empty/sub/",
        "/w%20%22%C3%A4, /w%20%22%C3%A4/"
    })
    void directoryIsMovedToItsPathWithASlash(String target, String location) throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS)) {
            site.write("w \"\u00e4/x", "x");
            String answer = site.get(target);
            assertThat(status(answer)).isEqualTo(301);
            assertThat(field(answer, "Location")).isEqualTo(location);
        }
    }

    @Test
    void prefixIsTakenOff() throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS.withPrefix("/assets/v 1/"))) {
            assertThat(body(site.get("/assets/v%201/a.txt"))).isEqualTo("hello");
            assertThat(field(site.get("/assets/v%201/dir"), "Location")).isEqualTo("/assets/v%201/dir/");
            assertThat(status(site.get("/a.txt"))).isEqualTo(404);
            assertThat(status(site.get("/assets/v%201"))).isEqualTo(404);
        }
    }

    @Test
    void linksAreFollowedOnlyIfTheyAreMeantToBeAndNeverOut() throws IOException {
        Path root = Files.createDirectories(place.resolve("root"));
        Files.createSymbolicLink(root.resolve("in"), Path.of("a.txt"));
        Files.createSymbolicLink(root.resolve("out"), Path.of("../secret"));
        Files.createSymbolicLink(root.resolve("above"), Path.of(".."));
        Files.createSymbolicLink(root.resolve("absolute"), place.resolve("secret"));
        for (boolean links : new boolean[] {false, true}) {
            try (Site site = site(StaticOptions.DEFAULTS.withLinks(links))) {
                assertThat(status(site.get("/in"))).isEqualTo(links ? 200 : 404);
                assertThat(status(site.get("/out"))).isEqualTo(404);
                assertThat(status(site.get("/above/secret"))).isEqualTo(404);
                assertThat(status(site.get("/absolute"))).isEqualTo(404);
            }
        }
    }

    @Test
    void directoryIsServedAlsoWhenItsNameIsAnothers() throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS)) {
            Files.move(site.root, place.resolve("moved"));
            Files.createDirectory(site.root);
            assertThat(body(site.get("/a.txt"))).isEqualTo("hello");
        }
    }

    @ParameterizedTest
    @CsvSource({"EACCES, 403", "EMFILE, 503", "ENFILE, 503", "EIO, 500"})
    void whatTheKernelRefusesHasItsStatus(Errno errno, int status) throws Exception {
        try (Site site = site(StaticOptions.DEFAULTS)) {
            ScriptedKernel kernel = ScriptedKernel.seeded(1).failNext("openat2", errno);
            kernel.run(() -> assertThat(status(site.get("/a.txt"))).isEqualTo(status));
            assertThat(status(site.get("/a.txt"))).as("the next time").isEqualTo(200);
        }
    }

    @Test
    void whatTheKernelGoesOnRefusingIsToldLessAndLess() throws Exception {
        try (Site site = site(StaticOptions.DEFAULTS.withCacheBytes(0));
                Logged logged = Logged.by(StaticFiles.class)) {
            ScriptedKernel kernel = ScriptedKernel.seeded(1);
            kernel.run(() -> {
                for (int i = 0; i < 70; i++) {
                    kernel.failNext("openat2", Errno.EMFILE);
                    assertThat(status(site.get("/a.txt"))).isEqualTo(503);
                    site.web.pass(Duration.ofMillis(100));
                }
            });
            assertThat(logged.lines()).hasSize(3);
            assertThat(logged.lines().get(0)).contains("EMFILE").doesNotContain("more since");
            assertThat(logged.lines().get(1)).endsWith("9 more since the last report");
            assertThat(logged.lines().get(2)).endsWith("19 more since the last report");
        }
    }

    @Test
    void whatWouldSplitAnAnswerIsRefusedWhenItIsSet() {
        assertThatThrownBy(() -> StaticOptions.DEFAULTS.withCacheControl("no-store\r\nX: y"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Cache-Control");
        assertThatThrownBy(() -> MediaTypes.DEFAULTS.with("txt", "text/plain\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Content-Type");
        assertThatThrownBy(() -> MediaTypes.DEFAULTS.withOther("\u20ac")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void diskIsAskedElsewhereIfWanted() throws IOException {
        Queue<Runnable> disk = new ArrayDeque<>();
        try (Site site = site(StaticOptions.DEFAULTS.withDisk(disk::add))) {
            Visitor visitor = site.web.visit().ask("GET /a.txt");
            Visitor gone = site.web.visit().ask("GET /dir/two%20words.txt");
            assertThat(visitor.read()).isEmpty();
            assertThat(disk).hasSize(2);
            gone.close();
            disk.forEach(Runnable::run);
            assertThat(body(visitor.read())).isEqualTo("hello");
            assertThat(body(visitor.ask("GET /a.txt").read())).as("from memory").isEqualTo("hello");
            assertThat(disk).hasSize(2);
        }
    }

    @Test
    void refusedTaskIsToldToTheClient() throws IOException {
        StaticOptions options = StaticOptions.DEFAULTS.withDisk(task -> {
            throw new RejectedExecutionException("full");
        });
        try (Site site = site(options)) {
            String answer = site.get("/a.txt");
            assertThat(status(answer)).isEqualTo(503);
            assertThat(field(answer, "Retry-After")).isEqualTo("1");
        }
    }
}
