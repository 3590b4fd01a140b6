package dev.carillon.bench.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    /** Something with everything that figures have. */
    private record Some(int round, double value, Double boxed, List<String> names, Map<String, Long> counts) {
        /** No part of it. */
        public boolean isBig() {
            return value > 1;
        }
    }

    @Test
    void aRecordComesBackToTheLastDigit() {
        Some some = new Some(2, 1.0 / 3, 1e-300, List.of("two\nlines, \"quoted\"", "µs"), Map.of("read", 1L << 60));
        assertThat(Json.read(Json.line(some), Some.class)).isEqualTo(some);
        assertThat(Json.read(Json.pretty(some), Some.class)).isEqualTo(some);
        assertThat(Json.line(some)).doesNotContain("\n", "big");
    }

    @Test
    void whatIsNoNumberIsNullAndComesBack() {
        Some some = new Some(1, Double.NaN, Double.POSITIVE_INFINITY, List.of(), Map.of());
        assertThat(Json.line(some)).contains("\"value\":null", "\"boxed\":null");
        assertThat(Json.read(Json.line(some), Some.class))
                .isEqualTo(new Some(1, Double.NaN, Double.NaN, List.of(), Map.of()));
    }

    @Test
    void whatIsNoJsonIsRefusedWithThePlace() {
        assertThatThrownBy(() -> Json.read("{\"round\": 1, ", Map.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 1, column 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"all", "echo", "loop", "network"})
    void runsThatAreKeptCanBeRead(String name) throws IOException {
        String text = Files.readString(Path.of("../docs/benchmarks/" + name + ".json"));
        assertThat(Json.read(text, Map.class)).containsKeys("command", "machine", "table", "sides");
    }
}
