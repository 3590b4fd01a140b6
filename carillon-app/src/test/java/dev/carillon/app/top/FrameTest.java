package dev.carillon.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole screens, made of a board with alarms of every severity, names of every width, and some that would move the cursor. */
class FrameTest {
    private final Frame frame = new Frame(new Words(ZoneOffset.UTC));
    private final Seen seen = Seen.parse(resource("board.json"));

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(FrameTest.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private static String plain(List<Row> rows) {
        return rows.stream().map(Row::plain).collect(Collectors.joining("\n", "", "\n"));
    }

    /** To be looked at, and put into the resource, when something is to look otherwise. */
    @ParameterizedTest
    @CsvSource({"80, 24", "120, 40"})
    void aScreenLooksLikeThis(int columns, int rows) {
        assertThat(plain(frame.rows(seen, View.of(columns, rows), "")))
                .isEqualTo(resource("screen-" + columns + "x" + rows + ".txt"));
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 81, 99, 100, 120, 300})
    void noRowIsWiderThanTheScreen(int columns) {
        for (Row row : frame.all(seen, View.of(columns, 50))) {
            assertThat(Cells.of(row.plain())).as(row.plain()).isLessThanOrEqualTo(columns);
        }
    }

    @ParameterizedTest
    @CsvSource({"80, 24", "80, 25", "132, 60", "500, 200"})
    void aScreenHasAsManyRowsAsItHas(int columns, int rows) {
        assertThat(frame.rows(seen, View.of(columns, rows), "")).hasSize(rows);
        assertThat(frame.rows(seen, View.of(columns, rows), "it has ended")).hasSize(rows);
    }

    @Test
    void nothingThatWasToldMovesTheCursor() {
        String text = plain(frame.all(seen, View.of(120, 40)));
        assertThat(text.codePoints()
                        .filter(each -> each != '\n')
                        .filter(each -> Character.isISOControl(each) || Character.getType(each) == Character.FORMAT))
                .isEmpty();
        assertThat(text).contains("evil\\u001b[2J\\u202e");
    }

    @Test
    void withoutColourNoneIsSentAndTheShapesStillSayHowBadItIs() {
        String lines = frame.all(seen, View.of(80, 24)).stream()
                .map(row -> row.ansi(false))
                .collect(Collectors.joining("\n"));
        assertThat(lines).doesNotContainPattern("\u001b\\[[0-9;]*3[0-9]m").doesNotContain("\u001b[90m");
        assertThat(lines).contains("▲ critical").contains("■ warning").contains("● info");
    }

    @Test
    void whatIsBelowIsScrolledTo() {
        View last = frame.scrolled(seen, View.of(80, 24), Integer.MAX_VALUE);
        assertThat(plain(frame.rows(seen, last, ""))).contains("The ledger").contains("phone: webhook, fails");
        View first = frame.scrolled(seen, last, -Integer.MAX_VALUE);
        assertThat(first.first()).isZero();
        assertThat(frame.scrolled(seen, first, 1).first()).isOne();
    }

    @Test
    void aScreenThatIsTooSmallSaysSoInALine() {
        for (View view : List.of(View.of(79, 24), View.of(80, 23), View.of(1, 1))) {
            List<Row> rows = frame.rows(seen, view, "");
            assertThat(rows).hasSize(1);
            assertThat(Cells.of(rows.getFirst().plain())).isLessThanOrEqualTo(view.columns());
        }
        assertThat(plain(frame.rows(seen, View.of(79, 20), "")))
                .isEqualTo("80 × 24 at least, please: this terminal has 79 × 20; q quits\n");
    }

    @Test
    void aLostMonitorIsABandAndWhatWasKnownStays() {
        String text = plain(frame.rows(seen, View.of(80, 24), "No monitor since 12:00:01 (it has ended)"));
        assertThat(text).contains("▲ critical").contains("No monitor since 12:00:01 (it has ended)");
        assertThat(text).as("no verdict of now").startsWith("◌ At ").contains(" it was: ");
    }

    @Test
    void theBusiestGoFirstIfThatIsWanted() {
        String text = plain(frame.all(seen, View.of(80, 24).byRate(true)));
        String sources = text.substring(text.indexOf("Sources"));
        assertThat(sources.indexOf("orders")).isLessThan(sources.indexOf("boiler"));
    }

    @Test
    void ofAStormTheWorstAlarmsAreShownAndOfTheOthersHowManyThereAre() {
        String storm = "{\"set\":{\"one\":{\"verdict\":{\"standing\":5000}},\"alarms\":{"
                + IntStream.range(0, 200)
                        .mapToObj(i -> "\"a/" + i + "\":{\"rule\":\"a" + i + "\",\"severity\":\"warning\",\"since\":1}")
                        .collect(Collectors.joining(","))
                + "}}}";
        String text = plain(frame.rows(Seen.parse(storm), View.of(80, 24), ""));
        assertThat(text).contains("the worst 4 of 5,000").contains("The barrel");
        assertThat(frame.all(Seen.parse(storm), View.of(80, 24).withAllAlarms(true)))
                .hasSizeGreaterThan(400);
    }

    @Test
    void ofAFleetThoseAreFirstThatSomebodyHasToLookAt() {
        String board = """
            {"now":1772366400000000,"set":{"one":{"fleet":{"where":"nats://hub:4222","asked":1,"trouble":"","hosts":3}},"fleet":{
            "quay":{"name":"quay","place":2,"presence":"here","verdict":"quiet","heard":1772366399000000,"count":0,"alarms":[]},
            "pier":{"name":"pier","place":0,"presence":"vanished","verdict":"quiet","heard":1772366280000000,"count":1,"alarms":["hot"]},
            "dock":{"name":"dock","place":1,"presence":"here","verdict":"warning","heard":1,"count":2,"alarms":["a","b"]}}}}
            """;
        assertThat(plain(frame.all(Seen.parse(board), View.of(80, 24))).lines().filter(line -> !line.isBlank()))
                .containsSequence(
                        "The fleet at nats://hub:4222: 2 here, 1 vanished, 0 left, of 3",
                        "▲ pier               vanished, not heard of for 2 min, with 1 alarm then: hot",
                        "■ dock               warning, 2 alarms: a",
                        "○ quay               quiet, 0 alarms");
    }

    @Test
    void aMonitorThatTellsNothingIsShownAllTheSame() {
        assertThat(frame.rows(Seen.parse("{}"), View.of(80, 24), "")).hasSize(24);
    }
}
