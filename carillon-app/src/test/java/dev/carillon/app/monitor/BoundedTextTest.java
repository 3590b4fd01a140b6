package dev.carillon.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What fits is there whole, and what does not is counted. */
class BoundedTextTest {
    private static List<String> lines(int count) {
        return IntStream.range(0, count).mapToObj(i -> "line " + i).toList();
    }

    @Test
    void whatFitsIsThereAsItIs() {
        assertThat(new BoundedText().line("first").lines(lines(3), 1000)).hasToString("first\nline 0\nline 1\nline 2");
    }

    @Test
    void linesLeftOutAreCountedAndWhatFollowsHasItsOwnRoom() {
        assertThat(new BoundedText().lines(lines(1000), 30).lines(List.of("last"), 30))
                .hasToString("line 0\nline 1\nline 2\nline 3\n  and 996 more\nlast");
    }

    @Test
    void noLineTakesTheRoomOfAllOthers() {
        assertThat(new BoundedText().line("x".repeat(100_000)).toString()).hasSizeLessThan(1100);
    }
}
