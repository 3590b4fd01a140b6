package dev.carillon.http;

import static dev.carillon.http.ContentCoding.BROTLI;
import static dev.carillon.http.ContentCoding.GZIP;
import static dev.carillon.http.ContentCoding.IDENTITY;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentCodingTest {
    private static final List<ContentCoding> BOTH = List.of(BROTLI, GZIP);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gzip, deflate, br, zstd            | BROTLI
        gzip                               | GZIP
        GZip                               | GZIP
        x-gzip                             | GZIP
        br;q=0.5, gzip;q=0.8               | GZIP
        br;q=0.8, gzip;q=0.8               | BROTLI
        gzip;q=1.0, identity; q=0.5, *;q=0 | GZIP
        *                                  | BROTLI
        *;q=0.1, br;q=0                    | GZIP
        gzip;q=0.001                       | GZIP
        gzip ; Q=0.5                       | GZIP
        identity, gzip                     | GZIP
        identity;q=0.5, gzip;q=0.5         | GZIP
        identity;q=0, gzip;q=0.1           | GZIP
        identity, gzip;q=0.9               | IDENTITY
        compress, deflate                  | IDENTITY
        gzip;q=0, br;q=0                   | IDENTITY
        gzip;q=0.000                       | IDENTITY
        identity;q=0                       | IDENTITY
        *;q=0                              | IDENTITY
        gzipped                            | IDENTITY
        """)
    void clientGetsWhatItLikesBest(String accept, ContentCoding coding) {
        assertThat(ContentCoding.choose(List.of(accept), BOTH)).isEqualTo(coding);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip;q=2",
                "gzip;q=1.001",
                "gzip;q=-1",
                "gzip;q=.5",
                "gzip;q=",
                "gzip;q=0.5555",
                "gzip;q=x",
                "gzip;level=1",
                "gzip;q=0,5"
            })
    void whatIsNoWeightIsTakenAsUnwanted(String accept) {
        assertThat(ContentCoding.choose(List.of(accept), BOTH)).isEqualTo(IDENTITY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        gzip, br                       | BROTLI GZIP IDENTITY
        gzip, br;q=0.5                 | GZIP BROTLI IDENTITY
        gzip;q=0.5, br;q=0.1, identity | IDENTITY
        gzip, br;q=0.1, identity;q=0.5 | GZIP IDENTITY
        br;q=0.5, identity;q=0.5       | BROTLI IDENTITY
        gzip, br;q=0, identity;q=0     | GZIP IDENTITY
        deflate                        | IDENTITY
        """)
    void theOrderEndsWhereTheClientWouldHaveItAsItIs(String accept, String order) {
        assertThat(ContentCoding.order(List.of(accept), BOTH))
                .extracting(ContentCoding::name)
                .containsExactly(order.split(" ", -1));
    }

    @Test
    void linesOfTheFieldAreOneList() {
        assertThat(ContentCoding.choose(List.of("br;q=0.1", "gzip;q=0.2"), BOTH))
                .isEqualTo(GZIP);
    }

    @Test
    void clientThatSaysNothingGetsItAsItIs() {
        assertThat(ContentCoding.choose(List.of(), BOTH)).isEqualTo(IDENTITY);
        assertThat(ContentCoding.choose(List.of(""), BOTH)).isEqualTo(IDENTITY);
    }

    @Test
    void onlyWhatIsOfferedIsChosen() {
        assertThat(ContentCoding.choose(List.of("br, gzip;q=0.1"), List.of(GZIP)))
                .isEqualTo(GZIP);
        assertThat(ContentCoding.choose(List.of("br"), List.of(GZIP))).isEqualTo(IDENTITY);
        assertThat(ContentCoding.choose(List.of("br, gzip"), List.of())).isEqualTo(IDENTITY);
    }
}
