package dev.carillon.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.carillon.dashboard.board.Day;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A page that stays open for hours, in virtual time. {@code CARILLON_TICKS=345600} is a day: {@code build/page-cost.sh} has it so. Left out,
 * by name, where there is no Chromium.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class BrowserDayTest {
    private static final long TICKS = Day.ticks(12_000);
    /** Until all rings of the page are full. */
    private static final long WARM = Math.min(TICKS / 2, 20_000);
    /** At a time, or they would wait in the page, which is memory as well. */
    private static final int BATCH = 1_000;

    private static final long MOST_GROWTH = 10L * 1024 * 1024;

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory = Path.of("");

    @Test
    void neitherMemoryNorElementsGrowHoweverLongItIsOpen() throws IOException {
        assumeTrue(Chromium.find().isPresent(), "there is no Chromium on this machine");
        try (Day day = new Day();
                DayServer server = new DayServer(day);
                Chromium browser = Chromium.start(directory.resolve("profile"))) {
            browser.open("http://127.0.0.1:" + server.port() + "/");
            browser.await("performance.getEntriesByName('carillon-drawn').length > 0");
            long shown = show(server, browser, 0, WARM);
            long heap = browser.figure("JSHeapUsedSize");
            long nodes = browser.figure("Nodes");
            show(server, browser, shown, TICKS);
            long growth = browser.figure("JSHeapUsedSize") - heap;
            long more = browser.figure("Nodes") - nodes;
            System.out.println("page-cost: " + TICKS + " ticks of a page: scripts grew from " + heap / 1024 + " by "
                    + growth / 1024 + " KiB after the first " + WARM + ", elements from " + nodes + " by " + more);
            assertThat(growth).isLessThan(MOST_GROWTH);
            assertThat(more).isLessThan(nodes / 5);
            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static long show(DayServer server, Chromium browser, long from, long to) throws IOException {
        long shown = from;
        while (shown < to) {
            shown += BATCH;
            server.go(BATCH);
            browser.await(
                    "Number(document.querySelector('#source-table tbody .c-received').textContent.replace(/\\D/g, ''))"
                            + " >= " + shown);
        }
        return shown;
    }
}
