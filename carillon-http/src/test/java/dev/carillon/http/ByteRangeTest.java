package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {
    private static final String BEYOND_LONG = "99999999999999999999";

    @ParameterizedTest
    @CsvSource({
        "bytes=0-8, 1000, 0, 8",
        "bytes=0-0, 1000, 0, 0",
        "bytes=-10, 1000, 990, 999",
        "bytes=990-, 1000, 990, 999",
        "bytes=990-1990, 1000, 990, 999",
        "bytes=0-10001, 1000, 0, 999",
        "bytes=-2000, 1000, 0, 999",
        "bytes=0-499, 10000, 0, 499",
        "bytes=500-999, 10000, 500, 999",
        "bytes=-500, 10000, 9500, 9999",
        "bytes=9500-, 10000, 9500, 9999",
        "bytes=999-, 1000, 999, 999",
        "BYTES=1-2, 1000, 1, 2",
        "bytes= 1-2 , 1000, 1, 2",
        "bytes=000000000000000000000000001-2, 1000, 1, 2",
        "bytes=0-" + BEYOND_LONG + ", 1000, 0, 999",
        "bytes=-" + BEYOND_LONG + ", 1000, 0, 999",
        "bytes=0-18446744073709551616, 1000, 0, 999",
        "bytes=10737418239-, 10737418240, 10737418239, 10737418239"
    })
    void rangeIsAPart(String field, long total, long first, long last) {
        assertThat(ByteRange.of(field, total)).isEqualTo(new ByteRange.Part(first, last));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=1000-, 1000",
        "bytes=100000-, 1000",
        "bytes=1000-1001, 1000",
        "bytes=-0, 1000",
        "bytes=0-, 0",
        "bytes=-5, 0",
        "bytes=" + BEYOND_LONG + "-, 1000",
        "bytes=18446744073709551616-, 1000",
        "bytes=" + BEYOND_LONG + "-" + BEYOND_LONG + ", 1000"
    })
    void rangeBehindTheEndIsUnsatisfiable(String field, long total) {
        assertThat(ByteRange.of(field, total)).isEqualTo(ByteRange.Fixed.UNSATISFIABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=0-9, -10, 10-19",
                "bytes=0-0,-1",
                "bytes=0-9,",
                ",0-9",
                "bytes=alpha",
                "bytes=10-alpha",
                "bytes=10",
                "bytes=10-11 12-",
                "bytes=-",
                "bytes=",
                "bytes",
                "bytes:0-9",
                "bytes 0-9",
                "bytes =0-9",
                "lines=0-9",
                "bytesx=0-9",
                "",
                "0-9",
                "bytes=5-2",
                "bytes=--5",
                "bytes=1--2",
                "bytes=+1-2",
                "bytes=0x0-9",
                "bytes=1 - 2",
                "bytes=\u0661-2"
            })
    void severalRangesAndWhatIsNoneAreTheWhole(String field) {
        assertThat(ByteRange.of(field, 1000)).isEqualTo(ByteRange.Fixed.WHOLE);
    }

    @Test
    void contentRangeTellsPartAndTotal() {
        ByteRange.Part part = new ByteRange.Part(42, 1233);
        assertThat(part.length()).isEqualTo(1192);
        assertThat(part.contentRange(1234)).isEqualTo("bytes 42-1233/1234");
        assertThat(ByteRange.unsatisfied(1234)).isEqualTo("bytes */1234");
    }
}
