package dev.carillon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.dashboard.board.State;
import dev.carillon.dashboard.board.State.AlarmState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser. Left out, by name, where there is no Chromium. */
@Timeout(120)
class BrowserTest {
    private static final String DRAWN = "performance.getEntriesByName('carillon-drawn').length > 0";
    /** Where axe-core is, {@code axe.min.js}; it is no part of the build. */
    private static final String ALL_TIME = "document.querySelector('#all-time')";

    private static final String ROLL = "document.querySelector('#roll')";
    private static final @Nullable String AXE = System.getenv("CARILLON_AXE");

    private @Nullable Chromium started;

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory = Path.of("");

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
    void aNameAndAValueThatAreMarkupStayText() throws IOException {
        String evil = "</script><img src=x onerror=\"document.title='ran'\"><b>\u202e";
        try (Shown shown = Shown.local()) {
            shown.happen(3, List.of(evil), Map.of("line", evil, "value", 3, "unit", evil));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/#event/2");
            browser.await(DRAWN);
            browser.await("document.querySelector('#source-table tbody bdi').textContent.includes('onerror')");
            browser.await("document.querySelector('#detail').open");
            browser.await("document.querySelector('#charts .name') !== null");

            assertThat(browser.evaluate("document.querySelector('#source-table tbody bdi').textContent"))
                    .isEqualTo(evil);
            assertThat(browser.evaluate("document.querySelector('#detail .body').textContent"))
                    .contains("<img src=x onerror=");
            assertThat(browser.evaluate("document.querySelectorAll('main img, main b, dialog img, dialog b').length"))
                    .isEqualTo("0");
            assertThat(browser.evaluate("document.title")).isEqualTo("○ host – Carillon");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void aUnitOrANameWrittenTheOtherWayTurnsNothingAround() throws IOException {
        String turned = "\u202eegnahc";
        try (Shown shown = Shown.local()) {
            shown.happen(3, List.of("boiler"), Map.of("value", 3, "unit", turned));
            shown.raise(List.of(new AlarmState(
                    "hot/2", "hot", turned, "boiler", "critical", "raised", Instant.now(), "hot", false)));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.await(DRAWN);
            browser.await("document.querySelector('#charts .range').textContent.includes('egnahc')");
            browser.await("document.querySelector('#verdict .words').textContent.includes('egnahc')");
            assertThat(browser.evaluate(goesOnToTheRight("#charts .range", "minutes")))
                    .isEqualTo("true");
            assertThat(browser.evaluate(goesOnToTheRight("#verdict .words", "event")))
                    .isEqualTo("true");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static String goesOnToTheRight(String selector, String word) {
        return "(() => { const text = document.querySelector('" + selector + "').firstChild;"
                + " const at = text.data.lastIndexOf('" + word + "'); const x = (i) => {"
                + " const letter = document.createRange(); letter.setStart(text, i); letter.setEnd(text, i + 1);"
                + " return letter.getBoundingClientRect().left; };"
                + " return at > 0 && x(at) < x(at + 1) && x(at + 1) < x(at + 4); })()";
    }

    @Test
    void aNumberIsShortHoweverGreatOrSmall() throws IOException {
        try (Shown shown = Shown.local()) {
            shown.happen(1, List.of("great"), Map.of("value", 1e308, "unit", "m"));
            shown.happen(1, List.of("small"), Map.of("value", -1.23456e-200));
            shown.happen(1, List.of("usual"), Map.of("value", 1234567.5));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.await(DRAWN);
            String values = "[...document.querySelectorAll('#charts .value')].map((each) => each.textContent).join()";
            browser.await(values + " === '1E308 m,-1.235E-200,1,235,000'");
            assertThat(browser.evaluate("document.querySelector('#charts .range').textContent"))
                    .isEqualTo("1E308 to 1E308 m in ten minutes");
            assertThat(browser.evaluate("/\\d{17}/.test(document.body.innerText)"))
                    .isEqualTo("false");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void hostsOfAFleetAreListedAsText() throws IOException {
        String evil = "<img src=x onerror=\"document.title='ran'\">\u202e";
        Instant time = Instant.now();
        try (Shown shown = Shown.local()) {
            shown.join(new State.FleetState(
                    "mq:4222",
                    time,
                    "",
                    List.of(
                            new State.HostState(
                                    "web-3", "vanished", "critical", time, time, 7, List.of("critical hot: " + evil)),
                            new State.HostState(evil, "here", evil, time, time, 0, List.of()),
                            new State.HostState("old", "left", "quiet", time, time, 0, List.of()))));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.size(320, 700);
            browser.await(DRAWN);
            browser.await("document.querySelectorAll('#fleet > ul > li').length === 3");
            assertThat(browser.evaluate("document.querySelector('#fleet .note').textContent"))
                    .isEqualTo("At mq:4222: 1 here, 1 vanished, 1 left.");
            assertThat(browser.evaluate("document.querySelector('#fleet > ul > li').textContent"))
                    .contains("web-3", "vanished, not heard of for", "with 7 alarms then", "<img src=x", "and 6 more");
            assertThat(browser.evaluate("document.querySelector('#fleet > ul > li.bad strong').textContent"))
                    .isEqualTo("web-3");
            assertThat(browser.evaluate("document.querySelectorAll('#fleet img').length"))
                    .isEqualTo("0");
            assertThat(browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .isEqualTo("0");
            assertThat(browser.complaints()).isEmpty();
            shown.join(new State.FleetState("mq:4222", time, "Connection refused", List.of()));
            browser.await("document.querySelector('#fleet .note').textContent.includes('cannot be asked')");
            browser.await("document.querySelectorAll('#fleet > ul > li').length === 0");
        }
    }

    @Test
    void itComesBackByItselfAfterTheServerHasGone() throws IOException {
        Chromium browser = browser();
        Shown first = Shown.local();
        try (first) {
            first.happen(1, List.of("boiler"), Map.of());
            browser.open("http://" + first.host() + "/");
            browser.await(DRAWN);
        }
        browser.await("!document.querySelector('#link').hidden");
        try (Shown second = new Shown(Access.local(Shown.TOKEN), first.address())) {
            second.happen(1, List.of("another"), Map.of());
            browser.await("document.querySelector('#link').hidden");
            browser.await("document.querySelector('#source-table tbody').textContent.includes('another')");
            assertThat(browser.evaluate("document.querySelector('#source-table tbody').textContent"))
                    .doesNotContain("boiler");
        }
    }

    @Test
    void aTokenMayBePastedIntoATabThatIsOpenAndAWrongOneIsSaid() throws IOException {
        String note = "document.querySelector('#alarms-note').textContent";
        String disabled =
                "[...document.querySelectorAll('#standing .ack, #standing select')].map((each) => each.disabled)"
                        + ".join()";
        try (Shown shown = Shown.local()) {
            shown.happen(1, List.of("boiler"), Map.of());
            shown.raise(List.of(
                    new AlarmState("hot/2", "hot", "", "boiler", "critical", "raised", Instant.now(), "hot", false)));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.await(DRAWN);
            browser.await(note + ".startsWith('Read only: the address') && " + disabled + " === 'true,true'");
            browser.evaluate("location.hash = '#token=" + Shown.TOKEN + "'");
            browser.await("location.href.endsWith('/') && " + note + " === '' && " + disabled + " === 'false,false'");
            browser.evaluate("document.querySelector('#standing .ack').click()");
            browser.await(note + " === 'hot/2 is acknowledged'");
            assertThat(shown.done()).containsExactly("ack hot/2");

            browser.open("http://" + shown.host() + "/#token=wrongwrong");
            browser.await(DRAWN);
            browser.await(note + ".startsWith('Read only: the token is not the right one') && " + disabled
                    + " === 'true,true'");
        }
    }

    @Test
    void onAPhoneNothingIsWiderThanThePage() throws IOException {
        try (Shown shown = Shown.local()) {
            shown.happen(
                    20, IntStream.range(0, 500).mapToObj(i -> "source-" + i).toList(), Map.of("value", 1));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.size(320, 700);
            browser.await(DRAWN);
            browser.await("document.querySelectorAll('#source-table tbody tr').length === 500");
            assertThat(browser.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .isEqualTo("0");
        }
    }

    @Test
    void draggingOverATimeShowsItAndItHasAnAddress() throws IOException {
        try (Shown shown = Shown.local()) {
            shown.happen(20, List.of("boiler"), Map.of("value", 1));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.size(1440, 900);
            browser.await(DRAWN);
            assertThat(browser.evaluate(ALL_TIME + ".disabled")).isEqualTo("true");
            int top = (int) Double.parseDouble(browser.evaluate(ROLL + ".getBoundingClientRect().top"));
            int right = (int) Double.parseDouble(browser.evaluate(ROLL + ".getBoundingClientRect().right"));

            browser.drag(right - 100, right - 1, top + 8);

            browser.await("/^#time\\/\\d+-\\d+$/.test(location.hash)");
            // 100 of 1,240 pixels of ten minutes.
            assertThat(Double.parseDouble(shownSeconds(browser))).isBetween(30.0, 70.0);
            String address = browser.evaluate("location.href");
            browser.evaluate(ALL_TIME + ".click()");
            assertThat(browser.evaluate("location.hash + " + ALL_TIME + ".disabled"))
                    .isEqualTo("true");
            browser.open(address);
            browser.await(ALL_TIME + ".disabled === false");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void byKeysThereIsLessTimeAndMoreAndAllOfIt() throws IOException {
        try (Shown shown = Shown.local()) {
            shown.happen(20, List.of("boiler"), Map.of("value", 1));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.await(DRAWN);
            browser.evaluate(ROLL + ".focus()");
            browser.type("+");
            browser.type("+");
            assertThat(Double.parseDouble(shownSeconds(browser))).isBetween(140.0, 160.0);
            browser.type("-");
            assertThat(Double.parseDouble(shownSeconds(browser))).isBetween(290.0, 310.0);
            browser.type("0");
            assertThat(browser.evaluate("location.hash + " + ALL_TIME + ".disabled"))
                    .isEqualTo("true");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static String shownSeconds(Chromium browser) throws IOException {
        return browser.evaluate("location.hash.match(/\\d+/g).reduce((from, to) => to - from) / 1e6");
    }

    @Test
    void onPaperAllIsOpenAndNothingIsToBePressed() throws IOException {
        try (Shown shown = Shown.local()) {
            shown.happen(20, List.of("boiler"), Map.of("value", 1));
            Chromium browser = browser();
            browser.open("http://" + shown.host() + "/");
            browser.await(DRAWN);
            browser.evaluate("document.documentElement.dataset.theme = 'dark'");
            browser.printed();
            assertThat(browser.evaluate("[...document.querySelectorAll('button, select, input, summary')]"
                            + ".filter((each) => each.offsetParent && !each.closest('thead')).length"))
                    .isEqualTo("0");
            assertThat(browser.evaluate("document.querySelectorAll('details:not([open])').length"))
                    .isEqualTo("0");
            assertThat(browser.evaluate("getComputedStyle(document.documentElement).backgroundColor"))
                    .isEqualTo("rgb(255, 255, 255)");
            assertThat(browser.evaluate("getComputedStyle(document.querySelector('#verdict')).color"))
                    .isEqualTo("rgb(0, 0, 0)");
            browser.evaluate("dispatchEvent(new Event('afterprint'))");
            assertThat(browser.evaluate("document.documentElement.dataset.theme"))
                    .isEqualTo("dark");
            assertThat(browser.evaluate("document.querySelectorAll('details[open]').length"))
                    .isEqualTo("0");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    void axeFindsNothing() throws IOException {
        assumeTrue(AXE != null, "CARILLON_AXE does not say where axe.min.js is");
        try (Shown shown = Shown.local()) {
            shown.happen(20, List.of("boiler", "valve"), Map.of("value", 1));
            Chromium browser = browser();
            browser.open("about:blank");
            browser.bypassPolicy();
            browser.navigate("http://" + shown.host() + "/");
            browser.await(DRAWN);
            browser.evaluate("(() => { " + Files.readString(Path.of(String.valueOf(AXE))) + " })()");
            assertThat(browser.evaluate("axe.run().then((found) => JSON.stringify(found.violations))"))
                    .isEqualTo("[]");
        }
    }
}
