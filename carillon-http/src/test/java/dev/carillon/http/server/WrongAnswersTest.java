package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.carillon.linux.FileFd;
import dev.carillon.loop.EventLoop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be no answer is refused when it is asked for: it is a 500, and nothing else. */
@SuppressWarnings("NullAway") // that is what is tried
class WrongAnswersTest {
    private static void isA500(Class<? extends Exception> type, String message, HttpHandler handler) {
        try (Web web = new Web(exchange -> {
            if (exchange.request().path().equals("/")) {
                handler.handle(exchange);
            } else {
                exchange.send("fine");
            }
        })) {
            Visitor visitor = web.visit();
            String request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nbody";
            assertThat(visitor.send(request).read())
                    .isEqualTo(Web.answer(500, "Internal Server Error", "500 Internal Server Error\n"));
            assertThat(web.failures)
                    .singleElement()
                    .satisfies(e -> assertThat(e).isInstanceOf(type).hasMessageContaining(message));
            assertThat(visitor.ask("GET /next").read()).isEqualTo(Web.ok("fine"));
        }
    }

    @Test
    void nobodyToCallIsRefused() {
        isA500(NullPointerException.class, "then", exchange -> exchange.whole(null));
        isA500(NullPointerException.class, "receiver", exchange -> exchange.receive(null));
        isA500(NullPointerException.class, "then", exchange -> exchange.goOn(null));
        isA500(NullPointerException.class, "task", exchange -> exchange.beforeHead(null));
        isA500(NullPointerException.class, "listener", exchange -> exchange.onEnd(null));
        isA500(NullPointerException.class, "next", exchange -> exchange.upgrade("test", null));
    }

    @Test
    void aFileThatIsNotThereIsRefused(@TempDir Path directory) throws IOException {
        FileFd closed = FileFd.open(Files.writeString(directory.resolve("file"), "content"));
        closed.close();
        isA500(NullPointerException.class, "file", exchange -> exchange.sendFile(null, 0, 1, true));
        isA500(IllegalStateException.class, "closed", exchange -> exchange.sendFile(closed, 0, 1, true));
        isA500(IllegalStateException.class, "closed", exchange -> exchange.sendFile(closed, 0, 1, false));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 200, 304, 399, 600})
    void aFailureIsA4xxOr5xx(int status) {
        isA500(IllegalArgumentException.class, "400 to 599, not " + status, exchange -> exchange.fail(status));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 300, 304, 305, 306, 309, 404})
    void aRedirectIsOneThatClientsFollow(int status) {
        isA500(
                IllegalArgumentException.class,
                "303, 307 or 308, not " + status,
                exchange -> exchange.redirect(status, "/elsewhere"));
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void clientsAreSentElsewhere(int status) {
        try (Web web = new Web(exchange -> exchange.redirect(status, "/elsewhere"))) {
            assertThat(web.visit().ask("GET /").read())
                    .startsWith("HTTP/1.1 " + status + " ")
                    .contains("\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n");
        }
    }

    @Test
    void aServerWithoutAHandlerIsRefusedBeforeItListens() {
        try (EventLoop loop = EventLoop.open("web")) {
            InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            assertThatNullPointerException()
                    .isThrownBy(() -> HttpServer.open(loop, "web", any, HttpOptions.DEFAULTS, null))
                    .withMessage("handler");
            assertThatNullPointerException()
                    .isThrownBy(() -> HttpServer.open(loop, "web", any, null, _ -> {}))
                    .withMessage("options");
            assertThatNullPointerException()
                    .isThrownBy(() -> HttpServer.inMemory(loop, HttpOptions.DEFAULTS, null))
                    .withMessage("handler");
        }
    }
}
