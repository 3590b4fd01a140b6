package dev.carillon.http.testing;

import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.HttpStatistics;
import dev.carillon.testing.TestLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * A handler under test: a whole server without sockets, whose time passes when the test says so.
 *
 * {@snippet :
 * try (TestHttp http = TestHttp.of(exchange -> exchange.send("hello"))) {
 *     assertEquals("hello", http.get("/").text());
 * }
 * }
 *
 * <p>Everything happens on the thread that makes it.
 */
public final class TestHttp implements AutoCloseable {
    private final TestLoop loop = TestLoop.open("http");
    private final HttpServer server;

    private TestHttp(HttpOptions options, HttpHandler handler) {
        server = HttpServer.inMemory(loop.loop(), options, handler);
    }

    /**
     * A server with the default options.
     *
     * @param handler what is tested
     * @return the server, to be closed
     */
    public static TestHttp of(HttpHandler handler) {
        return of(HttpOptions.DEFAULTS, handler);
    }

    /**
     * A server.
     *
     * @param options its options; what they say of listeners is without effect
     * @param handler what is tested
     * @return the server, to be closed
     */
    public static TestHttp of(HttpOptions options, HttpHandler handler) {
        return new TestHttp(options, handler);
    }

    /**
     * Its loop, for letting time pass.
     *
     * @return the loop
     */
    public TestLoop loop() {
        return loop;
    }

    /**
     * What has become of requests.
     *
     * @return the live figures
     */
    public HttpStatistics statistics() {
        return server.statistics();
    }

    /**
     * A client whose connection stays.
     *
     * @return the client
     */
    public TestClient connect() {
        return new TestClient(loop, server.connect(loop.time()));
    }

    /**
     * Asks for something, over a connection of its own.
     *
     * @param target the request's target
     * @return the answer
     * @throws AssertionError if there is none without time passing
     */
    public Answer get(String target) {
        return send("GET", target, Map.of(), "");
    }

    /**
     * Sends a request, over a connection of its own.
     *
     * @param method the method
     * @param target the target
     * @param fields fields besides {@code Host} and {@code Content-Length}
     * @param body the body; empty for none
     * @return the answer
     * @throws AssertionError if there is none without time passing
     */
    public Answer send(String method, String target, Map<String, String> fields, String body) {
        TestClient client = connect();
        client.send(method, target, fields, body.getBytes(StandardCharsets.UTF_8));
        Answer answer = client.answer();
        client.close();
        return answer;
    }

    /** Ends it all. */
    @Override
    public void close() {
        loop.advance(Duration.ZERO);
        loop.close();
    }
}
