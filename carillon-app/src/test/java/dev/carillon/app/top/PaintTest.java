package dev.carillon.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaintTest {
    private final Paint paint = new Paint(true);

    private static List<Row> rows(String... texts) {
        return Stream.of(texts)
                .map(text -> new Row().at(0, 80, Ink.PLAIN, text))
                .toList();
    }

    @Test
    void ofLinesThatAreAsTheyWereNothingIsWritten() {
        assertThat(paint.lines(rows("a", "b", "c"))).contains("a").contains("b").contains("c");
        assertThat(paint.lines(rows("a", "b", "c"))).isEmpty();
    }

    @Test
    void onlyLinesThatAreOthersAreWritten() {
        paint.lines(rows("a", "b", "c"));
        assertThat(paint.lines(rows("a", "x", "c"))).isEqualTo("\u001b[2;1H\u001b[K\u001b[1Gx");
    }

    @Test
    void linesThatAreNoMoreAreCleared() {
        paint.lines(rows("a", "b"));
        assertThat(paint.lines(rows("a"))).isEqualTo("\u001b[2;1H\u001b[K");
    }

    @Test
    void whereNothingIsKnownAllIsWritten() {
        paint.lines(rows("a", "b"));
        paint.forget();
        assertThat(paint.lines(rows("a", "b"))).contains("a").contains("b");
    }
}
