package dev.carillon.http.server;

import static dev.carillon.http.server.Site.LAST_MODIFIED;
import static dev.carillon.http.server.Site.body;
import static dev.carillon.http.server.Site.field;
import static dev.carillon.http.server.Site.status;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Conditions and ranges of files, from memory and by sendfile. The cases are those that nginx tries its own with. */
class StaticRangesTest {
    private static final String THOUSAND = IntStream.range(0, 100)
            .mapToObj(i -> String.format(Locale.ROOT, "X%03dXXXXXX", i))
            .collect(Collectors.joining());

    @TempDir
    private Path place;

    private Site site(long cacheBytes) throws IOException {
        Site site = new Site(place, StaticOptions.DEFAULTS.withCacheBytes(cacheBytes));
        site.write("t.html", THOUSAND);
        site.write("empty", "");
        return site;
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void oneRangeIsThatPart(long cacheBytes) throws IOException {
        try (Site site = site(cacheBytes)) {
            expectPart(site, "bytes=0-8", "X000XXXXX", "bytes 0-8/1000");
            expectPart(site, "bytes=-10", "X099XXXXXX", "bytes 990-999/1000");
            expectPart(site, "bytes=990-", "X099XXXXXX", "bytes 990-999/1000");
            expectPart(site, "bytes=990-1990", "X099XXXXXX", "bytes 990-999/1000");
            expectPart(site, "bytes=0-10001", THOUSAND, "bytes 0-999/1000");
        }
    }

    private static void expectPart(Site site, String range, String content, String contentRange) {
        String answer = site.get("/t.html", "Range: " + range);
        assertThat(status(answer)).isEqualTo(206);
        assertThat(body(answer)).isEqualTo(content);
        assertThat(field(answer, "Content-Length")).isEqualTo(Integer.toString(content.length()));
        assertThat(field(answer, "Content-Range")).isEqualTo(contentRange);
        assertThat(field(answer, "ETag")).isNotEmpty();
        assertThat(field(answer, "Last-Modified")).isEqualTo(LAST_MODIFIED);
        assertThat(field(answer, "Content-Type")).isEqualTo("text/html; charset=utf-8");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void severalRangesAndWhatIsNoneAreAnsweredWithAll(long cacheBytes) throws IOException {
        try (Site site = site(cacheBytes)) {
            String whole = site.get("/t.html");
            for (String range :
                    new String[] {"bytes=0-9, -10, 10-19", "bytes=0-10001, 0-0", "bytes=alpha", "bytes=10", "lines=1-2"
                    }) {
                assertThat(site.get("/t.html", "Range: " + range)).as(range).isEqualTo(whole);
            }
            assertThat(site.get("/t.html", "Range: bytes=0-1", "Range: bytes=2-3"))
                    .isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void rangeBehindTheEndCannotBeSatisfied(long cacheBytes) throws IOException {
        try (Site site = site(cacheBytes)) {
            String answer = site.get("/t.html", "Range: bytes=100000-");
            assertThat(status(answer)).isEqualTo(416);
            assertThat(field(answer, "Content-Range")).isEqualTo("bytes */1000");
            assertThat(field(answer, "Accept-Ranges")).isEmpty();
            assertThat(field(site.get("/empty", "Range: bytes=0-"), "Content-Range"))
                    .isEqualTo("bytes */0");
            assertThat(site.get("/empty")).contains("Content-Length: 0\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void rangeCountsOnlyForTheSameBytes(long cacheBytes) throws IOException {
        try (Site site = site(cacheBytes)) {
            String tag = field(site.get("/t.html"), "ETag");
            assertThat(status(site.get("/t.html", "Range: bytes=0-9", "If-Range: wrong")))
                    .isEqualTo(200);
            assertThat(status(site.get("/t.html", "Range: bytes=0-9", "If-Range: " + tag)))
                    .isEqualTo(206);
            assertThat(status(site.get("/t.html", "Range: bytes=0-9", "If-Range: W/" + tag)))
                    .isEqualTo(200);
            assertThat(status(site.get("/t.html", "Range: bytes=0-9", "If-Range: " + LAST_MODIFIED)))
                    .isEqualTo(206);
            assertThat(status(site.get("/t.html", "Range: bytes=0-9", "If-Range: Sun, 06 Nov 1994 08:49:38 GMT")))
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1 << 20})
    void whatTheClientHasIsNotSentAgain(long cacheBytes) throws IOException {
        try (Site site = site(cacheBytes)) {
            String tag = field(site.get("/t.html"), "ETag");
            String answer = site.get("/t.html", "If-None-Match: \"foo\", W/" + tag);
            assertThat(answer)
                    .isEqualTo("HTTP/1.1 304 Not Modified\r\nETag: " + tag + "\r\nLast-Modified: " + LAST_MODIFIED
                            + "\r\nAccept-Ranges: bytes\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n");
            assertThat(site.get("/t.html", "If-Modified-Since: " + LAST_MODIFIED))
                    .isEqualTo(answer);
            assertThat(site.ask("HEAD /t.html", "If-None-Match: *")).isEqualTo(answer);
            assertThat(status(site.get("/t.html", "If-None-Match: " + tag, "Range: bytes=0-1")))
                    .isEqualTo(304);
            assertThat(status(site.get("/t.html", "If-Match: \"foo\""))).isEqualTo(412);
            assertThat(status(site.get("/t.html", "If-Match: " + tag))).isEqualTo(200);
            assertThat(status(site.get("/nothing", "If-Match: \"foo\"")))
                    .as("no condition of what is not there")
                    .isEqualTo(404);
        }
    }

    @Test
    void whatWasJustWrittenIsNotCertainToBeTheSameBytes() throws IOException {
        try (Site site = site(1 << 20)) {
            site.write("t.html", THOUSAND);
            site.present();
            String tag = field(site.get("/t.html"), "ETag");
            assertThat(tag).startsWith("W/\"");
            assertThat(status(site.get("/t.html", "If-None-Match: " + tag))).isEqualTo(304);
            assertThat(status(site.get("/t.html", "Range: bytes=0-9", "If-Range: " + tag)))
                    .isEqualTo(200);
            assertThat(status(site.get("/t.html", "Range: bytes=0-9", "If-Range: " + LAST_MODIFIED)))
                    .isEqualTo(200);
            assertThat(status(site.get("/t.html", "Range: bytes=0-9"))).isEqualTo(206);
            assertThat(site.files.statistics().entries()).isZero();
        }
    }

    @Test
    void tenGibibytesAreServedByParts() throws IOException {
        try (Site site = site(1 << 20)) {
            long size = 10L << 30;
            try (RandomAccessFile big =
                    new RandomAccessFile(site.root.resolve("big").toFile(), "rw")) {
                big.setLength(size);
                big.seek(5L << 30);
                big.write("middle".getBytes(StandardCharsets.US_ASCII));
                big.seek(size - 3);
                big.write("end".getBytes(StandardCharsets.US_ASCII));
            }
            assertThat(field(site.ask("HEAD /big"), "Content-Length")).isEqualTo("10737418240");
            assertThat(body(site.get("/big", "Range: bytes=-3"))).isEqualTo("end");
            String answer = site.get("/big", "Range: bytes=5368709120-5368709125");
            assertThat(body(answer)).isEqualTo("middle");
            assertThat(field(answer, "Content-Range")).isEqualTo("bytes 5368709120-5368709125/10737418240");
            assertThat(status(site.get("/big", "Range: bytes=10737418240-"))).isEqualTo(416);
            Files.delete(site.root.resolve("big"));
        }
    }
}
