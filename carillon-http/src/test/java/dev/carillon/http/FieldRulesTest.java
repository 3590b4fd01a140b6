package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may be set as a field of an answer, and what statuses are called. */
class FieldRulesTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "X-Forwarded-For", "!#$%&'*+-.^_`|~09"})
    void namesAreTokens(String name) {
        assertThat(FieldRules.requireName(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a:", "a\r\n", "é", "\u0141", "a\0", "(a)"})
    void otherNamesAreRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldRules.requireName(name))
                .withMessageMatching("[ -~]*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a b\tc", "\u00ff", "\"a\", b;c=d"})
    void valuesAreVisibleWithBlanksInside(String value) {
        assertThat(FieldRules.requireValue("a", value)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {" a", "a\t", "a\r\nb: c", "a\nb", "a\0b", "\u007f", "\u0100", "\u010d\u010a", "€"})
    void whatWouldSplitOrChangeAnAnswerIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldRules.requireValue("a", value))
                .withMessageMatching("[ -~]*")
                .withMessageContaining("field a");
    }

    @Test
    void statusesHaveTheirRegisteredNames() {
        assertThat(Status.reason(200)).isEqualTo("OK");
        assertThat(Status.reason(206)).isEqualTo("Partial Content");
        assertThat(Status.reason(308)).isEqualTo("Permanent Redirect");
        assertThat(Status.reason(413)).isEqualTo("Content Too Large");
        assertThat(Status.reason(418)).isEqualTo("Client Error");
        assertThat(Status.reason(431)).isEqualTo("Request Header Fields Too Large");
        assertThat(Status.reason(505)).isEqualTo("HTTP Version Not Supported");
        assertThatIllegalArgumentException().isThrownBy(() -> Status.reason(600));
        for (Refusal refusal : Refusal.values()) {
            assertThat(Status.reason(refusal.status()))
                    .isNotEqualTo("Client Error")
                    .isNotEqualTo("Server Error");
        }
    }
}
