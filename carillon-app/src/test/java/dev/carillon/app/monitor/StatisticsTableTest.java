package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.app.Pty;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatisticsTableTest {
    private static final List<String> FIGURES = List.of(
            "events", "perSecond", "bytes", "p99Micros", "longestMicros", "lateMicros", "latestMicros", "errors");

    private static Map<String, Object> row(String source, long figure) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("source", source);
        FIGURES.forEach(name -> row.put(name, figure));
        row.put("ledger", Map.of("sent", figure, "handled", figure, "merged", 0L, "missed", 0L, "open", 0L));
        return row;
    }

    private static List<String> table(int width) {
        List<Object> rows = List.of(row("counter", 123_456), row("a-child-with-a-name", 7));
        return StatisticsTable.of(rows, "  ", width).lines().toList();
    }

    private static List<String> words(List<String> lines) {
        List<String> words =
                new ArrayList<>(List.of(String.join(" ", lines).strip().split(" +")));
        words.removeIf(word -> word.equals("source") || word.equals("counter") || word.startsWith("a-child"));
        words.sort(null);
        return words;
    }

    @Test
    void whereThereIsRoomItIsOneTable() {
        assertThat(table(Integer.MAX_VALUE)).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100, 120})
    void whatDoesNotFitFollowsBelowAndNothingIsLost(int width) {
        assertThat(table(width)).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        assertThat(words(table(width))).isEqualTo(words(table(Integer.MAX_VALUE)));
        assertThat(table(width)).filteredOn(line -> line.contains("  source")).hasSizeGreaterThan(1);
    }

    @Test
    void aWidthForNoColumnAtAllStillShowsOneAtATime() {
        assertThat(words(table(1))).isEqualTo(words(table(Integer.MAX_VALUE)));
    }

    @Test
    void columnsWithoutAnyFigureAreLeftOut() {
        assertThat(StatisticsTable.of(List.of(Map.of("source", "timer", "events", 3L)), "", 80))
                .isEqualTo("source  events\ntimer        3\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {80, 100})
    void aTerminalTellsItsWidth(int width) {
        List<String> lines = Pty.print(
                "stty cols " + width + "; unset COLUMNS; NO_COLOR=1 exec \"$@\"",
                "monitor",
                "--only",
                "counter,pipe,timer",
                "--for",
                "1ms");
        List<String> end = lines.subList(
                lines.indexOf(lines.stream()
                                .filter(line -> line.contains("  end  "))
                                .findFirst()
                                .orElseThrow())
                        + 1,
                lines.size());
        assertThat(end)
                .hasSizeGreaterThanOrEqualTo(4)
                .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
    }
}
