package dev.carillon.monitor.when;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.carillon.monitor.Event;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WhenTest {
    private static final When WHEN = new When(Path.of("target", "when"));
    private static final Map<String, Object> FIELDS =
            Map.of("value", 81.5, "uid", 0, "cause", "killed", "tags", List.of("a", "b"), "a-b", "c");

    private static Event event() {
        return new Event(1, Duration.ZERO, Instant.EPOCH, "api", "exit", FIELDS);
    }

    @BeforeAll
    static void theLibraryIsThere() {
        assertThat(Path.of("target", "when")).as("put there by Maven").isDirectory();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "value > 80 ~ true",
                "value > 81.5 ~ false",
                "uid == 0 && kind == 'exit' && source == 'api' ~ true",
                "cause != 'stopped' ~ true",
                "'b' in tags ~ true",
                "fields['a-b'] == 'c' ~ true",
                "has(fields.none) || value * 2.0 == 163.0 ~ true",
                "cause.matches('^k.*d$') ~ true",
                "none > 3 ~ false",
                "none > 3 || uid == 0 ~ true",
                "value > 'x' ~ false",
            })
    void anExpressionIsTrueOrNotAndWithoutAValueNot(String text, boolean expected) {
        assertThat(WHEN.compile(text).test(event(), why -> {})).isEqualTo(expected);
    }

    @Test
    void oneThatFailsSaysSoUnlessAFieldIsNotThere() {
        List<String> failures = new ArrayList<>();
        WHEN.compile("value.startsWith('a')").test(event(), failures::add);
        assertThat(failures).singleElement().asString().contains("overload");
        WHEN.compile("none.startsWith('a') || fields.nothing > 3").test(event(), failures::add);
        assertThat(failures).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            quoteCharacter = '`',
            value = {
                "value > ~ column 8 of it: mismatched input",
                "1 + 2 ~ column 3 of it: expected type 'bool' but found 'int'",
                "kind == 'exit' && cuase == 'x' ~ column 19 of it: the source's events have no field cuase; did you"
                        + " mean cause?",
                "frob(value) ~ column 5 of it: undeclared reference to 'frob'",
                "[1, 2].all(x, x > 0) ~ column",
            })
    void whatIsWrongIsToldWithItsPlace(String text, String problem) {
        assertThat(WHEN.wrong(text, Set.of("value", "cause")))
                .hasValueSatisfying(found -> assertThat(found).startsWith(problem));
    }

    @Test
    void nothingIsWrongWithNamesThatNobodyKnows() {
        assertThat(WHEN.wrong("frob > 3", Set.of())).isEmpty();
    }

    @Test
    void withoutTheLibraryItSaysWhereItLooked() {
        assertThat(catchThrowable(() -> new When(Path.of("/nowhere")).compile("true")))
                .hasMessage("expressions need the library in /nowhere: no such file");
    }
}
