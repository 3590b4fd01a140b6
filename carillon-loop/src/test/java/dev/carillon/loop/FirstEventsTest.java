package dev.carillon.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.linux.Signal;
import dev.carillon.testkit.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process's first events of every kind: what they need has been made ready before the loop turns. */
class FirstEventsTest {
    private static final Pattern LONGEST = Pattern.compile("longest (\\d+) ms, .*");

    @TempDir
    private Path directory;

    private List<String> outputOf(String... options) {
        try (ChildJvm child = ChildJvm.of(FirstEventsMain.class)
                .options(Loops.option())
                .options(options)
                .blocking(Signal.USR1)
                .arguments(directory.toString())
                .start()) {
            assertThat(child.awaitExit()).isZero();
            return child.lines();
        }
    }

    private long millisOfLongestTurn() {
        return outputOf().stream()
                .map(LONGEST::matcher)
                .filter(Matcher::matches)
                .mapToLong(told -> Long.parseLong(told.group(1)))
                .findFirst()
                .orElseThrow();
    }

    /** Of three children the best: page faults and cold caches of a busy machine count as the thread's own time, too. */
    @Test
    void noTurnTakes20MillisecondsOfTheLoopsThreadFromTheFirstOn() {
        long least = Long.MAX_VALUE;
        for (int child = 0; child < 3 && least >= 20; child++) {
            least = Math.min(least, millisOfLongestTurn());
        }
        assertThat(least).isLessThan(20);
    }

    @Test
    void nothingOfTheFlightRecorderIsLoadedWhileNobodyRecords() {
        List<String> loaded = outputOf("-Xlog:class+load");
        assertThat(loaded).anyMatch(line -> line.contains(" dev.carillon.loop.Dispatcher "));
        assertThat(loaded)
                .filteredOn(line -> line.contains(" jdk.jfr.") || line.contains("TurnEvent"))
                .hasSizeLessThanOrEqualTo(1);
    }
}
