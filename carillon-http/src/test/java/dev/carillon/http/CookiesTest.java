package dev.carillon.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cookies, as they come and as they are set. */
class CookiesTest {
    private static Cookies cookies(String... fields) {
        StringBuilder input = new StringBuilder("GET / HTTP/1.1\r\nHost: a\r\n");
        for (String field : fields) {
            input.append("Cookie: ").append(field).append("\r\n");
        }
        return Cookies.of(Reading.head(input.append("\r\n").toString()));
    }

    @Test
    void theFirstOfThatNameIsTold() {
        Cookies cookies = cookies("a=1; b=\"x y\"; a=2;c=d=e", "f=; B=3");
        assertThat(cookies.value("a")).isEqualTo("1");
        assertThat(cookies.value("b")).isEqualTo("\"x y\"");
        assertThat(cookies.value("c")).isEqualTo("d=e");
        assertThat(cookies.value("f")).isEmpty();
        assertThat(cookies.value("B")).isEqualTo("3");
        assertThat(cookies.value("d")).isNull();
        assertThat(cookies().value("a")).isNull();
    }

    @Test
    void whatIsNoCookieIsPassedOver() {
        List<String> all = new ArrayList<>();
        Cookies cookies = cookies("a; =b; c d=e;;  f=g ; h", "$Version=1");
        cookies.forEach((name, value) -> all.add(name + "=" + value));
        assertThat(all).containsExactly("f=g", "$Version=1");
        assertThat(cookies.value("c d")).isNull();
        assertThat(cookies.value("")).isNull();
    }

    @Test
    void aCookieIsSafeUnlessToldOtherwise() {
        assertThat(SetCookie.of("a", "b")).hasToString("a=b; Path=/; HttpOnly; SameSite=Lax");
        assertThat(SetCookie.of("a", "b")
                        .withPath("/x")
                        .withDomain("example.org")
                        .withMaxAge(Duration.ofHours(1))
                        .withScripts()
                        .withSameSite(SetCookie.SameSite.NONE))
                .hasToString("a=b; Path=/x; Domain=example.org; Max-Age=3600; Secure; SameSite=None");
        assertThat(SetCookie.of("a", "b").withSecure().withSameSite(SetCookie.SameSite.STRICT))
                .hasToString("a=b; Path=/; Secure; HttpOnly; SameSite=Strict");
        assertThat(SetCookie.forget("a")).hasToString("a=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax");
    }

    @Test
    void namesWithAPromiseKeepIt() {
        assertThat(SetCookie.of("__Host-a", "b")).hasToString("__Host-a=b; Path=/; Secure; HttpOnly; SameSite=Lax");
        assertThat(SetCookie.of("__Secure-a", "b").withPath("/x"))
                .hasToString("__Secure-a=b; Path=/x; Secure; HttpOnly; SameSite=Lax");
        SetCookie wrong = SetCookie.of("__Host-a", "b").withPath("/x");
        assertThatIllegalStateException().isThrownBy(wrong::toString).withMessageContaining("__Host-a");
    }

    @Test
    void whatBrowsersWouldDropIsRefused() {
        SetCookie large = SetCookie.of("a", "b".repeat(4096));
        assertThatIllegalStateException().isThrownBy(large::toString).withMessageContaining("4096");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a;b", "a,b", "a\"b", "a\\b", "a\r\nb", "é", "\u007f"})
    void aValueThatCannotBeSentIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SetCookie.of("a", value))
                .withMessageContaining("cookie a");
    }

    @Test
    void namesPathsAndDomainsThatCannotBeSentAreRefused() {
        SetCookie cookie = SetCookie.of("a", "b");
        assertThatIllegalArgumentException().isThrownBy(() -> SetCookie.of("a b", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> SetCookie.of("", "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> cookie.withPath("x"));
        assertThatIllegalArgumentException().isThrownBy(() -> cookie.withPath("/x;Domain=y"));
        assertThatIllegalArgumentException().isThrownBy(() -> cookie.withDomain("a;b"));
        assertThatIllegalArgumentException().isThrownBy(() -> cookie.withMaxAge(Duration.ofSeconds(-1)));
    }
}
