package dev.carillon.examples;

import dev.carillon.http.ProxyField;
import dev.carillon.http.TrustedProxies;
import dev.carillon.http.server.AccessLog;
import dev.carillon.http.server.AccessLogFormat;
import dev.carillon.http.server.BearerAuth;
import dev.carillon.http.server.BodyWriter;
import dev.carillon.http.server.Event;
import dev.carillon.http.server.EventStreamOptions;
import dev.carillon.http.server.EventStreams;
import dev.carillon.http.server.Exchange;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.PathVariable;
import dev.carillon.http.server.RequestIds;
import dev.carillon.http.server.Route;
import dev.carillon.http.server.Router;
import dev.carillon.linux.Signal;
import dev.carillon.loop.EventLoop;
import dev.carillon.loop.Written;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** The servers of docs/http.md; run by itself, the first one, until TERM or Ctrl-C. */
public final class WebServers {
    private static long number;

    private WebServers() {}

    /**
     * Runs it.
     *
     * @param arguments the port
     */
    public static void main(String[] arguments) {
        int port = Integer.parseInt(arguments[0]);
        try (EventLoop loop = EventLoop.open("web")) {
            var address = new InetSocketAddress("localhost", port);
            HttpHandler hello = exchange -> exchange.send("Hello, World!\n");
            var server = HttpServer.open(loop, "web", address, HttpOptions.DEFAULTS, hello);
            loop.signals("end", Set.of(Signal.TERM, Signal.INT), (source, info) -> loop.stop());
            System.out.println("listening on " + server.address());
            loop.run();
        }
    }

    /** By path and method. */
    static Router routes() {
        PathVariable<Integer> id = PathVariable.integer("id");
        Route user = Route.of("/users/{id}", id);
        return Router.builder()
                .get("/", exchange -> exchange.send("home\n"))
                .get(user, exchange -> exchange.send("user " + id.of(exchange) + "\n"))
                .delete(user, exchange -> exchange.status(204).send())
                .post("/echo", exchange -> exchange.whole(Exchange::send))
                .build();
    }

    /** Behind filters. */
    static HttpHandler filtered(AccessLog log, Map<String, String> tokens) {
        return log.before(RequestIds.fresh().before(BearerAuth.of("api", tokens).before(routes())));
    }

    /** A body that takes its time. */
    static final class CountDown implements Runnable {
        private final BodyWriter writer;
        private long next;

        CountDown(Exchange exchange, long from) {
            writer = exchange.stream();
            next = from;
            writer.onDrained(this);
            run();
        }

        /** As much as there is room for; the rest when it is drained. */
        @Override
        public void run() {
            Written answer = Written.TAKEN;
            while (next > 0 && answer == Written.TAKEN) {
                answer = writer.write(StandardCharsets.US_ASCII.encode(next + "\n"));
                next--;
            }
            if (next == 0) {
                writer.finish();
            }
        }
    }

    /** The time, for whoever listens. */
    static Router ticks(EventLoop loop) {
        EventStreams ticks = new EventStreams(loop, EventStreamOptions.DEFAULTS);
        loop.timer("tick", (source, expirations) -> {
                    number++;
                    ticks.send(Event.of(Instant.now().toString()).withId(Long.toString(number)));
                })
                .every(Duration.ofSeconds(1));
        return Router.builder().get("/ticks", ticks::join).build();
    }

    /** Behind proxies. */
    static HttpOptions behindProxies() {
        TrustedProxies proxies = TrustedProxies.at("10.0.0.0/8", "unix:").reading(ProxyField.FORWARDED);
        return HttpOptions.DEFAULTS.withTrustedProxies(proxies);
    }

    /** With an access log. */
    static HttpServer logged(EventLoop loop, InetSocketAddress address) {
        AccessLog log = AccessLog.open(Path.of("/var/log/access.log"), AccessLogFormat.COMBINED);
        loop.signals("reopen", Set.of(Signal.USR1), (source, info) -> log.reopen());
        HttpOptions options = HttpOptions.DEFAULTS.withRefusals(log);
        return HttpServer.open(loop, "web", address, options, log.before(routes()));
    }
}
