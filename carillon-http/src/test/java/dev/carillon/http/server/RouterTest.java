package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.Method;
import org.junit.jupiter.api.Test;

/** A router hands requests on, and answers those that nobody is there for. */
class RouterTest {
    private static final PathVariable<Integer> ID = PathVariable.integer("id");
    private static final PathVariable<String> REST = PathVariable.text("rest");
    private static final Route USER = Route.of("/users/{id}", ID);

    private static final Router ROUTER = Router.builder()
            .get("/", exchange -> exchange.send("home"))
            .get(USER, exchange -> exchange.send("user " + (ID.of(exchange) + 1)))
            .put(USER, exchange -> exchange.send("put " + ID.of(exchange)))
            .post("/users", exchange -> exchange.send("new"))
            .get("/caf\u00e9", exchange -> exchange.send("coffee"))
            .all(Route.of("/all/{rest...}", REST), exchange -> exchange.send(REST.of(exchange)))
            .on(Method.OPTIONS, Route.of("/own"), exchange -> exchange.send("own options"))
            .get("/own", exchange -> exchange.send("own"))
            .on(
                    Method.HEAD,
                    Route.of("/own"),
                    exchange -> exchange.setField("X", "own head").send())
            .build();

    private static String answer(String line) {
        try (Web web = new Web(ROUTER)) {
            return web.visit().ask(line).read();
        }
    }

    @Test
    void handlersGetWhatTheirRoutesSay() {
        assertThat(answer("GET /")).isEqualTo(Web.ok("home"));
        assertThat(answer("GET /users/7")).isEqualTo(Web.ok("user 8"));
        assertThat(answer("PUT /users/7")).isEqualTo(Web.ok("put 7"));
        assertThat(answer("GET /all/a/b?c")).isEqualTo(Web.ok("a/b"));
        assertThat(answer("DELETE /all/")).isEqualTo(Web.ok(""));
    }

    @Test
    void pathsAreMatchedDecoded() {
        assertThat(answer("GET /caf%C3%A9")).isEqualTo(Web.ok("coffee"));
        assertThat(answer("GET /%75sers/%37?id=9")).isEqualTo(Web.ok("user 8"));
    }

    @Test
    void anUnknownPathIs404AndAValueOfAnotherTypeToo() {
        assertThat(answer("GET /nothing")).startsWith("HTTP/1.1 404 ");
        assertThat(answer("GET /users/x")).startsWith("HTTP/1.1 404 ").doesNotContain("Allow");
        assertThat(answer("OPTIONS /nothing")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void aPathWithoutTheMethodIs405AndTellsWhichThereAre() {
        assertThat(answer("DELETE /users/7"))
                .startsWith("HTTP/1.1 405 ")
                .contains("\r\nAllow: GET, HEAD, PUT, OPTIONS\r\n");
        assertThat(answer("GET /users")).startsWith("HTTP/1.1 405 ").contains("\r\nAllow: POST, OPTIONS\r\n");
    }

    @Test
    void optionsAreAnsweredWithTheMethodsUnlessAHandlerDoes() {
        assertThat(answer("OPTIONS /users/7"))
                .startsWith("HTTP/1.1 204 ")
                .contains("\r\nAllow: GET, HEAD, PUT, OPTIONS\r\n");
        assertThat(answer("OPTIONS /own")).isEqualTo(Web.ok("own options"));
        assertThat(answer("OPTIONS *"))
                .startsWith("HTTP/1.1 204 ")
                .contains("\r\nAllow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS\r\n");
    }

    @Test
    void headIsAnsweredByGetUnlessAHandlerDoes() {
        String get = answer("GET /users/7");
        assertThat(answer("HEAD /users/7")).isEqualTo(get.substring(0, get.length() - "user 8".length()));
        assertThat(answer("HEAD /own")).contains("\r\nX: own head\r\n");
        assertThat(answer("HEAD /users")).startsWith("HTTP/1.1 405 ");
    }

    @Test
    void oneRouterMayStandBehindAnother() {
        Router inner = Router.builder()
                .get(USER, exchange -> exchange.send("inner " + ID.of(exchange)))
                .build();
        Router outer =
                Router.builder().all(Route.of("/users/{rest...}", REST), inner).build();
        try (Web web = new Web(outer)) {
            assertThat(web.visit().ask("GET /users/3").read()).isEqualTo(Web.ok("inner 3"));
            assertThat(web.visit().ask("POST /users/3").read()).startsWith("HTTP/1.1 405 ");
        }
    }

    @Test
    void aVariableHasNoValueWithoutARouter() {
        try (Web web = new Web(exchange -> exchange.send("" + ID.of(exchange)))) {
            assertThat(web.visit().ask("GET /users/3").read()).startsWith("HTTP/1.1 500 ");
            assertThat(web.failures).singleElement().asString().contains("no router");
        }
    }

    @Test
    void oneHandlerAnswersOneMethodOfARoute() {
        assertThatThrownBy(() -> Router.builder().get("/", _ -> {}).get("/", _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("GET /");
    }
}
