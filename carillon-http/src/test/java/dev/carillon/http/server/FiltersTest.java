package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters stand around handlers, the outermost first: ids of requests, names with passwords, tokens. */
class FiltersTest {
    private static final HttpHandler WHO = exchange -> {
        AuthenticatedUser user = AuthenticatedUser.of(exchange);
        exchange.send(user == null ? "nobody" : user.name());
    };
    private static final Pattern ID = Pattern.compile("\r\nX-Request-Id: (.*)\r\n");

    private static String ask(HttpHandler handler, String... fields) {
        try (Web web = new Web(handler)) {
            return web.visit().ask("GET /", fields).read();
        }
    }

    private static String basic(String pair) {
        return "Authorization: Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static String id(String answer) {
        Matcher id = ID.matcher(answer);
        assertThat(id.find()).as(answer).isTrue();
        return id.group(1);
    }

    @Test
    void theOutermostIsCalledFirstAndMayAnswerItself() {
        List<String> calls = new ArrayList<>();
        Filter first = (exchange, next) -> {
            calls.add("first");
            next.handle(exchange);
        };
        Filter second = (exchange, next) -> {
            calls.add("second");
            exchange.fail(403);
        };
        assertThat(ask(first.before(second.before(WHO)))).startsWith("HTTP/1.1 403 ");
        assertThat(calls).containsExactly("first", "second");
    }

    @Test
    void eachRequestHasAnIdOfItsOwnWhichGoesBack() {
        HttpHandler handler =
                RequestIds.fresh().before(exchange -> exchange.send(String.valueOf(RequestIds.of(exchange))));
        try (Web web = new Web(handler)) {
            Visitor visitor = web.visit();
            String one = visitor.ask("GET /", "X-Request-Id: mine").read();
            String two = visitor.ask("GET /").read();
            assertThat(id(one)).matches("[0-9a-f]{32}").isNotEqualTo(id(two));
            assertThat(one).endsWith("\r\n\r\n" + id(one));
        }
    }

    @Test
    void anIdIsTakenOverWhereThatIsAskedForIfItIsHarmless() {
        HttpHandler handler = RequestIds.taken().before(WHO);
        assertThat(id(ask(handler, "X-Request-Id: a-1_b.c:d+e/f=@"))).isEqualTo("a-1_b.c:d+e/f=@");
        assertThat(id(ask(handler, "X-Request-Id: " + "a".repeat(128)))).hasSize(128);
        assertThat(id(ask(handler, "X-Request-Id: " + "a".repeat(129)))).hasSize(32);
        assertThat(id(ask(handler, "X-Request-Id: <script>"))).hasSize(32);
        assertThat(id(ask(handler, "X-Request-Id: a b"))).hasSize(32);
        assertThat(id(ask(handler, "X-Request-Id:"))).hasSize(32);
        assertThat(id(ask(handler))).hasSize(32);
    }

    @Test
    void whoHasNoFilterHasNoId() {
        assertThat(ask(exchange -> exchange.send("" + RequestIds.of(exchange)))).endsWith("null");
    }

    private static final HttpHandler BASIC = BasicAuth.of(
                    "the \"realm\"", Map.of("ann", "pass:word", "b\u00f6b", "\u20ac"))
            .before(WHO);

    @Test
    void aUserWithThePasswordIsLetThrough() {
        assertThat(ask(BASIC, basic("ann:pass:word"))).isEqualTo(Web.ok("ann"));
        assertThat(ask(BASIC, "aUTHORIZATION: bASIC " + basic("ann:pass:word").substring(21)))
                .isEqualTo(Web.ok("ann"));
        assertThat(ask(BASIC, basic("b\u00f6b:\u20ac"))).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Authorization: Basic",
                "Authorization: Basic YW5u", // no colon
                "Authorization: Basic !!!",
                "Authorization: Basic /////w==", // no UTF-8
                "Authorization: Bearer YW5uOnBhc3M6d29yZA==",
                "Authorization: YW5uOnBhc3M6d29yZA==",
                "Authorization: Basic YW5uOnBhc3M6d29yZA==\r\nAuthorization: Basic YW5uOnBhc3M6d29yZA==",
            })
    void whoSaysNothingOfUseIsAskedFor(String field) {
        assertThat(ask(BASIC, field))
                .startsWith("HTTP/1.1 401 ")
                .contains("\r\nWWW-Authenticate: Basic realm=\"the \\\"realm\\\"\", charset=\"UTF-8\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann:",
                "ann:pass",
                "ann:pass:word ",
                "ANN:pass:word",
                "bob:pass:word",
                ":",
                ":pass:word",
                "ann:pass:wor"
            })
    void aWrongNameOrPasswordIsNobodys(String pair) {
        assertThat(ask(BASIC, basic(pair))).startsWith("HTTP/1.1 401 ");
    }

    @Test
    void passwordsMayBeVerifiedBySomebodyElse() {
        HttpHandler handler = BasicAuth.of("r", (user, password) -> password.equals(user + "!"))
                .before(WHO);
        assertThat(ask(handler, basic("x:x!"))).isEqualTo(Web.ok("x"));
        assertThat(ask(handler, basic("x:x"))).startsWith("HTTP/1.1 401 ");
    }

    private static final HttpHandler BEARER =
            BearerAuth.of("api", Map.of("ann", "t0ken", "bob", "0ther")).before(WHO);

    @Test
    void aTokenIsItsUsers() {
        assertThat(ask(BEARER, "Authorization: Bearer t0ken")).isEqualTo(Web.ok("ann"));
        assertThat(ask(BEARER, "Authorization: bearer  0ther")).isEqualTo(Web.ok("bob"));
        HttpHandler own =
                BearerAuth.of("r", token -> Optional.of("by " + token)).before(WHO);
        assertThat(ask(own, "Authorization: Bearer x")).isEqualTo(Web.ok("by x"));
    }

    @Test
    void withoutATokenOneIsAskedForAndAWrongOneIsToldOf() {
        assertThat(ask(BEARER)).startsWith("HTTP/1.1 401 ").contains("\r\nWWW-Authenticate: Bearer realm=\"api\"\r\n");
        assertThat(ask(BEARER, "Authorization: Bearer")).contains("\r\nWWW-Authenticate: Bearer realm=\"api\"\r\n");
        for (String token : List.of("x", "t0ken2", "t0ke", "T0KEN", "t0ken,0ther")) {
            assertThat(ask(BEARER, "Authorization: Bearer " + token))
                    .startsWith("HTTP/1.1 401 ")
                    .contains("\r\nWWW-Authenticate: Bearer realm=\"api\", error=\"invalid_token\"\r\n");
        }
    }

    @Test
    void whatCannotBeSentIsRefusedWhenItIsSetUp() {
        assertThatThrownBy(() -> BearerAuth.of("r\r\nX: y", Map.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BasicAuth.of("r", Map.of("a:b", "c"))).isInstanceOf(IllegalArgumentException.class);
    }
}
