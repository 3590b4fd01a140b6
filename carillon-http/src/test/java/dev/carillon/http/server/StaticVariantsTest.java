package dev.carillon.http.server;

import static dev.carillon.http.server.Site.body;
import static dev.carillon.http.server.Site.field;
import static dev.carillon.http.server.Site.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that lie there compressed, too. */
class StaticVariantsTest {
    @TempDir
    private Path place;

    private Site site(StaticOptions options) throws IOException {
        Site site = new Site(place, options);
        site.write("a.css", "plain");
        site.write("a.css.br", "brotli");
        site.write("a.css.gz", "gzip");
        site.write("b.css", "plain");
        site.write("b.css.gz", "gzip");
        site.write("a.png", "picture");
        site.write("a.png.gz", "gzip");
        site.write("only.css.gz", "gzip");
        return site;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        a.css    | gzip, deflate, br | brotli  | br
        a.css    | gzip              | gzip    | gzip
        a.css    | br;q=0.1, gzip    | gzip    | gzip
        a.css    | identity          | plain   |
        a.css    | gzip;q=0          | plain   |
        b.css    | gzip, br          | gzip    | gzip
        b.css    | br                | plain   |
        a.png    | gzip              | picture |
        a.css.gz | gzip              | gzip    |
        """)
    void clientGetsWhatItTakes(String name, String accept, String content, String coding) throws IOException {
        for (long cacheBytes : new long[] {0, 1 << 20}) {
            try (Site site = site(StaticOptions.DEFAULTS.withPrecompressed(true).withCacheBytes(cacheBytes))) {
                String answer = site.get("/" + name, "Accept-Encoding: " + accept);
                assertThat(body(answer)).isEqualTo(content);
                assertThat(field(answer, "Content-Encoding")).isEqualTo(coding == null ? "" : coding);
                assertThat(field(answer, "Vary")).isEqualTo(name.endsWith(".css") ? "Accept-Encoding" : "");
                assertThat(site.get("/" + name, "Accept-Encoding: " + accept)).isEqualTo(answer);
            }
        }
    }

    @Test
    void typeIsThatOfTheFileAndTheTagIsItsOwn() throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS.withPrecompressed(true))) {
            String plain = site.get("/a.css");
            String packed = site.get("/a.css", "Accept-Encoding: gzip");
            assertThat(field(packed, "Content-Type")).isEqualTo(field(plain, "Content-Type"));
            assertThat(field(packed, "ETag")).isNotEqualTo(field(plain, "ETag"));
            assertThat(field(plain, "Vary")).as("also of what is sent as it is").isEqualTo("Accept-Encoding");
            assertThat(status(site.get("/a.css", "Accept-Encoding: gzip", "If-None-Match: " + field(packed, "ETag"))))
                    .isEqualTo(304);
            String part = site.get("/a.css", "Accept-Encoding: gzip", "Range: bytes=1-2");
            assertThat(body(part)).isEqualTo("zi");
            assertThat(field(part, "Content-Encoding")).isEqualTo("gzip");
        }
    }

    @Test
    void theyAreNotLookedForUnlessTheyAreMeantToBe() throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS)) {
            String answer = site.get("/a.css", "Accept-Encoding: br, gzip");
            assertThat(body(answer)).isEqualTo("plain");
            assertThat(field(answer, "Vary")).isEmpty();
        }
    }

    @Test
    void whatFiltersSayOfVariantsStaysHoweverTheFileIsSent() throws IOException {
        Cors cors = Cors.of("https://a.example");
        for (long cacheBytes : new long[] {0, 1 << 20}) {
            StaticOptions options =
                    StaticOptions.DEFAULTS.withPrecompressed(true).withCacheBytes(cacheBytes);
            try (Site site = new Site(place, options, files -> cors.before(files))) {
                site.write("c.css", "plain");
                for (String range : new String[] {"X: y", "Range: bytes=1-2"}) {
                    assertThat(site.get("/c.css", range).lines().filter(line -> line.startsWith("Vary: ")))
                            .as(range)
                            .isIn(
                                    List.of("Vary: Origin, Accept-Encoding"),
                                    List.of("Vary: Origin", "Vary: Accept-Encoding"));
                }
            }
        }
    }

    @Test
    void compressedFileThatComesLaterIsSeen() throws IOException {
        try (Site site = site(StaticOptions.DEFAULTS.withPrecompressed(true))) {
            assertThat(body(site.get("/b.css", "Accept-Encoding: br"))).isEqualTo("plain");
            site.write("b.css.br", "brotli");
            site.pass(Duration.ofSeconds(2));
            assertThat(body(site.get("/b.css", "Accept-Encoding: br"))).isEqualTo("brotli");
            Files.delete(site.root.resolve("b.css.br"));
            site.pass(Duration.ofSeconds(2));
            assertThat(body(site.get("/b.css", "Accept-Encoding: br"))).isEqualTo("plain");
        }
    }
}
