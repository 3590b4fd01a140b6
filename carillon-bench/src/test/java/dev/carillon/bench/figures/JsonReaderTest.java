package dev.carillon.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
    @Test
    void whatWasWrittenIsRead() {
        Map<String, Object> value = Map.of(
                "numbers", List.of(1.0 / 3, -2e-9, Double.NaN),
                "words", List.of("", "a \"b\" \\ \n c", "µs"),
                "none", List.of(),
                "nothing", Map.of(),
                "truth", true);
        assertThat(JsonReader.read(Json.line(value))).isEqualTo(value);
        assertThat(Json.line(value)).doesNotContain("\n");
    }

    @Test
    void whatIsWrittenOverManyLinesIsReadToo() {
        assertThat(JsonReader.read(Json.of(Map.of("a", List.of(1.5, 2.0), "b", "c"))))
                .isEqualTo(Map.of("a", List.of(1.5, 2.0), "b", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"a\"}", "[1,", "[1 2]", "\"a", "no", "{} {}", "\"\\u0041\""})
    void whatIsNoJsonIsRefusedWithThePlace(String text) {
        assertThatThrownBy(() -> JsonReader.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at character");
    }
}
