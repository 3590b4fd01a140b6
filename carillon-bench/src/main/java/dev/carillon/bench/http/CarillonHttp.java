package dev.carillon.bench.http;

import dev.carillon.bench.load.TlsKey;
import dev.carillon.bench.machine.LoopChoice;
import dev.carillon.bench.machine.ServerConsole;
import dev.carillon.http.server.Event;
import dev.carillon.http.server.EventStreamOptions;
import dev.carillon.http.server.EventStreams;
import dev.carillon.http.server.Handlers;
import dev.carillon.http.server.HttpHandler;
import dev.carillon.http.server.HttpOptions;
import dev.carillon.http.server.HttpServer;
import dev.carillon.http.server.Response;
import dev.carillon.http.server.StaticFiles;
import dev.carillon.loop.EventLoop;
import dev.carillon.net.ConnectionOptions;
import dev.carillon.net.ListenerOptions;
import dev.carillon.net.tls.KeyMaterial;
import dev.carillon.net.tls.TlsContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An HTTP server as a program writes it with Carillon. With the file of a key, over TLS. */
final class CarillonHttp {
    private static final int BACKLOG = 1024;
    private static final Response PLAINTEXT = Response.of(200, "text/plain", Resource.PLAINTEXT.body());

    private CarillonHttp() {}

    /** All times and limits are on but for those of keep-alive, which no server has here. */
    private static HttpOptions options(List<String> arguments) {
        ConnectionOptions connections = ConnectionOptions.DEFAULTS;
        if (arguments.size() > 1) {
            connections = connections.withTls(
                    TlsContext.server(KeyMaterial.pkcs12(Path.of(arguments.get(1)), TlsKey.password())));
        }
        ListenerOptions listener = ListenerOptions.DEFAULTS.withBacklog(BACKLOG).withConnections(connections);
        return HttpOptions.DEFAULTS.withListener(listener).withKeepAlive(Duration.ofHours(1), Integer.MAX_VALUE);
    }

    public static void main(String[] arguments) {
        HttpHandler virtual = Handlers.onVirtualThreads(_ -> PLAINTEXT);
        StaticFiles files = StaticFiles.open(Path.of(arguments[0]));
        EventLoop loop = EventLoop.open("http", LoopChoice.options(arguments));
        EventStreams streams = new EventStreams(loop, EventStreamOptions.DEFAULTS.withHeartbeat(Duration.ZERO));
        Event event = Event.of(FanOut.DATA);
        HttpHandler handler = exchange -> {
            String path = exchange.request().path();
            if (path.equals(Resource.PLAINTEXT.path())) {
                exchange.send(PLAINTEXT);
            } else if (path.equals(Resource.VIRTUAL.path())) {
                virtual.handle(exchange);
            } else if (path.equals(FanOut.EVENTS)) {
                streams.join(exchange);
            } else if (path.equals(FanOut.PUBLISH)) {
                streams.send(event);
                exchange.send(PLAINTEXT);
            } else {
                files.handle(exchange);
            }
        };
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        HttpServer server = HttpServer.open(loop, "http", address, options(LoopChoice.others(arguments)), handler);
        ServerConsole.serve(((InetSocketAddress) server.address()).getPort());
        loop.run();
    }
}
