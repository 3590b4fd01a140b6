package dev.carillon.http.server;

import static dev.carillon.http.server.Site.body;
import static dev.carillon.http.server.Site.field;
import static dev.carillon.http.server.Site.status;
import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.PathName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryListingTest {
    private static final StaticOptions LISTED =
            StaticOptions.DEFAULTS.withListings(true).withDisk(Runnable::run);

    @TempDir
    private Path place;

    @Test
    void directoriesComeFirstAndAllIsSorted() throws IOException {
        try (Site site = new Site(place, LISTED)) {
            site.write("d/b.txt", "four");
            site.write("d/a.txt", "");
            site.write("d/z/x", "");
            site.write("d/.hidden", "");
            String answer = site.get("/d/");
            assertThat(field(answer, "Content-Type")).isEqualTo("text/html; charset=utf-8");
            assertThat(field(answer, "Content-Security-Policy")).startsWith("default-src 'none'");
            assertThat(body(answer))
                    .contains("<h1>Index of /d/</h1>")
                    .containsSubsequence("<a href=\"../\">", "<a href=\"./z/\">z/</a>", "./a.txt", "./b.txt")
                    .contains("<a href=\"./b.txt\">b.txt</a></td><td>1994-11-06T08:49:37Z</td><td class=\"n\">4</td>")
                    .doesNotContain("hidden");
            assertThat(body(site.get("/"))).doesNotContain("../");
        }
    }

    @Test
    void namesAreEscaped() throws IOException {
        try (Site site = new Site(place, LISTED)) {
            site.write("<i>&\"'/javascript:alert(1)", "");
            site.write("<i>&\"'/\u00e4 ?#%", "");
            String page = body(site.get("/%3Ci%3E&%22%27/"));
            assertThat(page)
                    .contains("<title>Index of /&lt;i&gt;&amp;&quot;&#39;/</title>")
                    .contains("<a href=\"./javascript%3Aalert%281%29\">javascript:alert(1)</a>")
                    .contains("<a href=\"./%C3%A4%20%3F%23%25\">")
                    .doesNotContain("<i>");
        }
    }

    @Test
    void listingHasItsBoundAndSaysSo() throws IOException {
        try (Site site = new Site(place, LISTED.withListedNames(10))) {
            for (int i = 0; i < 10; i++) {
                site.write("f" + i, "");
            }
            assertThat(body(site.get("/"))).contains("./f9").doesNotContain("more than");
            site.write("f10", "");
            String page = body(site.get("/"));
            assertThat(page).contains("There are more than 10 names");
            assertThat(page.split("href=", -1)).hasSize(11);
        }
    }

    @Test
    void whatCannotBeAskedForIsNotListed() throws IOException {
        try (Site site = new Site(place, LISTED)) {
            Files.createFile(site.root.resolve(
                    PathName.of(new byte[] {'o', 'd', 'd', (byte) 0xFF}).toPath()));
            Files.createSymbolicLink(site.root.resolve("link"), Path.of("f"));
            site.write("f", "");
            assertThat(body(site.get("/")))
                    .contains("./f\"")
                    .doesNotContain("odd")
                    .doesNotContain("link");
        }
        try (Site site = new Site(place, LISTED.withLinks(true))) {
            assertThat(body(site.get("/"))).contains("<a href=\"./link\">link</a>");
        }
    }

    @Test
    void nothingIsListedUnlessItIsMeantToBe() throws IOException {
        try (Site site = new Site(place, StaticOptions.DEFAULTS)) {
            site.write("f", "");
            assertThat(status(site.get("/"))).isEqualTo(404);
        }
    }

    @Test
    void indexIsPreferred() throws IOException {
        try (Site site = new Site(place, LISTED)) {
            site.write("index.html", "index");
            assertThat(body(site.get("/"))).isEqualTo("index");
        }
    }

    @Test
    void directoryThatIsGoneIsNotFound() throws IOException {
        try (Site site = new Site(place, LISTED)) {
            Files.createDirectory(site.root.resolve("d"));
            assertThat(status(site.get("/d/"))).isEqualTo(200);
            Files.delete(site.root.resolve("d"));
            assertThat(status(site.get("/d/"))).isEqualTo(404);
        }
    }

    @Test
    void thousandsOfNamesAreListedByAThreadOfTheirOwn() throws IOException {
        try (Site site =
                new Site(place, StaticOptions.DEFAULTS.withListings(true).withListedNames(3000))) {
            for (int i = 0; i < 3000; i++) {
                Files.createFile(site.root.resolve("a-rather-long-name-for-a-file-" + i));
            }
            StringBuilder answer = new StringBuilder();
            Visitor visitor = site.web.visit().ask("GET /");
            site.web.loop.await(() -> answer.append(visitor.read()).indexOf("</html>") > 0, Duration.ofSeconds(20));
            assertThat(body(answer.toString()).split("href=", -1)).hasSize(3001);
            assertThat(field(answer.toString(), "Content-Length"))
                    .isEqualTo(Integer.toString(body(answer.toString()).length()));
        }
    }
}
