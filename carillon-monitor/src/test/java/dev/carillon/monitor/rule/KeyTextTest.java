package dev.carillon.monitor.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    @Test
    void aTextOrNumberIsItself() {
        assertThat(KeyText.of("a \"b\"")).isEqualTo("a \"b\"");
        assertThat(KeyText.of(2.0)).isEqualTo("2");
        assertThat(KeyText.of(17L)).isEqualTo("17");
        assertThat(KeyText.of(true)).isEqualTo("true");
    }

    @Test
    void aListOrMapIsItsJsonOnOneLineWithWholeNumbersWithoutAPoint() {
        assertThat(KeyText.of(List.of(1.0, 2.5, 3L, true, "ä\\\"", Map.of("b", List.of()))))
                .isEqualTo("[1,2.5,3,true,\"ä\\\\\\\"\",{\"b\":[]}]");
        assertThat(KeyText.of(Map.of("a\u0001", "b\nc"))).isEqualTo("{\"a\\u0001\":\"b\\nc\"}");
    }
}
