package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.net.Connection;
import dev.carillon.net.ConnectionHandler;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection goes on in another protocol only for who has asked for that one (RFC 9110 §7.8). */
class UpgradesTest {
    private static final ConnectionHandler ECHO = new ConnectionHandler() {
        @Override
        public void received(Connection connection, ByteBuffer in) {
            connection.write(in);
        }
    };

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1",
                "HTTP/1.1|Connection: Upgrade",
                "HTTP/1.1|Upgrade: test",
                "HTTP/1.1|Connection: close|Upgrade: test",
                "HTTP/1.1|Connection: Upgrade|Upgrade: other",
                "HTTP/1.1|Connection: Upgrade|Upgrade: test/2",
                "HTTP/1.0|Connection: Upgrade|Upgrade: test"
            })
    void whoDoesNotAskForItIsAnsweredByA500AndStays(String rest) {
        try (Web web = new Web(exchange -> {
            assertThat(exchange.request().asksFor("test")).isFalse();
            exchange.upgrade("test", ECHO);
        })) {
            Visitor visitor = web.visit();
            String request = "GET / " + rest.replace("|", "\r\n") + "\r\nHost: x\r\n\r\n";
            assertThat(visitor.send(request).read())
                    .startsWith("HTTP/1.1 500 ")
                    .doesNotContain("Upgrade", " 101 ")
                    .endsWith("500 Internal Server Error\n");
            assertThat(web.failures)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            IllegalStateException.class,
                            e -> assertThat(e).hasMessageContaining("does not ask for test"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Upgrade: test", "Upgrade: other, TEST", "Upgrade: other|Upgrade: test", "uPGRADE: Test"})
    void whoAsksForItAmongOthersGetsIt(String field) {
        try (Web web = new Web(exchange -> {
            assertThat(exchange.request().asksFor("test")).isTrue();
            exchange.upgrade("test", ECHO);
        })) {
            Visitor visitor = web.visit()
                    .ask("GET /", field.replace("|", "\r\n"), "Connection: keep-alive, upgrade")
                    .send("what follows");
            assertThat(visitor.read())
                    .startsWith("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: test\r\n")
                    .endsWith("\r\n\r\nwhat follows");
            assertThat(web.failures).isEmpty();
        }
    }

    @Test
    void theRequestStaysAnHttpOneForWhoeverIsNotReadyForIt() {
        try (Web web = new Web(exchange -> {
            if (exchange.request().asksFor("test")) {
                exchange.upgrade("test", ECHO);
            } else {
                exchange.setField("Upgrade", "test").fail(426);
            }
        })) {
            assertThat(web.visit().ask("GET /").read())
                    .startsWith("HTTP/1.1 426 Upgrade Required\r\nUpgrade: test\r\n");
        }
    }
}
