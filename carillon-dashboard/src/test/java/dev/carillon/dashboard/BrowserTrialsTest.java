package dev.carillon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.dashboard.board.State.AlarmState;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a page in a browser has to bear: tabs by the dozen, storms of alarms, floods of events. Left out, by name, without Chromium. */
@Timeout(180)
class BrowserTrialsTest {
    private static final String DRAWN = "performance.getEntriesByName('carillon-drawn').length > 0";
    private static final int TABS = 20;

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory = Path.of("");

    private final Shown shown = Shown.local();

    @BeforeEach
    void findBrowser() {
        assumeTrue(Chromium.find().isPresent(), "there is no Chromium on this machine");
    }

    @AfterEach
    void close() {
        shown.close();
    }

    private Chromium browser() throws IOException {
        return Chromium.start(directory.resolve("profile"));
    }

    private String url() {
        return "http://" + shown.host() + "/";
    }

    @Test
    void twentyTabsHaveOneStreamAndNoneWhileAllAreHidden() throws IOException {
        shown.happen(3, List.of("boiler"), Map.of("value", 1));
        try (Chromium browser = browser();
                Socket own = shown.say(shown.streamRequest())) {
            InputStream ticks = Shown.of(own);
            for (int i = 0; i < TABS; i++) {
                browser.open(url());
                browser.await(DRAWN);
            }
            Shown.readUntil(ticks, "\"viewers\":2,"); // this reader, and the browser
            browser.open("about:blank");
            Shown.readUntil(ticks, "\"viewers\":1,");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void inAStormOfAlarmsTheCriticalOnesComeFirstAndThePageGoesOn() throws IOException {
        List<AlarmState> storm = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            String severity = i % 100 == 99 ? "critical" : "warning";
            storm.add(new AlarmState(
                    "rule-" + i + "/1",
                    "rule-" + i,
                    "",
                    "boiler",
                    severity,
                    "raised",
                    Instant.now(),
                    "too hot",
                    false));
        }
        shown.happen(3, List.of("boiler"), Map.of("value", 1));
        try (Chromium browser = browser()) {
            browser.open(url());
            browser.await(DRAWN);
            shown.raise(storm);
            browser.await("document.querySelector('#verdict').textContent.includes('1,000 alarms')");
            browser.await("document.querySelectorAll('#standing > li').length === 200");
            assertThat(browser.evaluate("[...document.querySelectorAll('#standing > li')].slice(0, 11)"
                            + ".map((row) => row.textContent.includes('critical')).join()"))
                    .isEqualTo("true,".repeat(10) + "false");
            assertThat(browser.evaluate("document.title")).startsWith("▲ 1000 ");
            shown.raise(List.of());
            browser.await("document.querySelectorAll('#standing > li').length === 0");
            browser.await("document.querySelector('#verdict').dataset.level === 'quiet'");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img src=x onerror=\"document.title='ran'\">",
                "</script><script>document.title='ran'</script>",
                "\"><svg onload=\"document.title='ran'\">",
                "javascript:document.title='ran'",
                "\u202egnihton",
                "\u001b[31mred\r\nand more",
                "__proto__"
            })
    void whateverIsSaidIsTextWhereverItIsShown(String said) throws IOException {
        shown.say(said, said);
        try (Chromium browser = browser()) {
            String name = URLEncoder.encode(said, StandardCharsets.UTF_8).replace("+", "%20");
            browser.open(url() + "#source/" + name);
            browser.await(DRAWN);
            browser.await("document.querySelector('#charts .name') !== null");
            assertThat(browser.evaluate("document.querySelector('#source-table tbody bdi').textContent"))
                    .isEqualTo(said);
            for (String address : List.of("source/" + name, "event/1", "event/2", "alarm/x%2F1")) {
                browser.evaluate("document.querySelector('#detail').close()");
                browser.await("location.hash === ''"); // of which closing sees to, a moment later
                browser.evaluate("location.hash = '" + address.replace("'", "%27") + "'");
                browser.await("document.querySelector('#detail').open");
                assertThat(browser.evaluate("document.querySelector('#detail').textContent"))
                        .as(address)
                        .contains(said);
            }
            assertThat(browser.evaluate(
                            "document.querySelectorAll('img, svg[onload], body script, a[href^=javascript]').length"))
                    .isEqualTo("0");
            assertThat(browser.evaluate("document.title")).isNotEqualTo("ran").endsWith(" – Carillon");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void inAFloodOfEventsThePageGoesOn() throws IOException {
        List<String> sources =
                IntStream.range(0, 50).mapToObj(i -> "source-" + i).toList();
        shown.happen(1, sources, Map.of("value", 1));
        try (Chromium browser = browser()) {
            browser.open(url());
            browser.await(DRAWN);
            Thread flood = Thread.ofVirtual().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    shown.happen(1000, sources, Map.of("value", 2.5));
                }
            });
            try { // drawn while more comes
                for (int millions = 1; millions <= 3; millions++) {
                    browser.await("Number(document.querySelector('#source-table tbody .c-received').textContent"
                            + ".replace(/\\D/g, '')) > " + millions + "000000");
                    browser.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
                }
            } finally {
                flood.interrupt();
            }
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
