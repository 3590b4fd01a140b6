package dev.carillon.http.server;

import dev.carillon.testing.TestLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server whose time is the test's, on a real socket: a Unix one, as what is sent on it has come when the call returns. Its day
 * is the first of 1970.
 */
final class Web implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();

    final TestLoop loop = TestLoop.open("web");
    final HttpServer server;
    final List<Throwable> failures = new ArrayList<>();
    private final List<Visitor> visitors = new ArrayList<>();

    Web(HttpHandler handler) {
        this(HttpOptions.DEFAULTS, handler);
    }

    Web(HttpOptions options, HttpHandler handler) {
        this(
                UnixDomainSocketAddress.of(
                        "@carillon-http-" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet()),
                options,
                handler);
    }

    /** What is sent over TCP has come a little later. */
    static Web overTcp(HttpHandler handler) {
        return new Web(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), HttpOptions.DEFAULTS, handler);
    }

    private Web(SocketAddress address, HttpOptions options, HttpHandler handler) {
        InstantSource clock = () -> Instant.EPOCH.plusNanos(loop.time().nanos());
        HttpOptions own = options.withClock(clock);
        if (own.failures() == FailureListener.LOGGING) {
            own = own.withFailures((_, failure) -> failures.add(failure));
        }
        server = HttpServer.open(loop.loop(), "web", address, own, handler);
    }

    Visitor visit() {
        Visitor visitor = new Visitor(loop, server.address());
        visitors.add(visitor);
        return visitor;
    }

    HttpStatistics statistics() {
        return server.statistics();
    }

    void pass(Duration time) {
        loop.advance(time);
    }

    @Override
    public void close() {
        visitors.forEach(Visitor::close);
        loop.close();
    }

    /** The answer to a GET, as it is when nothing was set. */
    static String answer(int status, String reason, String body) {
        return "HTTP/1.1 " + status + " " + reason + "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: "
                + body.length() + "\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n" + body;
    }

    static String ok(String body) {
        return answer(200, "OK", body);
    }
}
