package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parameters of queries and fields of forms. */
class ParametersTest {
    private static final String QUERY = "a=1&b=x+y%21&&a=%E2%82%AC&c&=d&e=f=g&%61%2b=h&";

    @Test
    void valuesAreDecodedWhenAskedFor() {
        QueryParameters query = QueryParameters.of(QUERY);
        assertThat(query.value("a")).isEqualTo("1");
        assertThat(query.values("a")).containsExactly("1", "€");
        assertThat(query.value("b")).isEqualTo("x y!");
        assertThat(query.value("c")).isEmpty();
        assertThat(query.value("")).isEqualTo("d");
        assertThat(query.value("e")).isEqualTo("f=g");
        assertThat(query.value("a+")).isEqualTo("h");
        assertThat(query.value("%61")).isNull();
        assertThat(query.values("z")).isEmpty();
        assertThat(QueryParameters.of("").value("")).isNull();
    }

    @Test
    void allAreToldInTheirOrder() {
        List<String> all = new ArrayList<>();
        QueryParameters.of(QUERY).forEach((name, value) -> all.add(name + "=" + value));
        assertThat(all).containsExactly("a=1", "b=x y!", "a=€", "c=", "=d", "e=f=g", "a+=h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "%zz", "%c3", "%c0%af", "%ff", "\u00ff", "%\u0134\u0131", "%\uff14\uff11"})
    void aWrongEscapeIsRefusedWhereItIsMet(String wrong) {
        QueryParameters query = QueryParameters.of("a=1&b=" + wrong);
        assertThat(query.value("a")).isEqualTo("1");
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> query.value("b"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refusal.BAD_TARGET));
        FormFields form = FormFields.of(Reading.buffer("a=1&b=" + wrong));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> form.values("b"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refusal.MALFORMED));
    }

    @Test
    void aFormIsReadAsAQueryIs() {
        ByteBuffer body = Reading.buffer("a=1+2&a=%c3%a9\u00c3\u00a9");
        FormFields form = FormFields.of(body);
        assertThat(form.value("a")).isEqualTo("1 2");
        assertThat(form.values("a")).containsExactly("1 2", "éé");
        assertThat(body.position()).isZero();
    }

    @Test
    void aFormOfTooManyFieldsIsRefused() {
        assertThat(FormFields.of(Reading.buffer("a&".repeat(1000))).values("a")).hasSize(1000);
        ByteBuffer more = Reading.buffer("a&".repeat(1001));
        assertThatExceptionOfType(RefusedException.class)
                .isThrownBy(() -> FormFields.of(more))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Refusal.BODY_TOO_LARGE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        application/x-www-form-urlencoded | true
        Application/X-WWW-Form-Urlencoded; charset="UTF-8" | true
        application/x-www-form-urlencoded;charset=latin1 | false
        multipart/form-data; boundary=x | false
        text/plain | false\
        """)
    void aFormIsKnownByItsType(String type, boolean isForm) {
        RequestHead head = Reading.head("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: " + type + "\r\n\r\n");
        assertThat(FormFields.isForm(head)).isEqualTo(isForm);
    }
}
