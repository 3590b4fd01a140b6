package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {
    /** The table of RFC 9110 section 8.8.3.2. */
    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', textBlock = """
        W/"1" | W/"1" | false | true
        W/"1" | W/"2" | false | false
        W/"1" | "1"   | false | true
        "1"   | "1"   | true  | true
        "1"   | "2"   | false | false
        "a"   | "A"   | false | false
        """)
    void tagsAreComparedStronglyAndWeakly(String first, String second, boolean same, boolean equivalent) {
        EntityTag a = tag(first);
        EntityTag b = tag(second);
        assertThat(a.isSame(b)).isEqualTo(same);
        assertThat(b.isSame(a)).isEqualTo(same);
        assertThat(a.isEquivalent(b)).isEqualTo(equivalent);
        assertThat(b.isEquivalent(a)).isEqualTo(equivalent);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"xyzzy\"", "W/\"xyzzy\"", "\"\"", "\"a,b\"", "\"W/\"", "\"\u00e4\""})
    void tagIsWrittenAsItWasRead(String text) {
        assertThat(tag(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "xyzzy",
                "\"",
                "\"xyzzy",
                "w/\"x\"",
                "W/",
                "W/x",
                "W /\"x\"",
                "\"a b\"",
                "\"a\"\"",
                "\"a\" x",
                "\"\u007f\"",
                "*"
            })
    void whatIsNoTagIsNone(String text) {
        assertThat(EntityTag.parse(text)).isNull();
    }

    @Test
    void commaWithinQuotesSeparatesNothing() {
        assertThat(EntityTag.parseList("\"a,b\", W/\"c\" ,\"\""))
                .containsExactly(EntityTag.strong("a,b"), EntityTag.weak("c"), EntityTag.strong(""));
    }

    @Test
    void emptyElementsAndBlanksOfAListCountForNothing() {
        assertThat(EntityTag.parseList(", \"foo\", ,\t\"bar\","))
                .containsExactly(EntityTag.strong("foo"), EntityTag.strong("bar"));
        assertThat(EntityTag.parseList("")).isEmpty();
    }

    @Test
    void whatIsNoTagOfAListIsPassedOver() {
        List<EntityTag> tags = EntityTag.parseList("foo, \"bar\" baz, W/\"c\"x, \"d\"");
        assertThat(tags).containsExactly(EntityTag.strong("d"));
    }

    @Test
    void whatCannotStandBetweenQuotesIsRefused() {
        assertThatThrownBy(() -> EntityTag.strong("a\"b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("U+22 at 1");
        assertThatThrownBy(() -> EntityTag.weak("\r\n")).isInstanceOf(IllegalArgumentException.class);
    }

    private static EntityTag tag(String text) {
        EntityTag tag = EntityTag.parse(text);
        assertThat(tag).as(text).isNotNull();
        return tag;
    }
}
