package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.Method;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Pages of listed origins may use what is behind the filter, and no others. */
class CorsTest {
    private static final Cors LISTED = Cors.of("https://a.example", "null");

    private static String ask(Cors cors, String line, String... fields) {
        try (Web web = new Web(cors.before(exchange -> exchange.send("data")))) {
            return web.visit().ask(line, fields).read();
        }
    }

    @Test
    void nothingIsAllowedWithoutTheFilter() {
        try (Web web = new Web(exchange -> exchange.send("data"))) {
            assertThat(web.visit().ask("GET /", "Origin: https://a.example").read())
                    .isEqualTo(Web.ok("data"));
        }
    }

    @Test
    void anAnswerSaysWhichOriginMaySeeIt() {
        assertThat(ask(LISTED, "GET /", "Origin: https://a.example"))
                .startsWith("HTTP/1.1 200 ")
                .contains("\r\nAccess-Control-Allow-Origin: https://a.example\r\n", "\r\nVary: Origin\r\n")
                .doesNotContain("Credentials")
                .endsWith("data");
        assertThat(ask(LISTED, "GET /", "Origin: null")).contains("\r\nAccess-Control-Allow-Origin: null\r\n");
    }

    @Test
    void otherOriginsAreAnsweredWithoutThatWord() {
        for (String origin : new String[] {
            "https://b.example",
            "http://a.example",
            "https://a.example:444",
            "https://a.example.evil",
            "https://A.example",
            "*"
        }) {
            assertThat(ask(LISTED, "GET /", "Origin: " + origin))
                    .startsWith("HTTP/1.1 200 ")
                    .contains("\r\nVary: Origin\r\n")
                    .doesNotContain("Access-Control");
        }
        assertThat(ask(LISTED, "GET /")).contains("\r\nVary: Origin\r\n").doesNotContain("Access-Control");
    }

    @Test
    void aPreflightIsAnsweredHere() {
        Cors cors = LISTED.withMethods(Method.GET, Method.PUT)
                .withRequestFields("X-One", "X-Two")
                .withExposedFields("X-Three")
                .withCredentials()
                .withAge(Duration.ofMinutes(10));
        assertThat(ask(cors, "OPTIONS /", "Origin: https://a.example", "Access-Control-Request-Method: PUT"))
                .startsWith("HTTP/1.1 204 ")
                .contains("\r\nAccess-Control-Allow-Origin: https://a.example\r\n")
                .contains("\r\nAccess-Control-Allow-Credentials: true\r\n")
                .contains("\r\nAccess-Control-Allow-Methods: GET, PUT\r\n")
                .contains("\r\nAccess-Control-Allow-Headers: X-One, X-Two\r\n")
                .contains("\r\nAccess-Control-Max-Age: 600\r\n")
                .contains("\r\nVary: Origin\r\n")
                .doesNotContain("Expose");
        assertThat(ask(cors, "GET /", "Origin: https://a.example"))
                .contains("\r\nAccess-Control-Expose-Headers: X-Three\r\n")
                .contains("\r\nAccess-Control-Allow-Credentials: true\r\n")
                .doesNotContain("Allow-Methods");
    }

    @Test
    void aPreflightOfAnotherOriginIsRefused() {
        assertThat(ask(LISTED, "OPTIONS /", "Origin: https://b.example", "Access-Control-Request-Method: GET"))
                .startsWith("HTTP/1.1 403 ")
                .doesNotContain("Access-Control");
    }

    @Test
    void optionsThatAreNoPreflightGoOn() {
        assertThat(ask(LISTED, "OPTIONS /", "Origin: https://a.example")).endsWith("data");
        assertThat(ask(LISTED, "OPTIONS /", "Access-Control-Request-Method: GET"))
                .endsWith("data");
    }

    @Test
    void anyOriginIsForAnswersThatAreEverybodys() {
        Cors any = Cors.of("*");
        assertThat(ask(any, "GET /", "Origin: https://b.example"))
                .contains("\r\nAccess-Control-Allow-Origin: *\r\n")
                .doesNotContain("Vary");
        assertThatThrownBy(any::withCredentials).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNoOriginIsRefusedWhenItIsSetUp() {
        assertThatThrownBy(() -> Cors.of("https://a.example/")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Cors.of("a.example")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LISTED.withAge(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }
}
