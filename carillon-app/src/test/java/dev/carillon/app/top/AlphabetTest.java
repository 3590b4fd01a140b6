package dev.carillon.app.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AlphabetTest {
    @Test
    void whereThereIsNoUnicodeShapesAreSignsEachInOneCell() {
        byte[] bytes = new Alphabet(StandardCharsets.US_ASCII).bytes("▲■●○◌ ▁█ 3 µs … ✓✗ °C");
        assertThat(new String(bytes, StandardCharsets.US_ASCII)).isEqualTo("!#*o? .# 3 us ~ +x ?C");
    }

    @Test
    void whereThereIsNothingIsChanged() {
        String text = "▲ 東京 שלום";
        assertThat(new Alphabet(StandardCharsets.UTF_8).bytes(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }
}
