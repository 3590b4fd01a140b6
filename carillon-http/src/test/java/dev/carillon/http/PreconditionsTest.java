package dev.carillon.http;

import static dev.carillon.http.Preconditions.FAILED;
import static dev.carillon.http.Preconditions.MET;
import static dev.carillon.http.Preconditions.NOT_MODIFIED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreconditionsTest {
    private static final EntityTag TAG = EntityTag.strong("xyzzy");
    private static final String AT = "Sun, 06 Nov 1994 08:49:37 GMT";
    private static final String BEFORE = "Sun, 06 Nov 1994 08:49:36 GMT";
    private static final String AFTER = "Sun, 06 Nov 1994 08:49:38 GMT";
    private static final long MODIFIED = 784_111_777;

    private static Preconditions get(String... fields) {
        return evaluate(true, TAG, MODIFIED, fields);
    }

    private static Preconditions put(String... fields) {
        return evaluate(false, TAG, MODIFIED, fields);
    }

    private static Preconditions evaluate(boolean reads, @Nullable EntityTag tag, long modified, String... fields) {
        return Preconditions.evaluate(reads, name -> values(name, fields), tag, modified);
    }

    private static List<String> values(String name, String... fields) {
        return Arrays.stream(fields)
                .filter(field -> field.startsWith(name + ": "))
                .map(field -> field.substring(name.length() + 2))
                .toList();
    }

    @Test
    void withoutConditionsAllAreMet() {
        assertThat(get()).isEqualTo(MET);
        assertThat(put()).isEqualTo(MET);
    }

    /** RFC 9110 section 13.1.2, and nginx's table for entity tags. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
        "xyzzy"                         | NOT_MODIFIED | FAILED
        W/"xyzzy"                       | NOT_MODIFIED | FAILED
        "foo"                           | MET          | MET
        "foo", "bar", "xyzzy" , "baz"   | NOT_MODIFIED | FAILED
        "xyzzy", "r2d2xxxx", "c3piozzzz" | NOT_MODIFIED | FAILED
        *                               | NOT_MODIFIED | FAILED
        xyzzy                           | MET          | MET
        "*"                             | MET          | MET
        """)
    void whatTheClientHasIsNotSentAgain(String noneMatch, Preconditions reading, Preconditions writing) {
        assertThat(get("If-None-Match: " + noneMatch)).isEqualTo(reading);
        assertThat(put("If-None-Match: " + noneMatch)).isEqualTo(writing);
    }

    /** RFC 9110 section 13.1.1: strongly compared. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
        "xyzzy"                       | MET
        "foo"                         | FAILED
        "foo", "bar", "xyzzy" , "baz" | MET
        *                             | MET
        W/"xyzzy"                     | FAILED
        """)
    void whatTheClientDoesNotKnowIsNotTouched(String match, Preconditions verdict) {
        assertThat(get("If-Match: " + match)).isEqualTo(verdict);
        assertThat(put("If-Match: " + match)).isEqualTo(verdict);
    }

    @Test
    void linesOfAFieldAreOneList() {
        assertThat(get("If-None-Match: \"a\"", "If-None-Match: \"xyzzy\"")).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Match: \"a\"", "If-Match: \"xyzzy\"")).isEqualTo(MET);
    }

    @Test
    void weakTagMatchesOnlyWeakly() {
        EntityTag weak = EntityTag.weak("xyzzy");
        assertThat(evaluate(true, weak, MODIFIED, "If-None-Match: \"xyzzy\"")).isEqualTo(NOT_MODIFIED);
        assertThat(evaluate(true, weak, MODIFIED, "If-Match: \"xyzzy\"")).isEqualTo(FAILED);
    }

    @Test
    void withoutATagOnlyTheAsteriskMatches() {
        assertThat(evaluate(true, null, MODIFIED, "If-Match: \"xyzzy\"")).isEqualTo(FAILED);
        assertThat(evaluate(true, null, MODIFIED, "If-Match: *")).isEqualTo(MET);
        assertThat(evaluate(true, null, MODIFIED, "If-None-Match: \"xyzzy\"")).isEqualTo(MET);
        assertThat(evaluate(true, null, MODIFIED, "If-None-Match: *")).isEqualTo(NOT_MODIFIED);
    }

    @Test
    void sinceADateOnlyReadersAreSpared() {
        assertThat(get("If-Modified-Since: " + AT)).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Modified-Since: " + AFTER)).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Modified-Since: Tue, 19 Jan 2038 03:14:08 GMT")).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Modified-Since: " + BEFORE)).isEqualTo(MET);
        assertThat(put("If-Modified-Since: " + AT)).isEqualTo(MET);
    }

    @Test
    void whatWasModifiedSinceIsNotTouched() {
        assertThat(get("If-Unmodified-Since: " + AT)).isEqualTo(MET);
        assertThat(put("If-Unmodified-Since: " + AFTER)).isEqualTo(MET);
        assertThat(get("If-Unmodified-Since: " + BEFORE)).isEqualTo(FAILED);
        assertThat(put("If-Unmodified-Since: " + BEFORE)).isEqualTo(FAILED);
    }

    @Test
    void datesThatAreNoneOrTwoCountForNothing() {
        assertThat(get("If-Modified-Since: yesterday")).isEqualTo(MET);
        assertThat(put("If-Unmodified-Since: 0")).isEqualTo(MET);
        assertThat(get("If-Modified-Since: " + AT, "If-Modified-Since: " + AT)).isEqualTo(MET);
    }

    @Test
    void unknownTimeMeetsConditionsOfTime() {
        assertThat(evaluate(true, TAG, Preconditions.UNKNOWN, "If-Modified-Since: " + AT))
                .isEqualTo(MET);
        assertThat(evaluate(true, TAG, Preconditions.UNKNOWN, "If-Unmodified-Since: " + AT))
                .isEqualTo(MET);
    }

    /** Section 13.2.2: tags count before dates, and what would fail before what would spare. */
    @Test
    void conditionsAreAskedInTheOrderOfTheRfc() {
        assertThat(get("If-Match: \"xyzzy\"", "If-Unmodified-Since: " + BEFORE)).isEqualTo(MET);
        assertThat(get("If-None-Match: \"foo\"", "If-Modified-Since: " + AT)).isEqualTo(MET);
        assertThat(get("If-None-Match: \"xyzzy\"", "If-Modified-Since: " + BEFORE))
                .isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Match: \"foo\"", "If-None-Match: \"xyzzy\"")).isEqualTo(FAILED);
        assertThat(get("If-Match: \"xyzzy\"", "If-None-Match: \"xyzzy\"")).isEqualTo(NOT_MODIFIED);
        assertThat(get("If-Unmodified-Since: " + BEFORE, "If-None-Match: \"xyzzy\""))
                .isEqualTo(FAILED);
        assertThat(get("If-Unmodified-Since: " + AT, "If-Modified-Since: " + AT))
                .isEqualTo(NOT_MODIFIED);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
        "xyzzy"                       | true
        W/"xyzzy"                     | false
        "foo"                         | false
        "xyzzy", "foo"                | false
        *                             | false
        wrong                         | false
        Sun, 06 Nov 1994 08:49:37 GMT | true
        Sunday, 06-Nov-94 08:49:37 GMT | true
        Sun, 06 Nov 1994 08:49:36 GMT | false
        Sun, 06 Nov 1994 08:49:38 GMT | false
        """)
    void rangeIsHeededOnlyOfTheSameBytes(String ifRange, boolean allowed) {
        assertThat(Preconditions.allowRange(ifRange, TAG, MODIFIED)).isEqualTo(allowed);
    }

    @Test
    void rangeWithoutConditionIsHeeded() {
        assertThat(Preconditions.allowRange(null, null, Preconditions.UNKNOWN)).isTrue();
    }

    @Test
    void rangeIsNotHeededOfWhatIsNotCertain() {
        assertThat(Preconditions.allowRange("\"xyzzy\"", null, MODIFIED)).isFalse();
        assertThat(Preconditions.allowRange("\"xyzzy\"", EntityTag.weak("xyzzy"), MODIFIED))
                .isFalse();
        assertThat(Preconditions.allowRange("W/\"xyzzy\"", EntityTag.weak("xyzzy"), MODIFIED))
                .isFalse();
        assertThat(Preconditions.allowRange(AT, TAG, Preconditions.UNKNOWN)).isFalse();
    }
}
