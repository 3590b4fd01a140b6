package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What debuggers and logs get to see. */
class ToStringTest {
    @Test
    void trailersTellTheirNames() {
        assertThat(new Trailers(List.of("x-sum", "22", "x-key", "secret"))).hasToString("trailers [x-sum, x-key]");
        assertThat(Trailers.NONE).hasToString("trailers []");
    }

    @Test
    void aFormTellsNothingOfWhatItSays() {
        assertThat(FormFields.of(Reading.buffer("user=a&password=secret"))).hasToString("form of 2 fields");
    }
}
