package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample reads as it should, by either way and however it is cut. */
class CorpusTest {
    static Stream<Sample> samples() {
        return Sample.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void readsAsExpected(Sample sample) {
        assertThat(Reading.of(sample.input()).brief()).isEqualTo(sample.expected());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theStrictWayReadsTheSame(Sample sample) {
        assertThat(Reading.of(sample.input()).text())
                .isEqualTo(Reading.strictly(sample.input()).text());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void cutAnywhereItReadsTheSame(Sample sample) {
        String input = sample.input();
        String whole = Reading.of(input).text();
        for (int cut = 1; cut < input.length(); cut++) {
            assertThat(Reading.cutAt(input, cut).text()).as("cut at " + cut).isEqualTo(whole);
        }
        assertThat(Reading.byteByByte(input).text()).isEqualTo(whole);
    }
}
