package dev.carillon.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CellsTest {
    @ParameterizedTest
    @CsvSource({
        "abc, 3",
        "°C µs, 5",
        "▲■●○◌…, 6",
        "▁█, 2",
        "東京, 4",
        "한국, 4",
        "ｱ, 1",
        "Ａ, 2",
        "e\u0301, 1",
        "שלום, 4",
        "😀, 2",
        "👩\u200d🚀, 4",
        "\u1112\u1161\u11ab, 2",
        "❌, 2",
        "♥, 1"
    })
    void aTextTakesSoManyCells(String text, int cells) {
        assertThat(Cells.of(text)).isEqualTo(cells);
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc", "abcd, 3, ab…", "東京, 4, 東京", "東京, 3, 東…", "東京, 2, …", "東京都, 5, 東京…", "abc, 0, ''"})
    void whatDoesNotFitIsCut(String text, int width, String cut) {
        assertThat(Cells.cut(text, width)).isEqualTo(cut);
        assertThat(Cells.of(Cells.cut(text, width))).isLessThanOrEqualTo(width);
    }

    @Test
    void ofWhatIsPiledUpOnALetterLittleIsKept() {
        assertThat(Cells.cut("Z" + "\u0335".repeat(10_000) + "a", 5))
                .hasSizeLessThan(8)
                .endsWith("a");
    }

    @Test
    void numbersBehindWhatIsWrittenFromTheRightStayWhereTheyAre() {
        Row row = new Row().at(0, 10, Ink.PLAIN, "שלום").right(12, 4, Ink.PLAIN, "12");
        assertThat(row.ansi(true)).isEqualTo("\u001b[1Gשלום\u200e\u001b[15G12");
    }
}
