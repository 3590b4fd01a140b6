package dev.carillon.http.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.carillon.http.HttpLimits;
import dev.carillon.loop.LoopGroup;
import dev.carillon.loop.LoopOptions;
import dev.carillon.loop.Trigger;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.Share;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server whose options change while it serves. */
@Timeout(60)
class ChangedOptionsTest {
    private static final HttpLimits SHORT_LINES = HttpLimits.DEFAULTS.withLine(100);

    private static HttpOptions atMost(int connections) {
        return HttpOptions.DEFAULTS.withListener(ListenerOptions.DEFAULTS.withLimits(connections, 0));
    }

    @Test
    void aConnectionThatStaysHasTheNewLimitsFromItsNextRequestOn() {
        String longPath = "/" + "x".repeat(200);
        try (Web web = new Web(exchange -> exchange.send("hello"))) {
            Visitor visitor = web.visit();
            assertThat(visitor.ask("GET " + longPath).read()).startsWith("HTTP/1.1 200 ");
            visitor.send("GET " + longPath); // its head is being read, with the limits of before
            web.server.change(HttpOptions.DEFAULTS.withLimits(SHORT_LINES));
            assertThat(visitor.send(" HTTP/1.1\r\nHost: x\r\n\r\n").read()).startsWith("HTTP/1.1 200 ");
            assertThat(visitor.ask("GET /").read()).startsWith("HTTP/1.1 200 ");
            assertThat(visitor.ask("GET " + longPath).read()).startsWith("HTTP/1.1 414 ");
        }
    }

    @Test
    void aConnectionThatStaysHasTheNewTimes() {
        try (Web web = new Web(exchange -> exchange.send("hello"))) {
            Visitor visitor = web.visit();
            web.server.change(HttpOptions.DEFAULTS.withKeepAlive(Duration.ofSeconds(5), 1000));
            assertThat(visitor.ask("GET /").read()).startsWith("HTTP/1.1 200 ");
            web.pass(Duration.ofSeconds(4));
            assertThat(visitor.ask("GET /").read()).startsWith("HTTP/1.1 200 ");
            web.pass(Duration.ofSeconds(6));
            assertThat(visitor.sawEnd()).isTrue();
        }
    }

    @Test
    void whoWaitsForRoomIsLetInWhenThereIsMore() {
        try (Web web = new Web(atMost(1), exchange -> exchange.send("hello"))) {
            web.visit();
            Visitor second = web.visit().ask("GET /");
            assertThat(second.read()).isEmpty();
            web.server.change(atMost(2));
            assertThat(second.read()).startsWith("HTTP/1.1 200 ");
        }
    }

    /** The kernel's queue of the socket would be lost with it, and who waits in it. */
    @ParameterizedTest
    @EnumSource
    void allLoopsChange(Share share) throws IOException {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (LoopGroup loops = LoopGroup.start("loop", 2, LoopOptions.DEFAULTS);
                HttpServer server = HttpServer.open(
                        loops, "web", any, share, HttpOptions.DEFAULTS, exchange -> exchange.send("hello"))) {
            server.change(HttpOptions.DEFAULTS.withLimits(SHORT_LINES));
            loops.loops().forEach(loop -> loop.submit(() -> loop).join()); // it does not wait for them
            for (int i = 0; i < 8; i++) {
                assertThat(statusLine(server, "/" + "x".repeat(200))).startsWith("HTTP/1.1 414 ");
            }
        }
    }

    private static String statusLine(HttpServer server, String path) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.address();
        try (Socket client = new Socket(address.getAddress(), address.getPort())) {
            byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII);
            client.getOutputStream().write(request);
            return new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void aTriggerStays() {
        ConnectionOptions edge = ConnectionOptions.DEFAULTS.withTrigger(Trigger.EDGE);
        HttpOptions other = HttpOptions.DEFAULTS.withListener(ListenerOptions.DEFAULTS.withConnections(edge));
        try (Web web = new Web(exchange -> exchange.send("hello"))) {
            assertThatThrownBy(() -> web.server.change(other))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("stay LEVEL, not EDGE");
            assertThat(web.visit().ask("GET /").read()).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void anExchangeMayHaveErrorPagesOfItsOwn() {
        ErrorPages own = (status, detail, json) -> Response.text(status, "own " + status + "\n");
        HttpHandler handler = exchange -> {
            if (exchange.request().path().equals("/own")) {
                exchange.put(ErrorPages.class, own);
            }
            exchange.fail(404);
        };
        try (Web web = new Web(handler)) {
            Visitor visitor = web.visit();
            assertThat(visitor.ask("GET /own").read()).endsWith("\r\n\r\nown 404\n");
            assertThat(visitor.ask("GET /").read()).endsWith("\r\n\r\n404 Not Found\n");
        }
    }
}
