package dev.carillon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.dashboard.board.Day;
import dev.carillon.dashboard.board.State.AlarmState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A page that hears nothing does not say that all is well. Left out, by name, without Chromium. */
@Timeout(120)
class BrowserSilenceTest {
    private static final String DRAWN = "performance.getEntriesByName('carillon-drawn').length > 0";
    private static final String UNKNOWN = "/^◌ \\S+, as of \\d\\d:\\d\\d:\\d\\d – Carillon$/.test(document.title)";
    private static final String WORDS = "document.querySelector('#verdict .words').textContent";
    private static final String BAND = "document.querySelector('#link').textContent";
    private static final String ICON = "decodeURIComponent(document.querySelector('#icon').href)";

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory = Path.of("");

    private @Nullable Chromium started;

    @BeforeEach
    void findBrowser() {
        assumeTrue(Chromium.find().isPresent(), "there is no Chromium on this machine");
    }

    private Chromium browser() throws IOException {
        Chromium browser = Chromium.start(directory.resolve("profile"));
        started = browser;
        return browser;
    }

    @AfterEach
    void close() throws IOException {
        if (started != null) {
            started.close();
        }
    }

    @Test
    void whenTheConnectionIsLostTheVerdictIsUnknown() throws IOException {
        Chromium browser = browser();
        try (Shown shown = Shown.local()) {
            shown.happen(1, List.of("boiler"), Map.of());
            browser.open("http://" + shown.host() + "/");
            browser.await(DRAWN);
            browser.await("document.title === '○ host – Carillon'");
        }
        browser.await(UNKNOWN);
        assertThat(browser.evaluate(WORDS)).matches("Unknown\\. As of [0-9:]{8}: no alarm\\.");
        assertThat(browser.evaluate(ICON)).contains("stroke-dasharray");
        assertThat(browser.evaluate(BAND)).startsWith("Connection lost (").contains("): no word since ");
    }

    @Test
    void whenAServerIsFrozenTheVerdictIsUnknownSinceItsLastWord() throws IOException {
        try (Day day = new Day();
                DayServer frozen = new DayServer(day)) {
            frozen.go(1);
            Chromium browser = browser();
            browser.open("http://127.0.0.1:" + frozen.port() + "/");
            browser.await(DRAWN);
            browser.await(UNKNOWN);
            browser.await(BAND + ".startsWith('No word since ')");
            assertThat(browser.evaluate(ICON)).contains("stroke-dasharray");
            assertThat(browser.evaluate(WORDS)).startsWith("Unknown. As of ");
            frozen.go(1);
            browser.await("document.querySelector('#link').hidden && !document.title.startsWith('◌')");
        }
    }

    @Test
    void whenATabIsHiddenItsVerdictIsUnknownUntilItIsShown() throws IOException {
        try (Shown shown = Shown.local()) {
            shown.happen(1, List.of("boiler"), Map.of());
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.await(DRAWN);
            String tab = browser.tab();
            browser.open("about:blank");
            browser.turnTo(tab);
            browser.await(UNKNOWN);
            assertThat(browser.evaluate("document.querySelector('#link').hidden"))
                    .isEqualTo("true");
            assertThat(browser.evaluate(ICON)).contains("stroke-dasharray");
            shown.raise(List.of(
                    new AlarmState("hot/2", "hot", "", "boiler", "critical", "raised", Instant.now(), "hot", false)));
            browser.bringToFront();
            browser.await("document.title === '▲ 1 host – Carillon'");
            assertThat(browser.complaints()).isEmpty();
        }
    }
}
