package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.testkit.Allocations;
import dev.carillon.testkit.Seeds;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDateTest {
    private static final long EXAMPLE = 784_111_777;
    private static final DateTimeFormatter JAVA = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
                "Mon, 06 Nov 1994 08:49:37 GMT"
            })
    void readsTheThreeForms(String text) {
        assertThat(HttpDate.parse(text)).hasValue(EXAMPLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "784111777",
                "Sun, 06 Nov 1994 08:49:37",
                "Sun, 06 Nov 1994 08:49:37 CET",
                "Sun, 6 Nov 1994 08:49:37 GMT",
                "Sun, 31 Feb 1994 08:49:37 GMT",
                "Sun, 06 ovD 1994 08:49:37 GMT",
                "Sun, 06 Nox 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 24:49:37 GMT",
                "Sun, 06 Nov 1994 08:60:37 GMT",
                " Sun, 06 Nov 1994 08:49:37 GMT",
                "Sun, 06 Nov 1994 08:49:37 GMT; x",
                "Sun, ٠٦ Nov 1994 08:49:37 GMT"
            })
    void readsNothingElse(String text) {
        assertThat(HttpDate.parse(text)).isEmpty();
    }

    @Test
    void aYearOfTwoDigitsIsNeverFarInTheFuture() {
        int year = Instant.now().atZone(ZoneOffset.UTC).getYear();
        for (int distance : new int[] {-40, 0, 40, 60}) {
            String text = String.format(Locale.ROOT, "Friday, 01-Jan-%02d 00:00:00 GMT", (year + distance) % 100);
            long seconds = HttpDate.parse(text).orElseThrow();
            assertThat(Instant.ofEpochSecond(seconds).atZone(ZoneOffset.UTC).getYear())
                    .isEqualTo(distance > 50 ? year + distance - 100 : year + distance);
        }
    }

    @Test
    void aLeapSecondIsTheLastOfItsDay() {
        assertThat(HttpDate.parse("Sat, 31 Dec 2016 23:59:60 GMT")).hasValue(1_483_228_799);
    }

    @Test
    void writesAsJavaDoesAndReadsItAgain() {
        assertThat(HttpDate.format(EXAMPLE)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        Seeds.forAll(3, seed -> {
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 5000; i++) {
                long seconds = random.nextLong(-62_135_596_800L, 253_402_300_800L);
                String text = HttpDate.format(seconds);
                assertThat(text).isEqualTo(JAVA.format(Instant.ofEpochSecond(seconds)));
                assertThat(HttpDate.parse(text)).hasValue(seconds);
            }
        });
    }

    @Test
    void writingAllocatesNothing() throws Exception {
        byte[] bytes = new byte[HttpDate.BYTES];
        assertThat(Allocations.downTo(0, () -> {
                    for (int i = 0; i < 1000; i++) {
                        HttpDate.format(EXAMPLE + i, bytes, 0);
                    }
                }))
                .isZero();
    }
}
