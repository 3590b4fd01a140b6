package dev.carillon.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Help texts fit the terminal, and break between words only. */
class HelpWidthTest {
    private static List<String> help(String command, int width) {
        try (ChildJvm jvm = ChildJvm.of(Carillon.class)
                .environment("COLUMNS", Integer.toString(width))
                .arguments(("help " + command).strip().split(" ", -1))
                .start()) {
            assertThat(jvm.awaitExit()).as(jvm.lines().toString()).isZero();
            return jvm.lines();
        }
    }

    private static List<String> words(List<String> lines) {
        List<String> words =
                new ArrayList<>(List.of(String.join(" ", lines).strip().split("\\s+")));
        words.sort(null); // columns beside each other break at other places
        return words;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "bench", "ctl", "demo", "doctor", "echo", "monitor", "relay", "serve"})
    void everyWidthShowsTheSameWords(String command) {
        List<String> words = words(help(command, 120));
        for (int width : new int[] {60, 80}) {
            List<String> lines = help(command, width);
            assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
            assertThat(words(lines)).as("at " + width).isEqualTo(words);
        }
    }

    @ParameterizedTest
    @CsvSource({"67,67", "20,55", "1000,120"})
    void aTerminalTellsItsOwnWidthWithinLimits(int columns, int longest) throws Exception {
        List<String> lines = Pty.print("stty cols " + columns + "; unset COLUMNS; exec \"$@\"", "echo", "--help");
        assertThat(lines.stream().mapToInt(String::length).max().orElse(0))
                .as(String.join("\n", lines))
                .isBetween(longest - 12, longest);
    }
}
